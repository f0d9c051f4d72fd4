"""
Screens a file of any size, a few megabytes at a time, into one file of findings, which appears at the end, whole.

A run that is killed leaves nothing, and is started again: what it takes is minutes. Bad rows wait in a file without a name until all is read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pyarrow as pa

from mingjian.core.detectors import LISTING
from mingjian.core.errors import BadInput
from mingjian.core.extraction.inference import filled, reader_of_file
from mingjian.core.extraction.shelf import Shelf
from mingjian.core.language import Text
from mingjian.core.records.reading import ZONE, BadRow, Reading, read
from mingjian.core.screening import SCREENED, TEXT_OF, screen, screeners, text_kind
from mingjian.core.screening.output import BAD, refuse_to_write_over, whole, writer_for, written

BATCH = 10_000  # bad rows held in memory


@dataclass(frozen=True)
class Order:
    """What is to be screened, and how: the same order over the same file gives the same findings."""

    path: Path
    kind: str
    out: Path
    text: str = ""  # the file's column that holds the text; recognised where empty
    source: str = ""
    only: tuple[str, ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    zone: str = ZONE
    pictures: str = ""  # folder of pictures named after the rows' ids; none are read where empty
    right: str = ""  # a file of rights, by whose marks brands that the file does not tell are read from titles
    readings: str = ""  # where what they say is kept
    sheet: str = ""  # of a workbook, the one to read

    @property
    def bad_path(self) -> Path:
        """Return where the bad rows are listed."""
        return self.out.with_name(f"{self.out.stem}.bad_rows.csv")

    def columns(self) -> Mapping[str, str]:
        """Return the columns that a person named, theirs to ours."""
        return {**dict(self.mapping), **({self.text: TEXT_OF[self.kind]} if self.text else {})}


@dataclass(frozen=True)
class Screening:
    """What came of it."""

    rows: int
    bad: int
    findings: int
    theirs: Mapping[str, str]
    pictures: int = 0
    faults: Mapping[str, Text] = field(default_factory=dict)  # pictures that cannot be opened
    ignored: tuple[str, ...] = ()  # columns of the file that nothing was read from
    notes: tuple[Text, ...] = ()  # what is to be said of how the file was read: sheets that were not, units


Progress = Callable[[float, int, int], None]


def screen_file(
    order: Order,
    *,
    progress: Progress = lambda done, rows, findings: None,
    looked: Callable[[], None] = lambda: None,
    threads: int = 2,
) -> Screening:
    """
    Screen a file. `progress` is told the part of the file that is read (0 to 1), rows and findings; `looked` is called once a picture.

    Raises BadInput where it cannot be.
    """
    write = writer_for(order.out)
    screeners(order.kind, order.only)
    shelf = _shelf(order, looked)
    reading = _open(order)
    try:
        with TemporaryFile() as aside, _Faults(aside) as faults, whole(order.out) as unfinished:
            run = _Run(order, reading, faults, shelf, progress, threads)
            write(run.tables(), SCREENED, unfinished)
            if faults.rows:
                written(faults.tables(), BAD, order.bad_path)
    finally:
        reading.close()
    seen = (shelf.read, shelf.faults) if shelf else (0, {})
    return Screening(run.rows, faults.rows, run.findings, reading.theirs, *seen, ignored=reading.ignored, notes=tuple(reading.notes))


def _shelf(order: Order, looked: Callable[[], None]) -> Shelf | None:
    """Open the folder of pictures, where there is one to look at. Raises BadInput where the extra [vision] is absent."""
    return Shelf(Path(order.pictures), Path(order.readings), looked) if order.pictures else None


def _open(order: Order) -> Reading:
    """Open the file so that only the text is required: a listing without an id is still a listing."""
    kind = text_kind(order.kind)
    if not order.out.parent.is_dir():
        raise BadInput(f"没有文件夹 {order.out.parent}，无法写入 {order.out}。", f"There is no folder {order.out.parent} to write {order.out} in.")
    refuse_to_write_over(order.path, order.out, order.bad_path)
    return read(order.path, replace(kind, key=(TEXT_OF[order.kind],)), source=order.source, mapping=order.columns(), zone=order.zone, sheet=order.sheet)


class _Run:
    """One reading of the file from its beginning to its end; `rows` that were looked at and `findings` so far."""

    def __init__(self, order: Order, reading: Reading, faults: "_Faults", shelf: Shelf | None, progress: Progress, threads: int) -> None:
        self._order, self._reading, self._shelf, self._progress, self._threads = order, reading, shelf, progress, threads
        self._reader = reader_of_file(Path(order.right)) if order.right and order.kind == LISTING else None
        self.rows = self.findings = 0
        reading.on_bad = faults.take

    def tables(self) -> Iterator[pa.Table]:
        """Return the findings as they are made."""
        for batch, numbers in self._reading.numbered():
            if len(numbers):
                batch = filled(batch, self._reader) if self._reader else batch
                batch = self._shelf.beside(batch, f"{self._order.kind}_id") if self._shelf else batch
                found = screen(batch, self._order.kind, numbers.tolist(), self._order.only, threads=self._threads)
                self.rows, self.findings = self.rows + len(numbers), self.findings + len(found)
                yield pa.Table.from_pylist(found, SCREENED)
            self._progress(self._reading.done, self.rows, self.findings)


class _Faults:
    """What is wrong with bad rows, put aside in a file as it is found; `rows` counts them, however many faults each has."""

    def __init__(self, aside: IO[bytes]) -> None:
        self._aside, self._waiting, self._last, self.rows = aside, list[dict[str, object]](), 0, 0

    def __enter__(self) -> "_Faults":
        self._stream = pa.ipc.new_stream(self._aside, BAD)
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def take(self, row: BadRow) -> None:
        """Take one fault of a bad row."""
        self.rows += row.row != self._last
        self._last = row.row
        self._waiting.append({"row": row.row, "column": row.column, "value": row.value, "reason_zh": row.reason.zh, "reason_en": row.reason.en})
        if len(self._waiting) >= BATCH:
            self._put_aside()

    def tables(self) -> Iterator[pa.Table]:
        """Return all faults, once all is read."""
        self._put_aside()
        self._stream.close()
        self._aside.seek(0)
        for batch in pa.ipc.open_stream(self._aside):
            yield pa.Table.from_batches([batch])

    def _put_aside(self) -> None:
        self._stream.write_table(pa.Table.from_pylist(self._waiting, BAD))
        self._waiting.clear()
