"""Read separated text: commas, semicolons, tabs or bars; title lines before the heading; quotes, line breaks in values, blank lines."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records.reading.above import units_above
from mingjian.core.records.reading.csv_split import BAD_COUNT, LONGEST_RECORD, split
from mingjian.core.records.reading.encoding import Utf8Lines
from mingjian.core.records.reading.headings import Headings, fold, holds_key, recognise, refuse_without_key
from mingjian.core.records.reading.headless import columns_by_values
from mingjian.core.records.reading.rows import BadRow, Raw, shortened
from mingjian.core.records.reading.sorts import refuse_other_sort

SEPARATORS = ",\t;|"
TITLE_LINES = 40  # before the heading, at most: bills of payment begin with twenty
#: What says nothing without the cell above it: `名称` below `店铺`.
_GENERAL = frozenset((
    "名称", "编号", "号码", "代码", "id", "姓名", "昵称", "账号", "时间", "日期", "金额", "数量", "状态", "标题", "类型", "单号", "链接", "地址",
    "户名", "卡号", "开户行", "电话", "手机", "起", "止", "自", "至", "起始", "截止",
))  # fmt: skip
PIECE = 8 << 20

_QUOTE = Text(
    f"引号没有闭合，或闭合后还有文字，或一行长于 {LONGEST_RECORD >> 20} MiB。",
    f"A quote is not closed, or followed by more text, or the row is longer than {LONGEST_RECORD >> 20} MiB.",
)
_NO_HEADING = Text(
    "文件没有表头，各列按内容认出，依次为：{zh}。请核对；不对的，请加上一行表头后重新导入。",
    "The file has no heading. Its columns were told by what stands in them, in this order: {en}. If one is wrong, add a heading and import it again.",
)
_COUNT = Text("应有 {expected} 列，实有 {found} 列。", "It has {found} values where the heading has {expected}.")


class Separated:
    """A file of separated text, read as a stream. `position` says how far the file itself (compressed or not) has been read, 0 to 1."""

    def __init__(self, stream: BinaryIO, kind: Kind, mapping: Mapping[str, str], position: Callable[[], float]) -> None:
        self._kind = kind
        self._lines = Utf8Lines(stream)
        self._blocks = iter(self._lines)
        self._position = position
        self._start = next(self._blocks, b"")
        if not self._start.strip():
            raise BadInput("文件是空的。", "The file is empty.")
        single, doubled = _candidates(self._start[: 1 << 20].decode(errors="ignore"))
        found = _heading(single, doubled, kind, mapping)
        self._separator, self.names, self.heading, lines = found.place
        self.units = units_above(self.names, [one.names for one in single if one.separator == found.separator and one.number < found.number])
        #: The first column tells which rows are sums and signatures, whatever stands in it elsewhere.
        self._wanted = list(dict.fromkeys((*recognise(kind, self.names, mapping).read, self.names[0])))
        self._start = self._start.split(b"\n", lines)[lines] if self._start.count(b"\n") >= lines else b""

    @property
    def notes(self) -> tuple[Text, ...]:
        """Return what is to be said of a file without a heading: which of its columns was taken for what."""
        if self.heading:
            return ()
        told = {column.name: column.meaning for column in self._kind.columns}
        zh, en = ("、".join(getattr(told[name], language).partition("，")[0] if name in told else name for name in self.names) for language in ("zh", "en"))
        return (_NO_HEADING.filled(zh=zh, en=en),)

    @property
    def done(self) -> float:
        """Return which part of the file has been read, 0 to 1."""
        return self._position()

    def blocks(self) -> Iterator[Raw]:
        """Return the rows, a few megabytes at a time."""
        rest, row = self._start, self.heading + 1
        is_broken = self._lines.is_broken
        for block in self._blocks:
            raw, rest, row = self._raw(rest, row, is_last=False, is_broken=is_broken)
            yield raw
            is_broken = self._lines.is_broken or (is_broken and bool(rest))
            rest += block
        while rest:
            raw, rest, row = self._raw(rest, row, is_last=True, is_broken=is_broken)
            yield raw

    def _raw(self, data: bytes, row: int, *, is_last: bool, is_broken: bool) -> tuple[Raw, bytes, int]:
        used, good, rows, bad, row = split(data, self._separator, len(self.names), row, is_last=is_last)
        bad_rows = [self._bad_row(data[start:end], what, number, found) for what, start, end, number, found in bad.tolist()]
        return Raw(self._columns(good), rows, bad_rows, is_broken), data[used:], row

    def _bad_row(self, record: bytes, what: int, number: int, found: int) -> BadRow:
        reason = _COUNT.filled(expected=len(self.names), found=found) if what == BAD_COUNT else _QUOTE
        return BadRow(number, "", shortened(record[:1000].decode(errors="ignore")), reason)

    def _columns(self, good: npt.NDArray[np.uint8]) -> dict[str, pa.Array]:
        """Return the recognised columns only: reading the others would be for nothing."""
        if not good.size:
            return {name: pa.array([], pa.string()) for name in self._wanted}
        names = list(self.names)
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(good)),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=good.size),
            parse_options=pyarrow.csv.ParseOptions(delimiter=self._separator, newlines_in_values=True, ignore_empty_lines=False),
            convert_options=pyarrow.csv.ConvertOptions(include_columns=self._wanted, column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
        )
        return {name: table.column(name).combine_chunks() for name in self._wanted}


def _heading(single: "list[_Candidate]", doubled: "Mapping[tuple[str, int], list[_Candidate]]", kind: Kind, mapping: Mapping[str, str]) -> "_Candidate":
    """
    Find the separator and the heading: the first record in which the key is recognised; of a kind without one, that in which most is.

    Two records that stand one below the other are a heading in two rows, as merged cells make it, where more is recognised in both than in one.
    The number is the (last) record's. A table of goods may have no heading at all, where its columns tell themselves.
    """
    tried: list[tuple[Headings, _Candidate]] = []
    for one in (*single, *(one for some in doubled.values() for one in some)):
        found = _recognised(kind, one.names, mapping, is_first=one.number == 1)
        if found is None:
            continue
        if kind.key and holds_key(kind, found):
            laid_over = [*doubled.get((one.separator, one.number + 1), ()), *doubled.get((one.separator, one.number), ())[1:]]
            best = _with_more(kind, found, one, laid_over, mapping, is_split=_is_split(single, one))
            return _with_rest(kind, best, single, doubled, mapping)
        tried.append((found, one))
    headings, best = max(tried, key=lambda one: (len(one[0].theirs), len(one[1].names)))
    if not kind.key:
        return _with_rest(kind, best, single, doubled, mapping)
    if (without := _without_heading(single, kind)) is not None:
        return without
    recognise(kind, best.names, mapping)
    for one in single:
        refuse_other_sort(kind, one.names, mapping, is_heading=one is best)
    refuse_without_key(kind, headings, best.names)
    raise AssertionError("unreachable: the key is missing")


def _without_heading(single: "list[_Candidate]", kind: Kind) -> "_Candidate | None":
    """Return a heading made of what stands in the columns, where the file has none, before its first record; None where they do not tell themselves."""
    if kind.name != "listing":
        return None
    for separator in SEPARATORS:
        records = [one.names for one in single if one.separator == separator]
        if names := columns_by_values(records):
            return _Candidate(names, separator, 0, 0)
    return None


class _Candidate(NamedTuple):
    """What may be the heading: its names, separator, the record's number and its last line's."""

    names: tuple[str, ...]
    separator: str
    number: int
    line: int

    @property
    def place(self) -> tuple[str, tuple[str, ...], int, int]:
        return self.separator, _told_apart(self.names), self.number, self.line


def _candidates(text: str) -> tuple[list[_Candidate], dict[tuple[str, int], list[_Candidate]]]:
    """
    Return each of the first records by itself, and each laid over the one above it, by separator and number: in place of it, and behind it.

    A cell that was merged over several columns stands above each of them.
    """
    single: list[_Candidate] = []
    doubled = {}
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, record in enumerate(_records(reader), start=1):
            one = _Candidate(tuple(name.strip() for name in record), separator, number, reader.line_num)
            above = single[-1].names if number > 1 else ()
            said_often = {name for name, count in Counter(one.names).items() if name and (count > 1 or fold(name) in _GENERAL)}
            if len(one.names) == len(above) > 1:
                names = tuple(lower or upper for lower, upper in zip(one.names, above, strict=True))
                behind = tuple(upper + lower if lower in said_often else lower or upper for lower, upper in zip(one.names, accumulate(above, _or), strict=True))
                doubled[separator, number] = [one._replace(names=names), *([one._replace(names=behind)] if behind != names else [])]
            single.append(one)
    return single, doubled


def _or(before: str, cell: str) -> str:
    return cell or before


def _is_split(single: Sequence[_Candidate], one: _Candidate) -> bool:
    """Return whether nothing but general words (`名称`, `地址`) stands in the record below a heading: it is of the heading, whatever it adds."""
    below = next((other.names for other in single if (other.separator, other.number) == (one.separator, one.number + 1)), ())
    return any(below) and all(fold(name) in _GENERAL for name in below if name)


def _with_more(kind: Kind, found: Headings, one: _Candidate, laid_over: Sequence[_Candidate], mapping: Mapping[str, str], *, is_split: bool) -> _Candidate:
    """Return the heading with the record below or above it, where that names more columns; a row of data, and a title, take names away."""
    best, most = one, len(found.theirs)
    for both in laid_over:
        more = _recognised(kind, both.names, mapping, is_first=False)
        least = most - 1 if is_split and best is one and both.number > one.number else most
        # Of the two ways to lay one record over another, `对方信息户名` says whose name it is, where `户名` would be anybody's.
        is_exacter = best is not one and both.number == best.number and len(more.theirs if more else ()) == most
        if more and holds_key(kind, more) and (len(more.theirs) > least or is_exacter):
            best, most = both, len(more.theirs)
    return best


def _with_rest(
    kind: Kind, best: _Candidate, single: Sequence[_Candidate], doubled: "Mapping[tuple[str, int], list[_Candidate]]", mapping: Mapping[str, str]
) -> _Candidate:
    """Return the heading with the record below it, where that only divides columns of which nothing is read: `收入总额`, `退款金额` below `销售收入`."""
    below = next((other.names for other in single if (other.separator, other.number) == (best.separator, best.number + 1)), ())
    found = _recognised(kind, best.names, mapping, is_first=False)
    if found is None or len(below) != len(best.names) or (best.separator, best.number + 1) not in doubled:
        return best
    told = [(upper, lower) for upper, lower in zip(best.names, below, strict=True) if lower]
    read = set(found.theirs.values())
    is_rest = len(told) > 1 and not any(upper in read or any(letter.isdigit() for letter in lower) for upper, lower in told)
    is_under_merged = any(not upper for upper, _ in told)
    return doubled[best.separator, best.number + 1][-1] if is_rest and is_under_merged else best


def _records(reader: "Iterator[list[str]]") -> Iterator[list[str]]:
    """Return the first records; a fault of quoting ends them."""
    try:
        yield from islice(reader, TITLE_LINES)
    except csv.Error:
        return


def _recognised(kind: Kind, names: tuple[str, ...], mapping: Mapping[str, str], *, is_first: bool) -> Headings | None:
    try:
        return recognise(kind, names, mapping)
    except BadInput:  # a mapped column is not in this record; perhaps it is in the next
        return recognise(kind, names) if is_first else None


def _told_apart(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return equal or empty headings a number, so that no column hides another."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 and name else f"{name} {seen[name]}")
    return tuple(told)
