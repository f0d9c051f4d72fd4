"""How an article is cited to a person, and where a text cites one: whatever this software writes may cite only what the rulebook holds on that day."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.law.statutes import Law, Statutes

_STATE = "中华人民共和国"
_NUMERAL = "零〇一二三四五六七八九十百千两0-9０-９"
_BEFORE = "《》“”（）()，。；、：:,;.\\s"
#: `《电子商务法》第四十三条`, `刑法第287条之二`, or without a name `第十二条`; not `第一条记录`.
_ZH = re.compile(
    rf"(?:《(?P<title>[^《》]{{2,60}})》\s*|(?P<name>[^{_BEFORE}第]{{0,30}}?(?:法|法典|条例|办法|规定|解释|规则|意见|指引|规范|协议)))?"
    rf"(?:（[^（）]{{1,30}}）)?第\s*(?P<number>[{_NUMERAL}]+)\s*条(?:之(?P<added>[一二三四五六七八九]))?(?!记录|信息|数据|线索|消息|评论)"
)
#: A ref with paragraph and item: `apl/72(1)(1)`, `trademark_law/57()(3)`.
_PLACE = re.compile(r"(?P<ground>[a-z0-9_]+/(?:[\w-]+|\(\w+\)))(?:\((?P<paragraph>\d{0,2})\)(?:\((?P<item>\d{1,2})\))?)?")
_NUMERALS, _LARGEST = "零一二三四五六七八九", 9999
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation found in a text: the name of the law as it stands there (empty: none), the article's number, the words themselves, and where they begin."""

    name: str
    number: str
    words: str
    start: int = field(default=0, compare=False)


def cite(ref: str, on: date, statutes: Statutes) -> Text:
    """
    Cite an article (`law/article`, or a value of it) as in force on a day, by the law's short name: `《电子商务法》第43条`.

    Raises `NotFound` for what the rulebook does not hold, `BadInput` for a law that is not in force: a text that cannot cite must not be written.
    """
    ground = ref.partition("#")[0]
    if ground != ref:
        statutes.value(ref, on)
    said = statutes.citation(ground, on)
    return Text(said.zh.replace(f"《{_STATE}", "《"), said.en)


def cite_cn(ref: str, paragraph: int | None, item: int | None, on: date, statutes: Statutes) -> str:
    """
    Cite an article, or a paragraph or item of it, as official papers do: `《中华人民共和国商标法》第五十七条第三项`.

    `ref` is `law/article`, and may carry paragraph and item itself: `apl/72(1)(1)`, or `trademark_law/57()(3)` where the article is not divided into
    paragraphs. Raises `NotFound` or `BadInput` as `Statutes.citation` does: nothing is cited that the rulebook lacks on the day.
    """
    ground, *own = place_in(ref)
    law, _, number = statutes.article(ground, on).ground.partition("/")
    title = titled(statutes.law(law, on))
    if not number[:1].isdigit():  # an instrument that is cited as a whole
        return title
    main, _, added = number.partition("-")
    article = f"第{numeral(int(main))}条" + (f"之{numeral(int(added))}" if added else "")
    parts = ((paragraph or own[0], "款"), (item or own[1], "项"))
    return title + article + "".join(f"第{numeral(n)}{unit}" for n, unit in parts if n)


def place_in(ref: str) -> tuple[str, int, int]:
    """Return the article, paragraph and item that a ref names, none as 0. Raises `BadInput` for what is no ref."""
    found = _PLACE.fullmatch(ref.partition("#")[0])
    if found is None:
        raise BadInput(f"“{ref}”不是条文的写法；写作 apl/72、apl/72(1)(1)。", f"{ref!r} names no article; write apl/72 or apl/72(1)(1).")
    return found["ground"], int(found["paragraph"] or 0), int(found["item"] or 0)


def titled(law: Law) -> str:
    """Return the full title of a law in its marks: without the year of a revision behind it, and for laws with the name of the state."""
    title = re.sub(r"[（(][^（）()]*(?:\d|修[正订])[^（）()]*[)）]$", "", law.title.zh).strip()  # （二） is part of a title, （2021修正） is not
    return f"《{title}》" if law.kind != "law" or title.startswith(_STATE) else f"《{_STATE}{title}》"


def numeral(number: int) -> str:
    """Write a whole number up to 9999 as articles are numbered: `十`, `五十七`, `一百零八`, `一千一百九十五`. Raises ValueError for any other."""
    if not 0 < number <= _LARGEST:
        raise ValueError(number)
    written, is_gap = "", False
    for place, unit in zip((1000, 100, 10, 1), "千百十 ", strict=True):
        digit = number // place % 10
        if digit:
            written += ("零" if is_gap else "") + _NUMERALS[digit] + unit.strip()
            is_gap = False
        else:
            is_gap = bool(written)
    return written.removeprefix("一") if 10 <= number < 20 else written


def cited_in(text: str) -> Iterator[Cited]:
    """Return every citation of an article in a Chinese text."""
    for found in _ZH.finditer(text) if "条" in text else ():
        number = str(arabic(found["number"]))
        added = f"-{_DIGITS[found['added']]}" if found["added"] else ""
        yield Cited(found["title"] or found["name"] or "", number + added, found[0], found.start())


def english(titles: Iterable[str]) -> re.Pattern[str]:
    """Make the pattern that finds citations by these English titles: `Criminal Law 12`, `Civil Code, art. 1195`."""
    known = "|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True))
    return re.compile(rf"\b(?P<name>{known}),?(?: art(?:icle|\.)?)? (?P<number>\d{{1,4}}(?:-\d)?)\b(?! ?(?:yuan|days))")


def cited_in_english(text: str, pattern: re.Pattern[str]) -> Iterator[Cited]:
    """Return every citation of an article in an English text, by the pattern that `english` makes."""
    return (Cited(found["name"], found["number"], found[0]) for found in pattern.finditer(text))


def arabic(numeral: str) -> int:
    """Read `四十三`, `一百二十四` or `43` as a number."""
    if numeral.isdigit():
        return int(numeral)
    total, digit = 0, 0
    for char in numeral:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = digit * 10 + (int(char) if char.isdigit() else _DIGITS[char])
    return total + digit


def names_of(statutes: Statutes) -> dict[str, tuple[str, ...]]:
    """Return the Chinese names under which laws are cited, in full and short, each with the laws it may mean."""
    names: dict[str, set[str]] = {}
    for law in statutes.laws():
        for version in statutes.versions(law):
            title = re.sub(r"[（(][^（）()]*[)）]$", "", version.title.zh).strip()
            for name in {title, title.removeprefix(_STATE), version.title.zh}:
                names.setdefault(name, set()).add(law)
    return {name: tuple(sorted(laws)) for name, laws in names.items()}


def holds(statutes: Statutes, laws: tuple[str, ...], number: str, on: date | None) -> bool:
    """Return whether one of some laws has an article on a day, or, without a day, in any version."""
    if on is None:
        return any(statutes.knows(f"{law}/{number}") for law in laws)
    for law in laws:
        try:
            statutes.article(f"{law}/{number}", on)
        except (NotFound, BadInput):
            continue
        return True
    return False
