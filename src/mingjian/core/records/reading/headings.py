"""Recognise whose columns these are: by the names that other systems give to ours, in Chinese and English, by the words of which a heading is made."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Column, Kind
from mingjian.core.records.reading.heading_words import in_plain_chinese
from mingjian.core.records.reading.rows import shortened
from mingjian.core.records.reading.units import factor_of, is_foreign, unit_in

#: What forms write beside a heading for whoever fills them in; it says nothing of the column. Others in brackets do (`价格(划线)`), and stay.
_REMARK = re.compile(
    r"\((?:自然人.*?|个人.*?|企业.*?|手机|电话|固话|是[、/或]?否|有[、/或]?无|姓名|字号|用户|纳税人识别号|身份证号码?|公民身份号码|必填|选填|非必填|必选|可选|如有|至|全称|\d+位.*?|文本(?:格式)?|日期格式.*?|格式.*?|yyyy.*?|请?填写.*?|请?按.*?|例.*?|如:?.*?|与?.*?一致|required|optional)\)"
)
#: A heading once more in English behind it, as banks have it; what is as short as a unit or a currency is none.
_ENGLISH = re.compile(r"(?<=[\u4e00-\u9fff])\[[a-z][a-z.,'’/&]{3,}\]$")
#: What stands before the name of a thing and adds nothing to it: 标称商标, 涉案商品名称.
_NEUTRAL = re.compile(r"^(?:标称|标示|标注|主要|具体|相关|对应|涉及|涉案|本次|所涉)(?=.{2})")
#: What stands between two names of one thing.
_OR = re.compile(r"/|或者?|、")
_OF_TWO = re.compile(r"[^\d/、或]{2,20}(?:(?:/|或者?|、)[^\d/、或]{2,20}){1,2}")  # a cell of data, such as a day or an address, is none
_UNNAMED = re.compile(r" \d+")  # how a column without a heading is told apart from others
#: Signs of a heading at most, with all remarks in it: a longer cell is text, and trying every pattern on it takes seconds.
LONGEST_HEADING = 300
#: Headings of the column that says in which money a row counts.
_CURRENCIES = frozenset(
    f"{what}{word}"
    for what in ("", "交易", "结算", "订单", "支付", "付款", "商品", "销售")
    for word in ("币种", "货币", "币别", "货币类型", "货币代码", "币种代码")
) | {"currency", "currencycode", "ordercurrency"}
#: Headings of the country that an order goes to.
_COUNTRIES = frozenset((
    *(f"{whose}{word}" for whose in ("", "收货", "收件", "收件人", "收货人", "买家", "目的", "目的地")
      for word in ("国家", "国", "国家/地区", "国家(地区)", "国家或地区")),
    *(f"{whose}country{rest}" for whose in ("", "ship", "shipping", "shipto", "buyer", "delivery", "destination") for rest in ("", "/region", "code")),
))  # fmt: skip
_APART = re.compile(r"[ _\t\r\n·:-]")
_MARKS = re.compile(r"^(?:\d{1,2}[、.)])?[*★#]*(?:其中(?=.{2}))?|[*★#]+$")


@dataclass(frozen=True)
class Headings:
    """
    Which of a file's columns is which of ours (`theirs`: our name to the file's heading), and which nobody asked for.

    `currency`: the heading of the column that says in which money the sums of a row are; `country`, where there is none, of that which says where an order
    goes. `unless`: that of the column in which a row may say that it is none of the kind.
    `plain`: the headings of plain values of which a token is made, the value's own the last.
    `factors`: what makes our unit of the column's, by our name. `beside`: further headings that tell the same id, taken where the first holds none.
    """

    theirs: Mapping[str, str]
    factors: Mapping[str, float]
    ignored: tuple[str, ...]
    beside: Mapping[str, tuple[str, ...]]
    currency: str = ""
    country: str = ""
    unless: str = ""
    plain: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def read(self) -> tuple[str, ...]:
        """Return the file's headings whose columns must be read."""
        beside = (name for names in self.beside.values() for name in names)
        plain = (name for names in self.plain.values() for name in names)
        said = (name for name in (self.currency, self.country, self.unless) if name)
        return tuple(dict.fromkeys((*self.theirs.values(), *beside, *plain, *said)))


def fold(name: str) -> str:
    """Write a heading so that its spellings are one: `Order_ID`, `order id` and `ｏｒｄｅｒＩＤ` are `orderid`."""
    return _folded(name) if len(name) <= LONGEST_HEADING else _folded.__wrapped__(name)  # a text of a cell is not worth keeping


@lru_cache(maxsize=1 << 14)
def _folded(name: str) -> str:
    return _APART.sub("", unicodedata.normalize("NFKC", name).strip().strip("'\"﻿").lower())


@lru_cache(maxsize=1 << 12)
def bare_of(name: str) -> str:
    """Write a heading without stars, numbers in front, remarks for whoever fills it in and its English: `*1、地址（必填）`, `地址[ Address ]` are `地址`."""
    return _MARKS.sub("", _ENGLISH.sub("", _REMARK.sub("", _MARKS.sub("", fold(name)))))


def recognise(
    kind: Kind, names: Iterable[str], mapping: Mapping[str, str] | None = None, *, is_whole: bool = True, units: Mapping[str, tuple[str, ...]] | None = None
) -> Headings:
    """
    Find our columns among a file's headings. `mapping` (theirs to ours, or to nothing: left aside) goes before what we know ourselves. `units` stand above
    headings that have none.

    Raises BadInput where a mapped column is absent, unless these are not all the names that the file has.
    """
    given = [name for name in names if name.strip()]
    by_hand = _mapped(kind, given, mapping or {}, is_whole)
    theirs = {ours: name for name, ours in by_hand.items() if ours}
    open_to = [name for name in given if by_hand.get(name) != ""]
    factors = {ours: _factor_by_hand(kind.column(ours), name) for ours, name in theirs.items()}
    beside: dict[str, tuple[str, ...]] = {}
    taken = set(theirs.values())
    for column, name, factor in _meant(kind, [name for name in open_to if len(name) <= LONGEST_HEADING]):
        if name in taken:
            continue
        if column.name not in theirs:
            theirs[column.name], factors[column.name] = name, factor
            taken.add(name)
        elif column.is_id and column.name not in kind.key and name not in beside.get(column.name, ()):
            beside[column.name] = (*beside.get(column.name, ()), name)
    _prefer(kind, open_to, theirs, mapping or {})
    above = {ours: _factor_above(kind.column(ours), name, (units or {}).get(name, ())) for ours, name in theirs.items()}
    factors |= {ours: factor for ours, factor in above.items() if factor is not None}
    used = set(theirs.values())
    free = {ours: tuple(name for name in names if name not in used) for ours, names in beside.items()}
    ignored = dict.fromkeys(name for name in given if name not in used and not _UNNAMED.fullmatch(name))
    currency = next((name for name in given if fold(name) in _CURRENCIES), "") if any(kind.column(ours).unit == "元" for ours in theirs) else ""
    has_sums = bool(kind.sum_of_whole) and not currency  # what is bought abroad is paid in the money of that country; other tables name countries of origin
    country = next((name for name in given if fold(name) in _COUNTRIES), "") if has_sums else ""
    unless = next((name for name in given if kind.unless and _fits(kind.unless[0], bare_of(name))), "")
    plain = dict(_plain(kind, [name for name in open_to if name not in used], theirs))
    left = tuple(name for name in ignored if name not in {names[-1] for names in plain.values()})
    return Headings(theirs, factors, left, {ours: names for ours, names in free.items() if names}, currency, country, unless, plain)


def _plain(kind: Kind, given: list[str], theirs: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the headings of plain values of which tokens are made, where the file has no token: the value's own the last."""
    by_fold = {part: name for name in reversed(given) for part in fold(name).split("/")}  # `收件人手机号/提货人手机号` is one column of both
    by_fold |= {way(name): name for way in (bare_of, fold) for name in reversed(given)}
    for column in kind.columns:
        own = next((by_fold[fold(name)] for name in column.plain_as if fold(name) in by_fold), None)
        if own and column.hashes and column.name not in theirs:
            yield column.name, (*(by_fold[fold(name)] for name in column.plain_after if fold(name) in by_fold), own)


def _meant(kind: Kind, given: list[str]) -> Iterator[tuple[Column, str, float]]:
    """
    Return which heading may be which column, with what makes our unit of it, the most certain first: exact names, then words, then vague names.

    What a heading says in other words (in English, behind a word that adds nothing, as two names of one thing) comes behind all that it says itself.
    """
    yield from _spelled(kind, {name: name for name in given})
    yield from _of_both(kind, [name for name in given if _OF_TWO.fullmatch(bare_of(name))])
    yield from _spelled(kind, {other: name for name in reversed(given) for other in _in_other_words(name)})


def _spelled(kind: Kind, said: Mapping[str, str]) -> Iterator[tuple[Column, str, float]]:
    """Return which heading may be which column; `said` gives for what a heading says the heading as the file has it."""
    if not said:
        return
    # The first of two equal headings counts; one that has a remark, or tells its unit, is that name, unless it is known as a whole.
    backward = list(said)[::-1]
    by_fold = {way(name): name for way in (bare_of, fold) for name in backward}
    parts = {name: (bare_of(name), *unit_in(bare_of(name))) for name in backward}
    by_unit = {plain: (name, unit) for name, (_, plain, unit) in parts.items() if unit}
    for column, spelling, factor in _spellings(kind):
        if isinstance(spelling, _Like):
            yield from ((column, said[name], known) for name in said if (known := _likeness(column, *parts[name])) is not None)
            continue
        name, unit = by_fold.get(fold(spelling)), ""
        if name is None and fold(spelling) in by_unit:
            name, unit = by_unit[fold(spelling)]
        known = factor if not unit or column.keeps_unit else factor_of(column, unit)
        if name is not None and known is not None:
            yield column, said[name], known


def _in_other_words(name: str) -> Iterator[str]:
    if told := in_plain_chinese(name):
        yield told
    if (rest := _NEUTRAL.sub("", bare_of(told or name))) != bare_of(told or name):
        yield rest


def _of_both(kind: Kind, given: list[str]) -> Iterator[tuple[Column, str, float]]:
    """Return the headings that give two names to one column: `统一社会信用代码/注册号`."""
    parts = {name: _OR.split(bare_of(name)) for name in given}
    meant: dict[str, set[str]] = {}
    for column, part, factor in _spelled(kind, {part: part for some in parts.values() for part in some}):
        if factor == 1.0 and pa.types.is_string(column.type):
            meant.setdefault(part, set()).add(column.name)
    for name, some in parts.items():
        both = set.intersection(*(meant.get(part, set()) for part in some))
        yield from ((column, name, 1.0) for column in kind.columns if column.name in both)


class _Like(str):
    """A pattern that stands among the spellings of a column in place of a name."""


def _likeness(column: Column, bare: str, plain: str, unit: str) -> float | None:
    """Return what makes our unit of a heading that is made of a column's words; None where it is not, or counts in another unit."""
    if not column.needs_unit and _fits(column.like, bare):
        return 1.0
    return factor_of(column, unit) if unit and _fits(column.like, plain) else None


@lru_cache(maxsize=1 << 15)
def _fits(pattern: str, heading: str) -> bool:
    return re.fullmatch(pattern, heading) is not None


def _prefer(kind: Kind, given: list[str], theirs: dict[str, str], mapping: Mapping[str, str]) -> None:
    """Take the order's number in place of its part's where the sum is the whole order's: it stands at each part, and would be counted as often."""
    by_fold = {fold(name): name for name in reversed(given)}
    for ours, (beside, headings) in kind.whole_by.items():
        wholly = next((by_fold[fold(name)] for name in headings if fold(name) in by_fold), None)
        if wholly and ours not in mapping.values() and fold(theirs.get(beside[0], "")) in {fold(name) for name in beside[1]}:
            theirs[ours] = wholly


#: So many columns beside the key make a table plain, and so many questions are too many: then only what resembles a column that is not filled is asked about.
_PLAIN, _MANY, _LIKE = 4, 8, 0.6


def in_doubt(kind: Kind, headings: Headings) -> tuple[str, ...]:
    """
    Return the headings of which a person must be asked, since one may be a column that was not found.

    In a small table of which little was recognised that may be any; in others one that is written much as the names of a column that is not filled. An export
    of a platform has forty headings for which there is no place, and nobody reads forty questions.
    """
    is_plain = len(headings.theirs.keys() - set(kind.key)) >= _PLAIN or len(headings.ignored) > _MANY
    if not is_plain or not holds_key(kind, headings):
        return headings.ignored
    open_to = [column for column in kind.columns if column.name not in headings.theirs and not column.is_made and not column.name.endswith("_token")]
    spellings = [_pairs(spelling) for column in open_to for spelling in (*column.known_as, *column.known_last, column.meaning.zh)]
    return tuple(name for name in headings.ignored if any(_alikeness(_pairs(bare_of(name)), one) > _LIKE for one in spellings))


def by_likeness(columns: Sequence[Column], heading: str) -> list[Column]:
    """Return columns in the order in which they may be meant by a heading that nobody knows: those whose names are written most like it first."""
    told = _pairs(bare_of(heading))
    return sorted(columns, key=lambda column: -max(_alikeness(told, _pairs(name)) for name in (*column.known_as, *column.known_last, column.meaning.zh)))


def _pairs(name: str) -> frozenset[str]:
    plain = fold(name)
    return frozenset(plain[at : at + 2] for at in range(max(len(plain) - 1, 1)))


def _alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _factor_above(column: Column, name: str, units: tuple[str, ...]) -> float | None:
    """Return what makes our unit of that above a heading; None where there is none, or where the heading tells its own, in words or by its name."""
    plain, own = unit_in(bare_of(name))
    by_name = {fold(spelling) for spelling in column.counted_as}
    if not pa.types.is_floating(column.type) or (own and factor_of(column, own) is not None) or {plain, bare_of(name)} & by_name:
        return None
    return next((factor for unit in units if (factor := factor_of(column, unit)) is not None), None)


def _factor_by_hand(column: Column, name: str) -> float:
    """Return what makes our unit of a heading that was mapped by hand, which may tell its unit all the same. Raises BadInput for money of another country."""
    plain, unit = unit_in(bare_of(name))
    if not pa.types.is_floating(column.type):
        return 1.0
    of_unit = factor_of(column, unit) if unit else None
    if of_unit is None and is_foreign(name):
        raise BadInput(
            f"列 {shortened(name)} 的单位不是{column.unit}，无法换算为{column.meaning.zh}（{column.name}）；请先换算后再导入，或者不读该列。",
            f"The column {shortened(name)} does not count in {column.unit}: it cannot be turned into {column.name} ({column.meaning.en}). Turn it before, "
            "or leave it out.",
        )
    by_spelling = {fold(spelling): factor for spelling, factor in column.counted_as.items()}
    return of_unit or by_spelling.get(bare_of(name), by_spelling.get(plain, 1.0))


def holds_key(kind: Kind, headings: Headings) -> bool:
    """Return whether the columns without which no row counts were found, or else the addresses in which they may stand."""
    return all(_is_found(kind, headings, name) for name in kind.key)


def _is_found(kind: Kind, headings: Headings, name: str) -> bool:
    return name in headings.theirs or kind.key_in.get(name) in headings.theirs or bool(made_of(kind, headings, name))


def made_of(kind: Kind, headings: Headings, name: str) -> tuple[str, ...]:
    """Return the columns of ours of which a column of the key is made, where the file has neither it nor an address; empty where it lacks what is needed."""
    if name in headings.theirs or kind.key_in.get(name) in headings.theirs:
        return ()
    parts = kind.key_made_of.get(name, ())
    there = tuple(part for part in parts if part in headings.theirs)
    return there if parts[:1] == there[:1] and there[1:2] and there[1] in parts[1:3] else ()


def refuse_without_key(kind: Kind, headings: Headings, names: Iterable[str]) -> None:
    """Raise BadInput where a column of the key is missing: which, and how to name it."""
    missing = [name for name in kind.key if not _is_found(kind, headings, name)]
    if not missing:
        return
    seen = said_of(names)
    column, beside = kind.column(missing[0]), kind.key_in.get(missing[0])
    zh, en = (f"，也没有可以读出它的{kind.column(beside).meaning.zh}（{beside}）", f", nor as {beside}, in which it may stand") if beside else ("", "")
    raise BadInput(
        f"没有认出{kind.title.zh}必需的列 {column.name}（{column.meaning.zh}）{zh}。{seen.zh}"
        f"请在文件中改用这个表头（命令行也可以用 --map 原列名={column.name} 指明）。",
        f"No column was recognised as {column.name} ({column.meaning.en}), which every {kind.name} needs{en}. {seen.en} "
        f"Use that heading in the file (on the command line --map THEIRS={column.name} names it, too).",
    )


#: What stands in rows and in no heading: long numbers, sums, days, addresses of mail.
_DATA = re.compile(r"\d{5,}|^[¥￥]?\d+(?:\.\d+)?元?$|\d{4}[-/年.]\d{1,2}[-/月.]\d|\S@\S|1[3-9]\d\*{4}")
_NAMED = 20


def said_of(names: Iterable[str]) -> Text:
    """Return in words what a file has for headings. Of a first row that holds data nothing is repeated, since it is of persons as often as not."""
    given = [name for name in names if name.strip()]
    if sum(bool(_DATA.search(name)) for name in given) >= min(2, max(len(given), 1)):
        return Text("第一行像是数据而不是表头，请在上面加一行表头。", "The first row looks like data and not like headings: put a row of headings above it.")
    seen = "、".join(shortened(name) for name in given[:_NAMED]) or "—"
    return Text(f"文件的列为：{seen}。", f"The file has: {seen}.")


def _mapped(kind: Kind, given: list[str], mapping: Mapping[str, str], is_whole: bool) -> dict[str, str]:
    """Return what a person named: the file's heading to ours, or to nothing where it is to be left aside."""
    by_fold = {fold(name): name for name in given} if mapping else {}
    found: dict[str, str] = {}
    for theirs, ours in mapping.items():
        column = kind.column(ours).name if ours else ""
        name = theirs if theirs in given else by_fold.get(fold(theirs))
        if name is None and not is_whole:
            continue
        if name is None:
            seen = said_of(given)
            raise BadInput(f"文件没有列 {theirs}。{seen.zh}", f"The file has no column {theirs}. {seen.en}")
        found[name] = column
    return found


def _spellings(kind: Kind) -> Iterable[tuple[Column, str, float]]:
    """
    Return our own names first, so that no foreign guess takes a column that says plainly what it is; a column's title, as pages show it, after all names.

    Words come behind the names of all columns, and behind the words what says least.
    """
    asked = [column for column in kind.columns if not column.is_made]
    yield from ((column, column.name, 1.0) for column in asked)
    for column in asked:
        yield from ((column, name, 1.0) for name in column.known_as)
        yield from ((column, name, factor) for name, factor in column.counted_as.items())
    yield from ((column, column.meaning.zh, 1.0) for column in asked)
    yield from ((column, _Like(column.like), 1.0) for column in asked if column.like)
    yield from ((column, name, 1.0) for column in asked for name in column.known_last)
