"""
Redaction of text that goes on: numbers, accounts and addresses by which a person could be reached or paid are masked; what is public by its form stays.

Imports neither numpy nor numba, since models and pages of the console need it in every process (decision 130).
"""

import re
from collections.abc import Collection
from functools import lru_cache

from stdnum import ean
from stdnum.cn import uscc

SHORT = 5  # signs of which none is left when they are masked
_LONGEST = 40  # characters of a quoted word
_DIGIT = "0-9０-９①-⑨❶-❿➀-➉零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
_DIGITS = re.compile(rf"[{_DIGIT}](?:[\s\-·.*_/~|\ufe0f\u20e3]{{0,3}}[{_DIGIT}]){{6,}}")
#: What looks drawn by lot behind a stroke or an equals sign of an address: the token of a friend code or of a payment code. Words of a path are none.
_TOKEN = re.compile(r"(?<=[/=+])(?=[A-Za-z_\-]*(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9_\-]{8,200}")
#: Bar codes of goods numbered in China (690 to 699) or by a shop itself (200 to 299): no telephone, account or card begins so and has 13 digits.
_BARCODE = re.compile(r"(?:69|2\d)\d{11}", re.ASCII)
_PERSON, _BODY = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[·•][\u4e00-\u9fff]{1,8})?"), re.compile("公司|集团|中心|[厂店社部行场院馆坊铺号局所站]$")
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z][A-Za-z0-9_\-]{0,80}?[0-9_])[A-Za-z][A-Za-z0-9_\-]{5,30}")
#: What is public by its own form or by the word before it. A number behind such a word that is a telephone's or a person's is none.
_PUBLIC = re.compile(
    r"(?P<day>(?<!\d)(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?!\d)(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?)"
    r"|(?P<file>(?<![A-Za-z0-9])[A-Z]{1,2}20\d{2}-\d{7}(?!\d))"
    r"|(?P<labelled>(?:商标|注册|专利|申请|登记|版权|证书|许可证|备案|批准文?|批次|批号|条形?码|货号|执行标准)"
    r"(?:号码?|证书?|编号|文号|码|为|是|第|No\.?|[\s：:（(])*(?!1[3-9]\d{9}(?!\d))(?!\d{17})(?:ZL|SC|[A-Z])?\d{5,16}(?:\.[\dX])?)"
    r"|(?P<approved>国药准字[A-Z]\d{8}|(?<![A-Za-z0-9])(?:SC\d{14}|ZL\d{12}(?:\.[\dX])?|(?:GB|DB|QB)(?:/T)?\s?\d{3,6}(?:\.\d+)?-\d{4})(?![A-Za-z0-9]))"
    r"|(?P<code>(?<![A-Za-z0-9])9[13][0-9A-HJ-NPQRTUWXY]{16}(?![A-Za-z0-9]))"
    r"|(?P<brand>(?<![A-Za-z0-9])[A-Z]{2,}(?:[01345689][A-Z]+)+(?![A-Za-z0-9]))"
)
SHORTEST_WORD = 3  # signs of a word that is said to be nobody's
#: What is a person's whoever says otherwise: a telephone, the number of an identity card.
_OF_A_PERSON = re.compile(r"(?<!\d)(?:1[3-9](?:[\s-]?\d){9}|\d{17}[\dXx]|0\d{2,3}[\s-]?\d{7,8})(?!\d)|[^\s@]@[^\s@]", re.ASCII)
#: Before what is an account and no brand.
_CONTACT = re.compile(r"微|[Vv]信|[Ww][Xx]|[Qq]{2}|账号|帐号|抖音号|快手号|小红书号|加我|联系|电话|手机|[Ii][Dd]|@")
_NEARBY = 8  # signs in which a word of contact stands before an account
#: The name before the at sign of a mail address; what stands behind it is a provider.
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}(?=@[A-Za-z0-9\-]{1,63}\.[A-Za-z])")
#: Names that telephones and chat programs give to pictures and recordings by themselves.
_MADE = re.compile(r"(?:img|vid|dsc|mmexport|wx_camera|screenshot|screenrecord\w*|微信图片|微信截图|截屏|屏幕截图|录屏)[\d\s_.\-()]*\.\w{2,5}", re.IGNORECASE)


def shown(text: str) -> str:
    """Return a short piece of raw text as it may be repeated in a sentence: one line, nothing that steers a terminal or turns the direction of writing."""
    text = plain(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def plain(text: str) -> str:
    """Replace what is not printable by a blank, sign by sign, so that places stay as they are."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def masked(text: str, public: Collection[str] = ()) -> str:
    """
    Mask numbers, accounts, mail addresses and tokens of addresses by which a person could be reached or paid: all but the first three and last two signs.

    What is nobody's stays, since it is what is to be compared: bar codes of goods (GB 12904), numbers of marks, patents, licences and standards that say what
    they are, credit codes of companies, days, file numbers of this software, and a false brand in capitals with a digit for a letter.

    `public`: words that are known to be nobody's where the text stands, as the registered number of the mark it is about. A telephone's number is none.
    """
    told, end = [], 0
    for match in (_with_words(tuple(sorted(set(public)))) if public else _PUBLIC).finditer(text):
        if _is_public(match, text):
            told += [_masked(text[end : match.start()]), match.group()]
            end = match.end()
    return "".join([*told, _masked(text[end:])])


@lru_cache(maxsize=256)
def _with_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what is public by its form, and besides it some words as they stand."""
    kept = [re.escape(one) for one in sorted(words, key=len, reverse=True) if len(one) >= SHORTEST_WORD and not _OF_A_PERSON.search(one)]
    return re.compile(rf"(?P<kept>(?<![A-Za-z0-9])(?:{'|'.join(kept)})(?![A-Za-z0-9]))|{_PUBLIC.pattern}") if kept else _PUBLIC


def _is_public(match: re.Match[str], text: str) -> bool:
    """Return whether a span is public after all: a code has to be one by its check digit, and what stands behind a word of contact is an account."""
    if match.lastgroup == "code":
        return bool(uscc.is_valid(match.group()))
    return match.lastgroup != "brand" or not _CONTACT.search(text[max(0, match.start() - _NEARBY) : match.start()])


def _masked(text: str) -> str:
    return _ACCOUNT.sub(_mask, _DIGITS.sub(_mask_number, _TOKEN.sub(_mask, _MAIL.sub(_mask, text))))


def masked_name(name: str, public: Collection[str] = ()) -> str:
    """Mask numbers in the name of a file; the day and time of which telephones make names are nobody's."""
    return name if _MADE.fullmatch(name) else masked(name, public)


def party(name: str) -> str:
    """Return the name of whoever holds or trades, as registers have it: a company's as it is, a person's with the first character alone."""
    return f"{name[:1]}**" if _PERSON.fullmatch(name.strip()) and not _BODY.search(name) else shown(name)


def _mask_number(match: re.Match[str]) -> str:
    whole = match.group()
    return whole if _BARCODE.fullmatch(whole) and ean.is_valid(whole) else _mask(match)


def _mask(match: re.Match[str]) -> str:
    whole = match.group()
    return whole[:3] + "*" * (len(whole) - 5) + whole[-2:] if len(whole) > SHORT else "*" * len(whole)
