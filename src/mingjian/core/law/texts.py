"""
What is known of the texts themselves: for each article the figures that it names, and a hash of its words, so that a figure can be held against the article.

The words are not kept. `rulebook/cn/texts/<law>/<day in force>.yaml` is drawn from a text by `mingjian law text`.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Law, LawValue

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两\d][〇零一二三四五六七八九十百千万亿两\d.,，]*")
_ARTICLE = re.compile(r"(?m)^\**第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九]))?\**[\s　]")
_HASH = 16  # hexadecimal digits: enough to tell that words changed
_EQUAL = "等值"
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What is known of an article's words: the figures that they name, as whole or decimal numbers, whether they set a fine, and their hash (or none)."""

    figures: frozenset[str]
    sets_fine: bool
    hash: str


class Texts:
    """What is known of texts, by law and version; a version without a file is not known."""

    def __init__(self, folder: Path | None, shown_as: str, faults: Faults) -> None:
        self._folder, self._shown_as, self._faults = folder, shown_as, faults

    def of(self, version: Law) -> Mapping[str, ArticleText]:
        """Return what is known of the articles of a version."""
        path = self._folder / version.law / f"{version.in_force}.yaml" if self._folder else None
        if path is None or not path.is_file():
            return {}
        top = read(path, f"{self._shown_as}/{version.law}/{path.name}", self._faults)
        if top is None:
            return {}
        top.only("source", "hash", "articles")
        return {number: _read(branch) for number, branch in top.branches("articles").items()}


def _read(branch: Branch) -> ArticleText:
    branch.only("figures", "fine", "hash")
    return ArticleText(frozenset(branch.words("figures")), branch.flag("fine"), branch.word("hash", ""))


def articles_in(text: str) -> Iterator[tuple[str, str]]:
    """Return the number and words of each article of a text: `122`, or `287-2` for one that was put between."""
    found = list(_ARTICLE.finditer(text))
    for i, match in enumerate(found):
        number = f"{number_written(match[1]):g}" + (f"-{_DIGITS[match[2]]}" if match[2] else "")
        words = text[match.end() : found[i + 1].start() if i + 1 < len(found) else len(text)]
        yield number, re.sub(r"\n#.*", "", words).strip()


def known_of(words: str) -> ArticleText:
    """Read off an article's words what is kept of them."""
    return ArticleText(frozenset(_figures(words)), "罚款" in words, hashlib.sha256(words.encode()).hexdigest()[:_HASH])


def _figures(words: str) -> Iterator[str]:
    for found in _NUMERAL.finditer(words):
        number = number_written(found[0].strip(".,，"))
        if number is not None:
            yield f"{number:.15g}"
    if _EQUAL in words:
        yield from ("1", "100")


def number_written(numeral: str) -> float | None:
    """Return what a numeral says: `五十万`, `1.5万`, `一百二十四` or `43`; none for what is no number, such as `万一`."""
    total, section, digit = 0.0, 0.0, None
    for part in re.findall(r"\d+(?:\.\d+)?|[^\d.,，]", numeral):
        if part[0].isdigit():
            digit = float(part)
        elif part in _DIGITS:
            digit = float((digit or 0) * 10 + _DIGITS[part]) if digit is not None and part in "〇零" else float(_DIGITS[part])
        elif part in _TENS:
            section, digit = section + (1 if digit is None or digit == 0 else digit) * _TENS[part], None
        elif part in _LARGE:
            total, section, digit = (total + section + (digit or 0) or 1) * _LARGE[part], 0.0, None
    value = total + section + (digit or 0)
    return value if value or "零" in numeral or "0" in numeral else None


def figures_of(value: LawValue) -> frozenset[str]:
    """Return the figures that a value must find in its article: those it is derived from; a share of a hundred or more per cent may stand there in times."""
    if value.derived:
        return frozenset(part.strip().replace(",", "") for part in value.derived.split("×"))
    known = [figure for figure in (value.number, value.least, value.most) if figure is not None]
    if value.unit == "percent":
        known = [figure // _HUNDRED if figure >= _HUNDRED and figure % _HUNDRED == 0 else figure for figure in known]
    return frozenset(f"{figure}" for figure in known)


def text_file(law: str, source: str, text: str, wanted: frozenset[str]) -> str:
    """Write the file of what is known of a text, for the articles that are wanted."""
    lines = [f"source: {source}", f"hash: '{hashlib.sha256(text.encode()).hexdigest()[:_HASH]}'", "articles:"]
    for number, words in articles_in(text):
        if number in wanted:
            known = known_of(words)
            figures = ", ".join(f"'{figure}'" for figure in sorted(known.figures, key=float))
            lines.append(f"  '{number}': {{figures: [{figures}], fine: {str(known.sets_fine).lower()}, hash: '{known.hash}'}}")
    return "\n".join([*lines, ""]) if len(lines) > 3 else f"# {law}: no article found\n"
