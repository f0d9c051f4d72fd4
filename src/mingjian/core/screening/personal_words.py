"""Which words of a picture are personal data, and where they stand: numbers and accounts by their form, names and addresses by the word before them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingjian.core.redaction import masked

Box = tuple[int, int, int, int]  # left, top, width, height

#: Words behind which a person is named, or where one lives, on screenshots of chats, orders, payments, waybills and licences.
_NAMED = (
    r"收[货件]人|寄件人|发件人|联系人|经营者|法定代表人|投资人|负责人|代理人|姓名|户名|持卡人|收款[人方]|付款[人方]|对方账户|转账给|"
    r"买家|会员名|昵称|微信名|备注名"
)
_LIVED = r"住所|住址|地址|收货地址|寄件地址|家庭住址|经营场所|户籍地"
#: With a colon anywhere; without one at the beginning of a line, a name with little behind it: a seller who writes 买家都说好 names nobody.
_LABEL = re.compile(rf"(?:(?:{_NAMED}|{_LIVED})(?:姓名|信息|名称)?\s*[:：]|^\s*(?:{_LIVED})\s*|^\s*(?:{_NAMED})(?:姓名)?\s*(?=\S{{2,8}}$))\s*(?P<value>\S.*)")
_BARE = re.compile(rf"(?:{_NAMED}|{_LIVED})(?:姓名|信息)?\s*[:：]?")
_COMPANY = re.compile(r"公司|集团|中心|商行|合作社|[厂店]$")
#: A name of two to four signs that stands before or behind a telephone: `张三 138…`, or in a line of its own beside one.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_NAME = re.compile(rf"(?<![\u4e00-\u9fff])(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,3}}|[\u4e00-\u9fff][*＊]{{1,3}}[\u4e00-\u9fff]?)(?![\u4e00-\u9fff])")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[\d*＊ -]{6,12}\d(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_HIDDEN = re.compile(r"\*+")
_KEPT_BEFORE, _KEPT_BEHIND = 3, 2  # signs that `masked` leaves of a number
_NEAR = 2.4  # heights from the top of a line to that of another right below it


@dataclass(frozen=True)
class Words:
    """A line of a picture as it was read, and its box."""

    text: str
    box: Box


def personal_boxes(lines: Sequence[Words]) -> list[Box]:
    """Return the boxes of what is personal in the lines of a picture, each with a margin of one sign."""
    named = _named(lines)
    return [_box_of(line, begin, end) for line, spans in zip(lines, named, strict=True) for begin, end in (*_numbers(line.text), *spans)]


def shown_words(lines: Sequence[Words]) -> list[str]:
    """Return the texts of lines without numbers, accounts, names and addresses, as whoever has no leave sees them."""
    told = []
    for line, spans in zip(lines, _named(lines), strict=True):
        text = list(masked(line.text))
        for begin, end in spans:
            text[begin + 1 : end] = "*" * (end - begin - 1)
        told.append("".join(text))
    return told


def _named(lines: Sequence[Words]) -> list[list[tuple[int, int]]]:
    """Return for each line where names and addresses begin and end in it."""
    found = [_of_line(line.text) for line in lines]
    for nth, line in enumerate(lines):
        if _BARE.fullmatch(line.text.strip()):
            value = _value_of(nth, lines)
            if value is not None and not found[value] and not _COMPANY.search(lines[value].text):
                found[value] = [(0, len(lines[value].text))]
        if _PHONE.search(line.text):
            for other, near in enumerate(lines):
                name = _NAME.fullmatch(near.text.strip()) if other != nth and not found[other] and _is_near(line.box, near.box) else None
                if name:
                    begin = near.text.index(name["name"])
                    found[other] = [(begin, begin + len(name["name"]))]
    return found


def _value_of(label: int, lines: Sequence[Words]) -> int | None:
    """Return which line is the value of a label that fills a line of its own: the first to its right, or else the one right below it."""
    box = lines[label].box
    others = [(nth, line.box) for nth, line in enumerate(lines) if nth != label]
    right = [(other[0], nth) for nth, other in others if _is_level(box, other) and other[0] >= box[0] + box[2] // 2]
    below = [(other[1], nth) for nth, other in others if 0 < other[1] - box[1] < box[3] * 2 and abs(other[0] - box[0]) < box[3] * 3]
    return min(right or below, default=(0, None))[1]


def _numbers(text: str) -> list[tuple[int, int]]:
    """Return where numbers and accounts stand whole, of which `masked` leaves the ends."""
    runs = [run for run in _HIDDEN.finditer(masked(text)) if text[run.start() : run.end()] != run[0]]  # others the maker of the picture masked
    return [(max(0, run.start() - _KEPT_BEFORE), min(len(text), run.end() + _KEPT_BEHIND)) for run in runs]


def _of_line(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    if (label := _LABEL.search(text)) and not _COMPANY.search(label["value"]):
        spans.append(label.span("value"))
    if _PHONE.search(text):
        spans += [match.span("name") for match in _NAME.finditer(text)]
    return spans


def _is_level(one: Box, other: Box) -> bool:
    return abs(one[1] - other[1]) < max(one[3], other[3], 1) * 0.6


def _is_near(one: Box, other: Box) -> bool:
    """Return whether two lines stand on one level, or one right below the other."""
    high = max(one[3], other[3], 1)
    return _is_level(one, other) or (abs(one[1] - other[1]) < high * _NEAR and abs(one[0] - other[0]) < high * 6)


def _box_of(line: Words, begin: int, end: int) -> Box:
    """Return where signs of a line stand: Chinese ones are twice as wide as Latin ones, and a program errs by one at either end."""
    left, top, width, height = line.box
    wide = [1.0 if sign.isascii() else 2.0 for sign in line.text] or [1.0]
    whole = sum(wide)
    first, last = sum(wide[:begin]) / whole * width, sum(wide[:end]) / whole * width
    margin = 2.0 / whole * width
    first, last = max(0.0, first - (margin if begin else 0)), min(float(width), last + margin)
    lean = max(2, height // 8)
    return round(left + first) - lean, top - lean, round(last - first) + 2 * lean, height + 2 * lean
