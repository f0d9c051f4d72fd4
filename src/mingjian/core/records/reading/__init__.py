"""Read records from files as they come: CSV, Excel, JSON lines, Parquet; good rows as Arrow batches, bad rows with their reasons."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.records import Column, Kind
from mingjian.core.records.reading.addresses import NO_ID
from mingjian.core.records.reading.headings import Headings, recognise, refuse_without_key
from mingjian.core.records.reading.json_lines import JsonLines
from mingjian.core.records.reading.parquet import Parquet
from mingjian.core.records.reading.rows import BadRow, Foreign, Numbers, Raw, shortened
from mingjian.core.records.reading.separated import Separated
from mingjian.core.records.reading.values import KEY_MISSING, convert, filled_from
from mingjian.core.records.reading.workbook import opened_as_text

__all__ = ["FORMATS", "ZONE", "BadRow", "Reading", "headings_of", "read"]

#: Where local times are local.
ZONE = "Asia/Shanghai"

SEPARATED, LINES, WORKBOOKS, PARQUET = (
    (".csv", ".tsv", ".txt"),
    (".jsonl", ".ndjson", ".json"),
    (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    (".parquet", ".pq"),
)
FORMATS = (*SEPARATED, *LINES, *WORKBOOKS, *PARQUET)
LISTED = 10_000  # bad rows that a Reading keeps by itself


def read(path: Path, kind: Kind, *, source: str, mapping: Mapping[str, str] | None = None, zone: str = ZONE) -> "Reading":
    """
    Open a file of records. Iterate the result for batches of exactly `kind.schema`; nothing is kept of what has been given.

    `source` stands where the file names no platform; `mapping` (theirs to ours) goes before the names known already.
    Raises BadInput where the file as a whole cannot be used: no such file, unknown format or encoding, key not recognised, damage.
    """
    refuse_no_file(path)
    return Reading(path, kind, source, mapping or {}, zone)


def refuse_no_file(path: Path) -> None:
    """Raise BadInput where there is nothing that can be read twice: form and columns are looked at before the rows are."""
    if path.is_file():
        return
    if str(path) == "-" or (path.exists() and not path.is_dir()):
        raise BadInput(f"{path} 是管道，读过即无；请先存为文件。", f"{path} is a pipe, which can be read only once: keep it as a file first.")
    raise BadInput(f"没有文件 {path}。", f"There is no file {path}.")


def headings_of(path: Path, kind: Kind) -> Headings:
    """Say which headings of a file are recognised, and which nobody knows, also where the key is among those. Raises BadInput as `read` does otherwise."""
    refuse_no_file(path)
    with ExitStack() as stack:
        try:
            names = _foreign(path, kind, {}, stack).names
        except BadInput:
            names = _foreign(path, replace(kind, key=()), {}, stack).names
    return recognise(kind, names)


class Reading:
    """
    One file being read, once. `good` and `bad` count rows so far; `bad_rows` lists the first ten thousand faults.

    `theirs` says which of the file's columns became which of ours, `ignored` which were left aside. `on_bad` is told every fault.
    """

    def __init__(self, path: Path, kind: Kind, source: str, mapping: Mapping[str, str], zone: str) -> None:
        self.path, self.kind, self.source = path, kind, source
        self.good = self.bad = 0
        self.bad_rows: list[BadRow] = []
        self.on_bad: Callable[[BadRow], None] = lambda row: None
        self._mapping, self._zone = mapping, zone
        self._open = ExitStack()
        try:
            self._foreign = _foreign(path, kind, mapping, self._open)
            headings = recognise(kind, self._foreign.names, mapping)
            refuse_without_key(kind, headings, self._foreign.names)
        except BaseException:
            self.close()
            raise
        self.theirs, self.ignored = dict(headings.theirs), headings.ignored

    @property
    def heading(self) -> int:
        """The number of the heading's row, as rows are numbered; 0 where the file has none. Title lines may stand before it."""
        return self._foreign.heading

    @property
    def done(self) -> float:
        """Say which part of the file has been read, 0 to 1."""
        return min(self._foreign.done, 1.0)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        yield from (batch for batch, _ in self.numbered())

    def numbered(self) -> Iterator[tuple[pa.RecordBatch, Numbers]]:
        """Give each batch with the numbers that its rows have in the file."""
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
        headings = recognise(self.kind, raw.columns, self._mapping, is_whole=False)
        self.theirs = {**headings.theirs, **self.theirs}  # JSON lines may come with a member that none before them had
        good, bad = np.ones(len(raw.rows), dtype=np.bool_), list(raw.bad)
        columns = [self._column(column, headings, raw, good, bad) for column in self.kind.columns]
        for row in sorted(bad, key=lambda row: row.row):
            self._refuse(row)
        self.bad += len(raw.bad) + int((~good).sum())
        batch = pa.RecordBatch.from_arrays(columns, schema=self.kind.schema)
        return (batch, raw.rows) if good.all() else (batch.filter(pa.array(good)), raw.rows[good])

    def _column(self, column: Column, headings: Headings, raw: Raw, good: npt.NDArray[np.bool_], bad: list[BadRow]) -> pa.Array:
        """Turn one column; strike out of `good` the rows whose value could not be turned, and add to `bad` why."""
        theirs, beside = headings.theirs.get(column.name), headings.theirs.get(self.kind.key_in.get(column.name, ""))
        is_key, factor = column.name in self.kind.key, headings.factors.get(column.name, 1.0)
        if theirs is None and beside is None and not is_key:
            return pa.array([self.source] * len(raw.rows), pa.string()) if column.name == "platform" else pa.nulls(len(raw.rows), column.type)
        foreign = pa.nulls(len(raw.rows), pa.string()) if theirs is None else raw.columns[theirs]
        foreign = foreign if beside is None else filled_from(foreign, raw.columns[beside])
        named = theirs or beside or self.theirs.get(column.name, column.name)
        try:
            done = convert(column, foreign, zone=self._zone, factor=factor, is_key=is_key, has_broken=raw.has_broken_characters)
        except pa.ArrowException as error:
            raise BadInput(
                f"列 {named} 的类型 {foreign.type} 无法读作 {column.meaning.zh}。", f"Column {named} of type {foreign.type} cannot be {column.meaning.en}."
            ) from error
        for mask, reason in done.faults:
            reason = NO_ID if beside is not None and reason is KEY_MISSING else reason
            bad.extend(BadRow(int(raw.rows[at]), named, shortened(foreign[at].as_py() or ""), reason) for at in np.flatnonzero(mask).tolist())
            good &= ~mask
        return done.values.fill_null(self.source) if column.name == "platform" else done.values

    def _refuse(self, bad: BadRow) -> None:
        if len(self.bad_rows) < LISTED:
            self.bad_rows.append(bad)
        self.on_bad(bad)


def _foreign(path: Path, kind: Kind, mapping: Mapping[str, str], stack: ExitStack) -> Foreign:
    """Open a file by its ending; `.gz` may follow that of the text formats."""
    name = path.name.lower()
    plain = name.removesuffix(".gz")
    if plain.endswith(PARQUET) and name == plain:
        return Parquet(path, kind, mapping)
    if plain.endswith(WORKBOOKS) and name == plain:
        return Separated(stack.enter_context(opened_as_text(path)), kind, mapping, lambda: 0.0)
    if not plain.endswith((*SEPARATED, *LINES)):
        known = " ".join(FORMATS)
        raise BadInput(
            f"不认识 {path.name} 的格式；可用：{known}，文本类可再压缩为 .gz。", f"{path.name} is of no known format; these are: {known}, text also as .gz."
        )
    size = max(path.stat().st_size, 1)
    file = stack.enter_context(path.open("rb"))
    stream: BinaryIO = stack.enter_context(gzip.GzipFile(fileobj=file)) if name != plain else file  # type: ignore[assignment]  # reads as one

    def position() -> float:
        return 1.0 if file.closed else file.tell() / size

    return JsonLines(stream, kind, mapping, position) if plain.endswith(LINES) else Separated(stream, kind, mapping, position)
