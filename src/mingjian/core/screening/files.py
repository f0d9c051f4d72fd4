"""
Screens a file of any size, a few megabytes at a time, into one file of findings.

What is done is kept in parts beside the output. A part is whole or absent, and says how far it reads: whoever was killed goes on behind the last one.
The output appears at the end, whole.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.detectors import LISTING
from mingjian.core.errors import BadInput
from mingjian.core.extraction.filling import filled, reader_of_file
from mingjian.core.extraction.shelf import Shelf
from mingjian.core.language import Text
from mingjian.core.records.reading import ZONE, BadRow, Reading, read
from mingjian.core.records.reading.rows import Numbers
from mingjian.core.screening import SCREENED, TEXT_OF, screen, screeners, text_kind
from mingjian.core.screening.writing import BAD, refuse_to_write_over, writer_for, written

PART_ROWS = 100_000  # rows that a kill can cost


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

    @property
    def folder(self) -> Path:
        """Where the parts are kept."""
        return self.out.with_name(f".{self.out.name}.screening")

    @property
    def bad_path(self) -> Path:
        """Where the bad rows are listed."""
        return self.out.with_name(f"{self.out.stem}.bad_rows.csv")

    def columns(self) -> Mapping[str, str]:
        """Give the columns that a person named, theirs to ours."""
        return {**dict(self.mapping), **({self.text: TEXT_OF[self.kind]} if self.text else {})}


class Done(NamedTuple):
    """How far the parts reach: the last row looked at, and counts."""

    last: int = 0
    rows: int = 0
    bad: int = 0
    findings: int = 0
    parts: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of it. `resumed_at` is the row behind which an earlier run had been killed, 0 where there was none."""

    rows: int
    bad: int
    findings: int
    resumed_at: int
    theirs: Mapping[str, str]
    pictures: int = 0
    faults: Mapping[str, Text] = field(default_factory=dict)  # pictures that cannot be opened
    ignored: tuple[str, ...] = ()  # columns of the file that nothing was read from


Progress = Callable[[float, int, int], None]


def screen_file(
    order: Order,
    *,
    restart: bool = False,
    progress: Progress = lambda done, rows, findings: None,
    looked: Callable[[], None] = lambda: None,
    threads: int = 2,
) -> Outcome:
    """
    Screen a file. `progress` is told the part of the file that is read (0 to 1), rows and findings; `looked` is called once a picture.

    Raises BadInput where it cannot be.
    """
    writer_for(order.out)
    screeners(order.kind, order.only)
    shelf = _shelf(order, looked)
    reading = _open(order)
    try:
        with _held(order, shelf, restart=restart):
            before = _done(order.folder)
            done = _go_on(order, reading, before, shelf, progress, threads)
            _write(order, done)
    finally:
        reading.close()
    seen = (shelf.read, shelf.faults) if shelf else (0, {})
    return Outcome(done.rows, done.bad, done.findings, before.last, reading.theirs, *seen, ignored=reading.ignored)


def _shelf(order: Order, looked: Callable[[], None]) -> Shelf | None:
    """Open the folder of pictures, where there is one to look at. Raises BadInput where the extra [vision] is absent."""
    return Shelf(Path(order.pictures), Path(order.readings), looked) if order.pictures else None


def _write(order: Order, done: Done) -> None:
    """Put the parts together and forget them."""
    written(_tables(order.folder, "part", done), SCREENED, order.out)
    if done.bad:
        written(_tables(order.folder, "bad", done), BAD, order.bad_path)
    shutil.rmtree(order.folder, ignore_errors=True)


def _open(order: Order) -> Reading:
    """Open the file so that only the text is required: a listing without an id is still a listing."""
    kind = text_kind(order.kind)
    if not order.out.parent.is_dir():
        raise BadInput(f"没有文件夹 {order.out.parent}，无法写入 {order.out}。", f"There is no folder {order.out.parent} to write {order.out} in.")
    refuse_to_write_over(order.path, order.out, order.bad_path)
    return read(order.path, replace(kind, key=(TEXT_OF[order.kind],)), source=order.source, mapping=order.columns(), zone=order.zone)


def _go_on(order: Order, reading: Reading, done: Done, shelf: Shelf | None, progress: Progress, threads: int) -> Done:
    """Read to the end, leaving out what the parts have, and keep a part each so many rows."""
    waiting = _Waiting(order.folder, done)
    reader = reader_of_file(Path(order.right)) if order.right and order.kind == LISTING else None
    reading.on_bad = lambda row: waiting.refuse(row) if row.row > waiting.done.last else None
    for batch, numbers in reading.numbered():
        fresh = numbers > done.last
        if fresh.any():
            batch, numbers = (batch, numbers) if fresh.all() else (batch.filter(pa.array(fresh)), numbers[fresh])
            batch = filled(batch, reader) if reader else batch
            batch = shelf.beside(batch, f"{order.kind}_id") if shelf else batch
            waiting.take(screen(batch, order.kind, numbers.tolist(), order.only, threads=threads), numbers)
        if waiting.is_full:
            waiting.keep()
        progress(reading.done, waiting.done.rows + waiting.rows, waiting.done.findings + waiting.findings)
    waiting.keep()
    return waiting.done


class _Waiting:
    """What has been screened and is not yet kept. Bad rows that no good one follows for long are put aside in files that the next part makes its own."""

    def __init__(self, folder: Path, done: Done) -> None:
        self._folder, self.done, self._last_bad = folder, done, 0
        self._begin()

    def _begin(self) -> None:
        self.rows = self.bad = self.findings = self._last = self._aside = 0
        self._found: list[pa.Table] = []
        self._faults: list[BadRow] = []
        for left in self._folder.glob(f"{_name('bad', self.done.parts)}.*"):
            left.unlink()

    @property
    def is_full(self) -> bool:
        """Say whether it is time for a part. Only between two batches does no row lie between those that were looked at."""
        return self.rows + self.bad >= PART_ROWS

    def take(self, found: list[dict[str, Any]], numbers: Numbers) -> None:
        """Take the findings of some rows."""
        self._found += [pa.Table.from_pylist(found, SCREENED)] if found else []
        self.rows += len(numbers)
        self.findings += len(found)
        self._last = max(self._last, int(numbers.max()))

    def refuse(self, row: BadRow) -> None:
        """Take one fault of a bad row."""
        self.bad += row.row != self._last_bad
        self._last_bad, self._last = row.row, max(self._last, row.row)
        self._faults.append(row)
        if len(self._faults) >= PART_ROWS:
            self._put_aside()

    def keep(self) -> None:
        """Write the part; the findings last, since a part counts once they are there."""
        if not self.rows and not self.bad:
            return
        self._put_aside()
        done = self.done
        self.done = Done(max(done.last, self._last), done.rows + self.rows, done.bad + self.bad, done.findings + self.findings, done.parts + 1)
        _keep(pa.concat_tables([SCREENED.empty_table(), *self._found]), self._folder / _name("part", done.parts), self.done._asdict())
        self._begin()

    def _put_aside(self) -> None:
        told = [{"row": one.row, "column": one.column, "value": one.value, "reason_zh": one.reason.zh, "reason_en": one.reason.en} for one in self._faults]
        _keep(pa.Table.from_pylist(told, BAD), self._folder / f"{_name('bad', self.done.parts)}.{self._aside:06d}", {})
        self._aside += 1
        self._faults = []


def _name(what: str, number: int) -> str:
    return f"{what}-{number:06d}.parquet"


def _keep(table: pa.Table, path: Path, says: Mapping[str, int]) -> None:
    """Write one file of a part, on disk under its name or not there at all."""
    unfinished = path.with_name(f"unfinished-{path.name}")
    with unfinished.open("wb") as file:  # opened here, as below: a name that is no UTF-8 is nothing that Arrow could open
        pq.write_table(table.replace_schema_metadata({"screening": json.dumps(says)}), file, compression="zstd", compression_level=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _done(folder: Path) -> Done:
    """Say how far the parts reach that an earlier run left."""
    number = 0
    while (folder / _name("part", number)).exists():
        number += 1
    if not number:
        return Done()
    with (folder / _name("part", number - 1)).open("rb") as file:
        told = pq.read_schema(file).metadata[b"screening"]
    return Done(**json.loads(told))


def _tables(folder: Path, what: str, done: Done) -> Iterator[pa.Table]:
    for path in (path for number in range(done.parts) for path in sorted(folder.glob(f"{_name(what, number)}*"))):
        with path.open("rb") as file:
            table = pq.read_table(file)
        yield table.replace_schema_metadata(None)


@contextmanager
def _held(order: Order, shelf: Shelf | None, *, restart: bool) -> Iterator[None]:
    """Hold the folder of parts, so that no two runs write one output; refuse parts of another order or of a file that has changed."""
    order.folder.mkdir(exist_ok=True)
    with (order.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInput(f"另一进程正在写 {order.out}。", f"Another run is writing {order.out}.") from error
        if restart:  # once the folder is held: what another run is writing is not taken from under it
            _forget(order.folder)
        said, known = _identity(order, shelf), order.folder / "order.json"
        if not known.exists():
            known.write_text(said, encoding="utf-8")
        elif known.read_text("utf-8") != said:
            raise BadInput(
                f"{order.out} 有一次未完成的检测，但文件、选项或检测器已不同；请用 --restart 重新开始。",
                f"An unfinished run for {order.out} is there, but the file, the options or the detectors have changed: start anew with --restart.",
            )
        yield


def _forget(folder: Path) -> None:
    for left in folder.iterdir():
        if left.name != "lock":
            left.unlink()


def _identity(order: Order, shelf: Shelf | None) -> str:
    """Say what the parts belong to: the file as it is now, the options, the versions of the detectors."""
    state = order.path.stat()
    versions = {described.key: described.version for described, _ in screeners(order.kind, order.only)}
    told = {
        **asdict(order),
        "path": str(order.path.resolve()),
        "out": order.out.name,
        "size": state.st_size,
        "changed": state.st_mtime_ns,
        "versions": versions,
        "shelf": shelf.digest() if shelf else "",
    }
    return json.dumps(told, sort_keys=True, default=str)  # escaped, since the name of a file need not be text
