"""Recognise whose columns these are: the names that other systems give to ours, in Chinese and English."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mingjian.core.errors import BadInput
from mingjian.core.records import Column, Kind
from mingjian.core.records.reading.rows import shortened

_UNIT = re.compile(r"\((?:元|人民币|¥|rmb|cny|件|人|笔|个|单位元)\)$")


#: What forms write beside a heading for whoever fills them in; it says nothing of the column. Others in brackets do (`价格(划线)`), and stay.
_REMARK = re.compile(
    r"\((?:必填|选填|非必填|必选|可选|如有|至|全称|\d+位.*?|文本(?:格式)?|日期格式.*?|格式.*?|yyyy.*?|请?填写.*?|请?按.*?|例.*?|如:?.*?|与?.*?一致|required|optional)\)"
)
_MARKS = re.compile(r"^(?:\d{1,2}[、.)])?[*★#]*|[*★#]+$")


@dataclass(frozen=True)
class Headings:
    """Which of a file's columns is which of ours (`theirs`: our name to the file's heading), and which nobody asked for."""

    theirs: Mapping[str, str]
    factors: Mapping[str, float]
    ignored: tuple[str, ...]


def fold(name: str) -> str:
    """Write a heading so that its spellings are one: `Order_ID`, `order id` and `ｏｒｄｅｒＩＤ` are `orderid`."""
    plain = unicodedata.normalize("NFKC", name).strip().strip("'\"﻿").lower()
    return "".join(letter for letter in plain if letter not in " _-\t\r\n·:")


def _bare(name: str) -> str:
    """Write a heading without stars, numbers in front, and remarks for whoever fills in the form: `*1、地址（必填）` is `地址`."""
    return _MARKS.sub("", _REMARK.sub("", _MARKS.sub("", fold(name))))


def recognise(kind: Kind, names: Iterable[str], mapping: Mapping[str, str] | None = None, *, is_whole: bool = True) -> Headings:
    """
    Find our columns among a file's headings. `mapping` (theirs to ours) goes before what we know ourselves.

    Raises BadInput where a mapped column is absent, unless these are not all the names that the file has.
    """
    given = [name for name in names if name.strip()]
    theirs = _mapped(kind, given, mapping or {}, is_whole)
    factors: dict[str, float] = {}
    taken = set(theirs.values())
    # The first of two equal headings counts; one that tells its unit behind its name, or has a remark, is that name, unless it is known as a whole.
    ways = (_bare, lambda name: _UNIT.sub("", fold(name)), fold)
    by_fold = {way(name): name for way in ways for name in reversed(given)}
    for ours, spelling, factor in _spellings(kind):
        name = by_fold.get(fold(spelling))
        if name is not None and ours not in theirs and name not in taken:
            theirs[ours], factors[ours] = name, factor
            taken.add(name)
    return Headings(theirs, factors, tuple(name for name in given if name not in taken))


def holds_key(kind: Kind, headings: Headings) -> bool:
    """Say whether the columns without which no row counts were found, or else the addresses in which they may stand."""
    return all(_is_found(kind, headings, name) for name in kind.key)


def _is_found(kind: Kind, headings: Headings, name: str) -> bool:
    return name in headings.theirs or kind.key_in.get(name) in headings.theirs


def refuse_without_key(kind: Kind, headings: Headings, names: Iterable[str]) -> None:
    """Say which column is missing, and how to name it."""
    missing = [name for name in kind.key if not _is_found(kind, headings, name)]
    if not missing:
        return
    seen = "、".join(shortened(name) for name in list(names)[:20]) or "—"
    column, beside = kind.column(missing[0]), kind.key_in.get(missing[0])
    zh, en = (f"，也没有可以读出它的{kind.column(beside).meaning.zh}（{beside}）", f", nor as {beside}, in which it may stand") if beside else ("", "")
    raise BadInput(
        f"没有认出{kind.title.zh}必需的列 {column.name}（{column.meaning.zh}）{zh}。文件的列为：{seen}。"
        f"请在文件中改用这个表头（命令行也可以用 --map 原列名={column.name} 指明）。",
        f"No column was recognised as {column.name} ({column.meaning.en}), which every {kind.name} needs{en}. The file has: {seen}. "
        f"Use that heading in the file (on the command line --map THEIRS={column.name} names it, too).",
    )


def _mapped(kind: Kind, given: list[str], mapping: Mapping[str, str], is_whole: bool) -> dict[str, str]:
    by_fold = {fold(name): name for name in given}
    found: dict[str, str] = {}
    for theirs, ours in mapping.items():
        column: Column = kind.column(ours)
        name = theirs if theirs in given else by_fold.get(fold(theirs))
        if name is None and not is_whole:
            continue
        if name is None:
            seen = "、".join(given[:20])
            raise BadInput(f"文件没有列 {theirs}；它的列为：{seen}。", f"The file has no column {theirs}; it has: {seen}.")
        found[column.name] = name
    return found


def _spellings(kind: Kind) -> Iterable[tuple[str, str, float]]:
    """Give our own names first, so that no foreign guess takes a column that says plainly what it is; a column's title, as pages show it, last."""
    yield from ((column.name, column.name, 1.0) for column in kind.columns)
    for column in kind.columns:
        yield from ((column.name, name, 1.0) for name in column.known_as)
        yield from ((column.name, name, factor) for name, factor in column.counted_as.items())
    yield from ((column.name, column.meaning.zh, 1.0) for column in kind.columns)
