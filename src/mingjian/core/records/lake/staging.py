"""Where a file is made ready for the lake: a hidden folder that becomes part of it by one rename, or is thrown away."""

import csv
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeAlias, TypedDict
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records.lake.repeats import Repeats
from mingjian.core.records.penalty import FROM_CONTENT
from mingjian.core.records.reading import BadRow, Reading
from mingjian.core.spreadsheets import as_text

#: Fills what a batch of records leaves empty from what it tells.
Fill: TypeAlias = Callable[[pa.RecordBatch], pa.RecordBatch]

PREFIX = ".loading-"
ROW_GROUP = 1 << 17


class Result(TypedDict):
    """What came of filling a staging."""

    rows: int
    bad: int
    repeated: int
    unread: int
    theirs: dict[str, str]
    ignored: tuple[str, ...]
    first: str
    last: str
    brands_read: int
    fines_read: int
    notes: tuple[tuple[str, str], ...]


class Staging:
    """One load in the making. Its lock is held as long as the process lives, so that others can tell it from what a killed one left."""

    def __init__(self, lake: Path, reading: Reading) -> None:
        self._reading = reading
        self._folder = lake / f"{PREFIX}{uuid4().hex}"
        self._first, self._last = "", ""
        self._brands_read = self._fines_read = 0

    def __enter__(self) -> Self:
        self._folder.mkdir()
        self._lock = (self._folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._reading.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.close()

    def fill(self, progress: Callable[[float], None], fill: Fill | None = None) -> Result:
        """Read the file to its end: good rows, numbers and bad rows into files, then drop what the file repeats."""
        reading = self._reading
        with self._report() as report:
            reading.on_bad = reading.on_unread = report
            self._write_rows(progress, fill)
            rows, bad, repeated, notes = self._without_repeats(report)
        if not rows:
            raise _nothing_good(reading)
        return Result(
            rows=rows,
            bad=bad,
            repeated=repeated,
            unread=reading.unread,
            theirs=reading.theirs,
            ignored=reading.ignored,
            first=self._first,
            last=self._last,
            brands_read=self._brands_read,
            fines_read=self._fines_read,
            notes=tuple((note.zh, note.en) for note in [*reading.notes, *notes]),
        )

    def write(self, name: str, text: str) -> None:
        """Write a small file."""
        (self._folder / name).write_text(text, encoding="utf-8")

    def move_to(self, place: Path) -> bool:
        """Make the load part of the lake by one rename, on disk when this returns; False where another was first."""
        shutil.rmtree(self._folder / "spill", ignore_errors=True)
        for name in ("numbers.parquet", "lock"):
            (self._folder / name).unlink()
        for file in self._folder.iterdir():
            _to_disk(file)
        _to_disk(self._folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._folder.rename(place)
        except OSError:
            if not (place / "load.json").exists():
                raise
            return False
        _to_disk(place.parent)
        return True

    def _write_rows(self, progress: Callable[[float], None], fill: Fill | None) -> None:
        schema, numbered = self._reading.kind.schema, pa.schema([pa.field("row", pa.int64())])
        span = _span_column(self._reading.kind)
        with _parquet(self._folder / "rows.parquet", schema) as rows, _parquet(self._folder / "numbers.parquet", numbered) as numbers:
            for table in _gathered(self._reading, schema.append(numbered.field(0)), fill):
                rows.write_table(table.drop_columns(["row"]))
                numbers.write_table(table.select(["row"]))
                self._brands_read += _filled(table, "brand_from") if fill else 0
                self._fines_read += _filled(table, "fine_from", FROM_CONTENT) if fill else 0
                self._widen(table.column(span) if span else None)
                progress(self._reading.done)

    def _widen(self, times: pa.ChunkedArray | None) -> None:
        if times is None or times.null_count == len(times):
            return
        least, most = (value.as_py().isoformat() for value in pc.min_max(times).values())
        self._first, self._last = min(self._first or least, least), max(self._last, most)

    def _without_repeats(self, report: Callable[[BadRow], None]) -> tuple[int, int, int, list[Text]]:
        """Drop the second of two rows of the same thing: silently but counted where they are equal, as a bad row where they differ."""
        reading = self._reading
        with Repeats(self._folder, reading.kind) as repeats:
            if not repeats.find():
                return reading.good, reading.bad, 0, []
            differing = 0
            for row in repeats.differing(reading.theirs):
                report(row)
                differing += 1
            repeats.rewrite()
            return reading.good - repeats.count, reading.bad + differing, repeats.count - differing, repeats.notes

    @contextmanager
    def _report(self) -> Iterator[Callable[[BadRow], None]]:
        with (self._folder / "bad_rows.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "column", "value", "reason_zh", "reason_en"])
            yield lambda bad: write_bad_row(writer, bad)


def write_bad_row(writer: Any, bad: BadRow) -> None:
    """Write one line of the report. What a spreadsheet would take for a formula is marked as text."""
    writer.writerow([bad.row, as_text(bad.column), as_text(bad.value), bad.reason.zh, bad.reason.en])


def read_bad_rows(path: Path, most: int, after: int = 0) -> Iterator[dict[str, str]]:
    """Return lines of a report, at most so many, after the first so many: row, column, value, reason_zh, reason_en."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from islice(csv.DictReader(file), after, after + most)


def clear_leftovers(lake: Path) -> None:
    """Remove what killed loads left behind: the hidden folders whose lock nobody holds."""
    for folder in lake.glob(f"{PREFIX}*"):
        with _lock_of(folder) as lock:
            try:
                if lock is not None:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _lock_of(folder: Path) -> Iterator[IO[str] | None]:
    try:
        with (folder / "lock").open() as lock:
            yield lock
    except FileNotFoundError:
        yield None


def _parquet(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)


def _gathered(reading: Reading, schema: pa.Schema, fill: Fill | None) -> Iterator[pa.Table]:
    """Return the rows with their numbers in tables of a row group's size or more."""
    waiting: list[pa.RecordBatch] = []
    for given, numbers in reading.numbered():
        batch = fill(given) if fill else given
        waiting.append(pa.RecordBatch.from_arrays([*batch.columns, pa.array(numbers)], schema=schema))
        if sum(part.num_rows for part in waiting) >= ROW_GROUP:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _span_column(kind: Kind) -> str | None:
    return next((column.name for column in kind.columns if pa.types.is_temporal(column.type)), None)


def _filled(table: pa.Table, told_by: str, value: str = "") -> int:
    """Count the rows of which a column says that a value was filled, in this way where one is named."""
    if told_by not in table.column_names:
        return 0
    told = table.column(told_by)
    return int(pc.sum(pc.equal(told, value)).as_py() or 0) if value else len(told) - told.null_count


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _nothing_good(reading: Reading) -> BadInput:
    if not reading.bad_rows:
        return BadInput(f"{reading.path.name} 只有表头，没有数据。", f"{reading.path.name} has a heading and no rows.")
    first = reading.bad_rows[:3]
    zh = "；".join(f"第 {bad.row} 行 {bad.column} {bad.value}：{bad.reason.zh}" for bad in first)
    en = "; ".join(f"row {bad.row} {bad.column} {bad.value}: {bad.reason.en}" for bad in first)
    return BadInput(
        f"{reading.path.name} 的 {reading.bad} 行都不可用，未载入任何数据。例如：{zh}",
        f"None of the {reading.bad} rows of {reading.path.name} can be used; nothing was loaded. Such as: {en}",
    )
