"""
Telephone and identity numbers in free text that is about to leave: found by their form, in any width, in Chinese digits, with blanks and strokes between.

What is public by its form is none of them: a credit code whose check character holds, the number of a decision. A net, not a proof.
"""

import re
import unicodedata
from datetime import date

from stdnum.cn import uscc

_DIGITS = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
_GAP = r"[\s\-·._/]{0,2}"
_MOBILE = re.compile(rf"(?<![0-9A-Za-z])(?:\+?86{_GAP})?1[3-9](?:{_GAP}\d){{9}}(?!\d)")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])[(]?0(?:10|2\d|[3-9]\d{2})[)]?[\s\-·]{0,2}[2-8]\d{2,3}[\s\-·]?\d{4}(?!\d)")
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-z])[1-9](?:{_GAP}\d){{5}}{_GAP}((?:18|19|20)\d{{2}}){_GAP}(\d{{2}}){_GAP}(\d{{2}})(?:{_GAP}\d){{3}}{_GAP}[\dXx](?![0-9A-Za-z])"
)


def personal_numbers(text: str) -> list[str]:
    """Return the telephone and identity numbers of a text, each once and masked in its middle, as they may be repeated to whoever wrote it."""
    plain = "".join(_folded(sign) for sign in text)
    found = {match.span(): match.group() for match in _IDENTITY.finditer(plain) if _is_identity(match)}
    for match in (*_MOBILE.finditer(plain), *_LANDLINE.finditer(plain)):
        if not any(start <= match.start() < end for start, end in found):
            found[match.span()] = match.group()
    return list(dict.fromkeys(_masked(found[span]) for span in sorted(found)))


def _folded(sign: str) -> str:
    """Return a sign in one writing: digits of any width or script as those of ASCII, so that what is cut apart by width is one number."""
    if unicodedata.category(sign) == "Cf":
        return ""
    return unicodedata.normalize("NFKC", sign).translate(_DIGITS)


def _is_identity(match: re.Match[str]) -> bool:
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return not uscc.is_valid(_bare(match.group()))


def _bare(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum())


def _masked(number: str) -> str:
    bare = _bare(number)
    return f"{bare[:3]}{'*' * (len(bare) - 5)}{bare[-2:]}"
