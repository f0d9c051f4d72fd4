"""Read records from files as they come: CSV, Excel, JSON lines, Parquet; good rows as Arrow batches, bad rows with their reasons."""

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.errors import BadInput
from mingjian.core.file_forms import COMPRESSED, OLD_WORKBOOK, PAGE, TEXT, WORKBOOK, form_of
from mingjian.core.file_forms import PARQUET as PARQUET_FORM
from mingjian.core.language import Text
from mingjian.core.records import Column, Kind
from mingjian.core.records.reading.addresses import NO_ID
from mingjian.core.records.reading.archives import unpacked
from mingjian.core.records.reading.currencies import YUAN, unit_told, with_unit, without_abroad, without_foreign
from mingjian.core.records.reading.headings import Headings, holds_key, made_of, recognise, refuse_without_key
from mingjian.core.records.reading.not_records import feet, no_records, says_it_is_none
from mingjian.core.records.reading.rows import BadRow, Foreign, Numbers, Raw, shortened
from mingjian.core.records.reading.sorts import refuse_other_sort
from mingjian.core.records.reading.tokens import Keyer, noted, tokens_of
from mingjian.core.records.reading.values import KEY_MISSING, LONGEST_ID, NOTHING, as_texts, convert, filled_from, is_among
from mingjian.core.records.reading.workbook import Sheet, opened_workbook
from mingjian.core.redaction import masked

__all__ = ["FORMATS", "ZONE", "BadRow", "Reading", "examples_of", "headings_of", "read", "sheets_to_choose"]

#: Where local times are local.
ZONE = "Asia/Shanghai"

SEPARATED, LINES, WORKBOOKS, PARQUET = (
    (".csv", ".tsv", ".txt"),
    (".jsonl", ".ndjson", ".json"),
    (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et"),
    (".parquet", ".pq"),
)
FORMATS = (*SEPARATED, *LINES, *WORKBOOKS, *PARQUET, ".zip")
_NAMES_NOTHING = Text(
    "列“{name}”各行都是 0 或者空，不能作为{zh}；文件另有可以代替的列时改用该列。",
    "The column “{name}” is 0 or empty in all rows and is no {en}; another column that tells it is taken, if there is one.",
)
_UNLIKE = Text(
    "列“{name}”的内容不像{zh}，没有读入；确实是的，请手工指定该列。",
    "What stands in “{name}” does not look like {en}: it was not read. If it is, name the column by hand.",
)
EXAMPLES, LONGEST_EXAMPLE = 3, 40
MOST_FOR_EXAMPLES = 8 << 20  # bytes: a workbook is read once more for them
_OF_PERSONS = re.compile(
    r"人|姓名|电话|手机|联系|地址|住址|证件|身份证|邮箱|微信|账号|帐号|卡号|昵称|会员|买家|客户|用户|备注|留言|备忘"
    r"|note|remark|memo|comment|name|phone|mobile|address|mail|buyer|customer|user|account",
    re.IGNORECASE,
)
SEEN = 1000  # rows that are looked at to tell what a column holds
_ZERO = r"^[0０]+(\.0+)?$"
_ZEROS_OF_SEVERAL = Text(
    "列“{name}”有的行是 0，而这些行的“{beside}”各不相同：0 不作为{zh}，这些行的{zh}留空。",
    "The column “{name}” is 0 in rows whose “{beside}” differ: 0 is no {en}, and those rows have none.",
)
_LATE_ID = Text(
    "此前各行本列都是 0 或者空，已改用别的列辨认；本行却有编号，无法与前面对应。请把本列补全或者删去后重新导入。",
    "All rows before have 0 or nothing here, so that another column was taken; this one has an id that cannot be matched. Fill the column or remove it.",
)
_LEFT_OUT = Text(
    "{n} 行是合计、重复的表头、填表人一类，不是记录，没有读入。",
    "{n} rows are sums, the heading again, signatures and the like and no records: they were not read.",
)
_LEFT_EMPTY = Text("该值已留空，本行照常读入。", " The value was left empty, and the row taken.")
_UNREAD = Text(
    "列“{name}”有 {n} 个值读不出，已留空，所在的行照常读入：第 {rows} 行。",
    "Of “{name}” {n} values cannot be read; they were left empty, and their rows taken: rows {rows}.",
)
_ROWS_NAMED = 20
LISTED = 10_000  # bad rows that a Reading keeps by itself


def read(path: Path, kind: Kind, *, source: str, mapping: Mapping[str, str] | None = None, zone: str = ZONE, sheet: str = "") -> "Reading":
    """
    Open a file of records. Iterate the result for batches of exactly `kind.schema`; nothing is kept of what has been given.

    `source` stands where the file names no platform; `mapping` (theirs to ours, or to nothing) goes before the names known already.
    `sheet` is the one to read of a workbook; without it the first in which the kind is recognised, and all others of the same headings.
    Raises BadInput where the file as a whole cannot be used: no such file, unknown format or encoding, key not recognised, damage.
    """
    refuse_no_file(path)
    return Reading(path, kind, source, mapping or {}, zone, sheet)


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook, or a page with tables: by its bytes, and where they tell nothing by its name."""
    form, is_named = form_of(path) if path.is_file() else "", path.name.lower().endswith(WORKBOOKS)
    return form in (WORKBOOK, OLD_WORKBOOK, PAGE) or (is_named and form not in (TEXT, PARQUET_FORM, COMPRESSED))


def refuse_no_file(path: Path) -> None:
    """Raise BadInput where there is nothing that can be read twice: form and columns are looked at before the rows are."""
    if path.is_file():
        return
    if str(path) == "-" or (path.exists() and not path.is_dir()):
        raise BadInput(f"{path} 是管道，读过即无；请先存为文件。", f"{path} is a pipe, which can be read only once: keep it as a file first.")
    raise BadInput(f"没有文件 {path}。", f"There is no file {path}.")


def sheets_to_choose(path: Path, kind: Kind) -> list[list[str]]:
    """Return the sheets of a workbook that hold records, those of the same headings together, if there is a choice among them; nothing of other files."""
    with ExitStack() as stack:
        path = unpacked(path, stack)
        if not is_workbook(path):
            return []
        from mingjian.core.records.reading.sheets import sheet_choices

        found = sheet_choices(stack.enter_context(opened_workbook(path)), kind)
    return found if len(found) > 1 else []


def headings_of(path: Path, kind: Kind, sheet: str = "") -> Headings:
    """Return which headings of a file are recognised, and which nobody knows, also where the key is among those. Raises BadInput as `read` does otherwise."""
    refuse_no_file(path)
    with ExitStack() as stack:
        path = unpacked(path, stack)
        book = stack.enter_context(opened_workbook(path)) if is_workbook(path) else None  # once, however often it is looked into
        try:
            names = _foreign(path, kind, {}, stack, sheet, book).names
        except BadInput:
            names = _foreign(path, replace(kind, key=()), {}, stack, sheet, book).names
    refuse_other_sort(kind, names, {})
    return recognise(kind, names)


class Reading:
    """
    One file being read, once. `good` and `bad` count rows so far, `unread` the values that were left empty; `bad_rows` lists the first ten thousand faults.

    `theirs` says which of the file's columns became which of ours, `ignored` which were left aside. `on_bad` is told every fault, `on_unread` every value
    that was left empty. `notes` says, once the file was read, what a person must know of how it was: sheets that were not, units, columns that name nothing,
    values that were left empty, orders that are no sales.
    """

    def __init__(self, path: Path, kind: Kind, source: str, mapping: Mapping[str, str], zone: str, sheet: str = "") -> None:
        self.path, self.kind, self.source = path, kind, source
        self.good = self.bad = self.unread = 0
        self.bad_rows: list[BadRow] = []
        self.on_bad: Callable[[BadRow], None] = lambda row: None
        self.on_unread: Callable[[BadRow], None] = lambda row: None
        self._mapping, self._zone = mapping, zone
        self.keyer: Keyer | None = None  # by whom tokens are made of plain values; without one they stay empty
        self._open = ExitStack()
        self._empty_ids: frozenset[str] | None = None  # headings of ids in whose place others are read, once the first rows were seen
        self._unlike: frozenset[str] = frozenset()  # headings under which something else stands than they say
        self._zero_ids: frozenset[str] = frozenset()  # those of which a 0 is nobody's number
        self._said: list[Text] = []
        self._notes: Counter[Text] = Counter()
        self._unread: Counter[str] = Counter()  # by heading, the values that were left empty
        self._unread_rows: dict[str, list[int]] = {}  # the rows of the first of them
        try:
            self._foreign = _foreign(unpacked(path, self._open), kind, mapping, self._open, sheet)
            headings = recognise(kind, self._foreign.names, mapping, units=self._foreign.units)
            refuse_other_sort(kind, self._foreign.names, mapping)
            refuse_without_key(kind, headings, self._foreign.names)
        except BaseException:
            self.close()
            raise
        self.theirs, self.ignored, self.plain = dict(headings.theirs), headings.ignored, headings.plain
        self._said = [*self._foreign.notes, *_units_said(kind, headings), *_made_said(kind, headings)]

    @property
    def notes(self) -> list[Text]:
        """Return what is to be said of the file so far, each with how many rows it is about."""
        return [*self._said, *(text.filled(n=count) for text, count in self._notes.items()), *self._unread_said()]

    def _unread_said(self) -> Iterator[Text]:
        for name, count in self._unread.items():
            rows = "、".join(map(str, self._unread_rows[name])) + ("……" if count > _ROWS_NAMED else "")
            yield _UNREAD.filled(name=shortened(name), n=count, rows=rows)

    @property
    def heading(self) -> int:
        """Return the number of the heading's row, as rows are numbered; 0 where the file has none. Title lines may stand before it."""
        return self._foreign.heading

    @property
    def done(self) -> float:
        """Return which part of the file has been read, 0 to 1."""
        return min(self._foreign.done, 1.0)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        yield from (batch for batch, _ in self.numbered())

    def numbered(self) -> Iterator[tuple[pa.RecordBatch, Numbers]]:
        """Return each batch with the numbers that its rows have in the file."""
        with self._open:
            for raw in self._foreign.blocks():
                batch, rows = self._take(raw)
                self.good += batch.num_rows
                if batch.num_rows:
                    yield batch, rows

    def close(self) -> None:
        """Let go of the file before its end."""
        self._open.close()

    def _take(self, raw: Raw) -> tuple[pa.RecordBatch, Numbers]:
        headings = self._headings(raw)
        raw = self._records_of(raw, headings)
        good, bad = np.ones(len(raw.rows), dtype=np.bool_), list(raw.bad)
        self._refuse_late_ids(raw, good, bad)
        columns = [self._column(column, headings, raw, good, bad) for column in self.kind.columns]
        taken = frozenset(raw.rows[good].tolist()) if any(fault.is_taken for fault in bad) else frozenset()
        for fault in sorted(bad, key=lambda fault: fault.row):
            if fault.is_taken and fault.row in taken:
                self._leave_empty(fault)
            else:
                self._refuse(fault)
        self.bad += len(raw.bad) + int((~good).sum())
        batch = pa.RecordBatch.from_arrays(columns, schema=self.kind.schema)
        batch, rows = (batch, raw.rows) if good.all() else (batch.filter(pa.array(good)), raw.rows[good])
        if self.kind.completed is None or not batch.num_rows:
            return batch, rows
        batch, said = self.kind.completed(batch)
        self._notes += said
        return batch, rows

    def _records_of(self, raw: Raw, headings: Headings) -> Raw:
        """Leave out the rows that are no records, and count them."""
        is_none = no_records(raw, self.kind, headings, self._foreign.names[0], self.heading + 1)
        is_other = says_it_is_none(raw, self.kind, headings) & ~is_none
        if self.kind.unless and is_other.any():
            self._notes[self.kind.unless[2]] += int(is_other.sum())
        if is_none.any() or is_other.any():
            stays = pa.array(~(is_none | is_other))
            raw = replace(raw, columns={name: values.filter(stays) for name, values in raw.columns.items()}, rows=raw.rows[~(is_none | is_other)])
        is_foot = feet(raw.bad)
        if count := int(is_none.sum()) + sum(is_foot):
            self._notes[_LEFT_OUT] += count
        return replace(raw, bad=[bad for bad, foot in zip(raw.bad, is_foot, strict=True) if not foot]) if any(is_foot) else raw

    def _headings(self, raw: Raw) -> Headings:
        """Recognise the columns of some rows; of ids, the first rows tell which columns name nothing, and then others stand in for them."""
        headings = recognise(self.kind, raw.columns, self._mapping, is_whole=False, units=self._foreign.units)
        if self._empty_ids is None and len(raw.rows):
            self._see_unlike(headings, raw)
            self._see_empty_ids(headings, raw)
        if left := (self._empty_ids or frozenset()) | self._unlike:
            headings = recognise(self.kind, [name for name in raw.columns if name not in left], self._mapping, is_whole=False, units=self._foreign.units)
            self.ignored = tuple(name for name in self.ignored if name not in headings.theirs.values())
        self.theirs = {**headings.theirs, **self.theirs}  # JSON lines may come with a member that none before them had
        return headings

    def _column(self, column: Column, headings: Headings, raw: Raw, good: npt.NDArray[np.bool_], bad: list[BadRow]) -> pa.Array:
        """Turn one column; add to `bad` why values could not be turned, and strike their rows out of `good` unless the column may be unread."""
        theirs, beside = headings.theirs.get(column.name), headings.theirs.get(self.kind.key_in.get(column.name, ""))
        is_key, factor = column.name in self.kind.key, headings.factors.get(column.name, 1.0)
        if parts := made_of(self.kind, headings, column.name) if is_key else ():
            return self._made(column, [raw.columns[headings.theirs[part]] for part in parts], raw, good, bad)
        if theirs is None and self.keyer and set(plain := headings.plain.get(column.name, ())) & raw.columns.keys():
            return self._tokens(column, plain, raw, self.keyer)
        if theirs is None and beside is None and not is_key:
            return pa.array([self.source] * len(raw.rows), pa.string()) if column.name == "platform" else pa.nulls(len(raw.rows), column.type)
        foreign = pa.nulls(len(raw.rows), pa.string()) if theirs is None else raw.columns[theirs]
        if theirs in self._zero_ids or column.zero_is_none:
            foreign = pc.if_else(pa.array(_is_no_id(foreign)), pa.scalar(None, pa.string()), as_texts(foreign))
        foreign = foreign if beside is None else filled_from(foreign, raw.columns[beside])
        named = theirs or beside or self.theirs.get(column.name, column.name)
        try:
            done = convert(column, foreign, zone=self._zone, factor=factor, is_key=is_key, has_broken=raw.has_broken_characters)
        except pa.ArrowException as error:
            raise BadInput(
                f"列 {named} 的类型 {foreign.type} 无法读作 {column.meaning.zh}。", f"Column {named} of type {foreign.type} cannot be {column.meaning.en}."
            ) from error
        if column.keeps_unit and theirs:
            done = replace(done, values=with_unit(done.values, unit_told(theirs, self._foreign.units)))
        if column.unit == YUAN and headings.currency in raw.columns and theirs:
            done = without_foreign(done, raw.columns[headings.currency])
        elif column.unit == YUAN and headings.country in raw.columns and theirs and not unit_told(theirs, self._foreign.units):
            done = without_abroad(done, raw.columns[headings.country])
        for mask, reason in done.faults:
            reason = NO_ID if beside is not None and reason is KEY_MISSING else reason
            kept = column.may_be_unread
            bad.extend(BadRow(int(raw.rows[at]), named, shortened(foreign[at].as_py() or ""), reason, kept) for at in np.flatnonzero(mask).tolist())
            good &= ~mask | kept
        return done.values.fill_null(self.source) if column.name == "platform" else done.values

    def _tokens(self, column: Column, plain: tuple[str, ...], raw: Raw, keyer: Keyer) -> pa.Array:
        """Make the tokens of a column of plain values, which go no further than this."""
        made, masked = tokens_of(column.hashes, [raw.columns[name] for name in plain if name in raw.columns], keyer)
        noted(self._notes, shortened(plain[-1]), column.meaning.zh, column.meaning.en, len(made) - made.null_count, masked)
        return made

    def _made(self, column: Column, parts: list[pa.Array], raw: Raw, good: npt.NDArray[np.bool_], bad: list[BadRow]) -> pa.Array:
        """Make the key of what else names the thing, where the file has no number of it; strike out the rows that tell nothing at all."""
        told = [pc.utf8_trim(as_texts(part), characters=" \t\"'=") for part in parts]
        told = [pc.if_else(is_among(part, NOTHING), pa.scalar(None, pa.string()), part) for part in told]
        made = told[0]
        for part in told[1:]:
            made = pc.coalesce(pc.binary_join_element_wise(made, part, " · "), made, part)
        made = pc.utf8_slice_codeunits(made, 0, LONGEST_ID)
        missing = pc.is_null(made).to_numpy(zero_copy_only=False)
        bad.extend(BadRow(int(raw.rows[at]), column.meaning.zh, "", KEY_MISSING) for at in np.flatnonzero(missing).tolist())
        good &= ~missing
        return made

    def _see_unlike(self, headings: Headings, raw: Raw) -> None:
        """See in the first rows which columns hold something else than their headings say; who named one by hand knows it."""
        for ours, name in headings.theirs.items():
            column, texts = self.kind.column(ours), pc.utf8_trim(as_texts(raw.columns[name].slice(0, SEEN)), characters=" \t\"'=")
            told = texts.filter(pc.invert(is_among(pc.coalesce(texts, ""), NOTHING)))
            if not column.holds or ours in self.kind.key or name in self._mapping or not len(told):
                continue
            if pc.sum(pc.match_substring_regex(told, column.holds)).as_py() * 2 < len(told):
                self._unlike |= {name}
                self._said.append(_UNLIKE.filled(name=shortened(name), zh=column.meaning.zh.partition("，")[0], en=column.meaning.en.partition(",")[0]))
        for ours in [ours for ours, name in self.theirs.items() if name in self._unlike]:
            self.ignored = (*self.ignored, self.theirs.pop(ours))

    def _see_empty_ids(self, headings: Headings, raw: Raw) -> None:
        """See in the first rows which ids name nothing: another column of the same is read in place of such a one, or else its zeros are nobody's number."""
        empty = {ours: name for ours, name in headings.theirs.items() if _is_asked(self.kind, ours) and _is_no_id(raw.columns[name]).all()}
        replaced = {ours: name for ours, name in empty.items() if ours in headings.beside}
        self._empty_ids = frozenset(replaced.values())
        self._zero_ids = frozenset(name for ours, name in empty.items() if ours not in replaced and not _is_blank(raw.columns[name]))
        for ours, name in replaced.items():
            del self.theirs[ours]
            self.ignored = (*self.ignored, name)
        for ours, name in empty.items():
            if name in self._zero_ids or name in self._empty_ids:
                told = self.kind.column(ours).meaning
                self._said.append(_NAMES_NOTHING.filled(name=shortened(name), zh=told.zh, en=told.en))
        for ours, name in headings.theirs.items():
            others = headings.beside.get(ours, ()) if _is_asked(self.kind, ours) and ours not in empty else ()
            if several := next((other for other in others if _are_several(raw.columns[other].filter(pa.array(_is_zero(raw.columns[name]))))), ""):
                self._zero_ids |= {name}
                told = self.kind.column(ours).meaning
                self._said.append(_ZEROS_OF_SEVERAL.filled(name=shortened(name), beside=shortened(several), zh=told.zh, en=told.en))

    def _refuse_late_ids(self, raw: Raw, good: npt.NDArray[np.bool_], bad: list[BadRow]) -> None:
        """Strike out the rows that have an id in a column of which all rows before told nothing: the others are named by another column."""
        for name in sorted(self._empty_ids or ()):
            if name in raw.columns and not (is_empty := _is_no_id(raw.columns[name])).all():
                values = raw.columns[name]
                bad.extend(BadRow(int(raw.rows[at]), name, shortened(values[at].as_py() or ""), _LATE_ID) for at in np.flatnonzero(~is_empty).tolist())
                good &= is_empty

    def _leave_empty(self, fault: BadRow) -> None:
        self.unread += 1
        self._unread[fault.column] += 1
        if self._unread[fault.column] <= _ROWS_NAMED:
            self._unread_rows.setdefault(fault.column, []).append(fault.row)
        self.on_unread(replace(fault, reason=Text(fault.reason.zh + _LEFT_EMPTY.zh, fault.reason.en + _LEFT_EMPTY.en)))

    def _refuse(self, bad: BadRow) -> None:
        if len(self.bad_rows) < LISTED:
            self.bad_rows.append(bad)
        self.on_bad(bad)


def examples_of(path: Path, kind: Kind, headings: Sequence[str], sheet: str = "") -> Mapping[str, tuple[str, ...]]:
    """
    Return the first values that stand under some headings, for whoever is asked what these are; of those that name persons, and of a large file, none.

    Raises BadInput as `read` does.
    """
    asked = [name for name in headings if not _OF_PERSONS.search(name)]
    if path.stat().st_size > MOST_FOR_EXAMPLES or not asked:
        return {}
    beside = tuple(Column(f"asked_{nth}", pa.string(), Text(name, name), known_as=(name,), is_free_text=True) for nth, name in enumerate(asked))
    key = kind.key if holds_key(kind, headings_of(path, kind, sheet)) else ()
    wide = replace(kind, key=key, columns=(*kind.columns, *beside), completed=None)
    reading = read(path, wide, source="-", sheet=sheet)
    try:
        rows = next(iter(reading), pa.RecordBatch.from_pylist([], schema=wide.schema)).slice(0, SEEN)
    finally:
        reading.close()
    found = {}
    for nth, name in enumerate(asked):
        values = (masked(shortened(value))[:LONGEST_EXAMPLE] for value in rows.column(f"asked_{nth}").to_pylist() if value and value not in NOTHING)
        found[name] = tuple(islice(dict.fromkeys(values), EXAMPLES))
    return {name: values for name, values in found.items() if values}


def _is_asked(kind: Kind, ours: str) -> bool:
    """Return whether a column names somebody or something, so that one that is constantly 0 would make one of all: `店铺Id` where the platform gives none."""
    return ours not in kind.key and ours != "region_code" and (kind.column(ours).is_id or ours.endswith("_token"))


def _is_no_id(values: pa.Array) -> npt.NDArray[np.bool_]:
    """Return of each value whether it is 0, empty or a stroke, however a spreadsheet dressed it."""
    texts = pc.utf8_trim(as_texts(values), characters=" \t\"'=")
    said: npt.NDArray[np.bool_] = pc.fill_null(pc.or_(is_among(texts, NOTHING), pc.match_substring_regex(texts, _ZERO)), True).to_numpy(zero_copy_only=False)
    return said


def _is_zero(values: pa.Array) -> npt.NDArray[np.bool_]:
    texts = pc.utf8_trim(as_texts(values), characters=" \t\"'=")
    zeros: npt.NDArray[np.bool_] = pc.fill_null(pc.match_substring_regex(texts, _ZERO), False).to_numpy(zero_copy_only=False)
    return zeros


def _are_several(names: pa.Array) -> bool:
    """Return whether some rows name more than one thing."""
    texts = pc.utf8_trim_whitespace(as_texts(names)).drop_null()
    return len(texts.filter(pc.not_equal(texts, "")).unique()) > 1


def _is_blank(values: pa.Array) -> bool:
    return bool(pc.all(pc.equal(pc.utf8_trim_whitespace(as_texts(values)), "")).as_py())


def _made_said(kind: Kind, headings: Headings) -> Iterator[Text]:
    """Return of which columns a number was made that the file does not have."""
    for name in kind.key:
        if parts := made_of(kind, headings, name):
            what, zh = kind.column(name).meaning, "、".join(kind.column(part).meaning.zh.partition("，")[0] for part in parts)
            en = ", ".join(kind.column(part).meaning.en.partition(",")[0] for part in parts)
            yield Text(
                f"文件没有{what.zh}，以{zh}合成；这几项完全相同的两行视为同一条。",
                f"The file has no {what.en}: it is made of {en}, and two rows that agree in all of these count as one.",
            )


def _units_said(kind: Kind, headings: Headings) -> Iterator[Text]:
    """Return which columns were turned into another unit, since a heading that tells the wrong one makes every sum of the file wrong."""
    for ours, factor in headings.factors.items():
        if factor != 1.0 and ours in headings.theirs:
            unit, name = kind.column(ours).unit, shortened(headings.theirs[ours])
            yield Text(
                f"列“{name}”的数字按其表头或者表上方的单位乘以 {factor:g} 换算为{unit}；单元格自带单位的，以单元格为准。",
                f"The numbers of “{name}” were multiplied by {factor:g} into {unit}, by the unit of the heading or above it; a unit in a cell goes before it.",
            )


def _foreign(path: Path, kind: Kind, mapping: Mapping[str, str], stack: ExitStack, sheet: str = "", book: list[Sheet] | None = None) -> Foreign:
    """
    Open a file by its ending; `.gz` may follow that of the text formats. `book`: the sheets of a workbook that was opened already.

    Each format is imported when a file of it is opened: DuckDB and compiled kernels take a second that a page of headings does not need.
    """
    name = path.name.lower()
    plain = name.removesuffix(".gz")
    is_text = plain.endswith((*SEPARATED, *LINES)) or (plain.endswith(WORKBOOKS) and form_of(path) in (TEXT, COMPRESSED))
    if plain.endswith(FORMATS) and name == plain and (plain.endswith(PARQUET) or form_of(path) == PARQUET_FORM):
        from mingjian.core.records.reading.parquet import Parquet

        return Parquet(path, kind, mapping)
    if is_workbook(path):
        from mingjian.core.records.reading.sheets import opened_sheets

        return opened_sheets(book if book is not None else stack.enter_context(opened_workbook(path)), kind, mapping, sheet)
    if sheet:
        raise BadInput(f"{path.name} 不是工作簿，没有工作表 {sheet}。", f"{path.name} is no workbook, and has no sheet {sheet}.")
    if not is_text:
        known = " ".join(FORMATS)
        raise BadInput(
            f"不认识 {path.name} 的格式；可用：{known}，文本类可再压缩为 .gz。", f"{path.name} is of no known format; these are: {known}, text also as .gz."
        )
    size = max(path.stat().st_size, 1)
    file = stack.enter_context(path.open("rb"))
    stream: BinaryIO = stack.enter_context(gzip.GzipFile(fileobj=file)) if name != plain or form_of(path) == COMPRESSED else file  # type: ignore[assignment]  # reads as one

    def position() -> float:
        return 1.0 if file.closed else file.tell() / size

    if plain.endswith(LINES):
        from mingjian.core.records.reading.json_lines import JsonLines

        return JsonLines(stream, kind, mapping, position)
    from mingjian.core.records.reading.delimited import Separated

    return Separated(stream, kind, mapping, position)
