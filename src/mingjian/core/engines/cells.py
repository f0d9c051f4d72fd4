"""
Keeps on disk what a kernel gave for one load, so that a night runs it over the loads that it has not seen and reads the rest.

A *cell* is the result of one kernel over one load. It is derived data: it is named by all that it was made from, it may be deleted at any time, and it is made
anew where it is absent, damaged or made from anything else. Its file begins with the SHA-256 of the rest, which is checked at each reading.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import uuid4

import pyarrow as pa

import mingjian

_DIGEST = 32  # bytes of SHA-256
ENDING = ".cell"
KEPT_DAYS = 30  # for which a cell that no run read is kept: a correction may be taken back, a register may be what it was before
_OURS = (".py", ".yaml", ".txt", ".npy", ".onnx")  # files of the program that decide what a kernel gives


@dataclass
class Told:
    """
    How a run came by what its kernels gave: of which loads cells were read, of which they were made, and how many were damaged or not what is made anew.

    `is_whole`: some query read the rows of all loads at once. `heard` is told of how many loads something was read or made, as often as one is.
    """

    kept: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    wrong: int = 0
    is_whole: bool = False
    heard: Callable[[int], None] = lambda loads: None

    def settle(self, load: str, *, is_made: bool) -> None:
        """Note how a cell of a load was come by."""
        (self.made if is_made else self.kept).add(load)
        self.heard(len(self.made | self.kept))


@dataclass
class Cells:
    """
    The cells of one detector, as set and with the registers that it holds: with anything else, others are read.

    `folder` is that of the node, `of` names all that the detector's kernels hold. `is_checked`: one cell of each kernel, the one checked longest ago, is made
    anew and compared with what was kept.
    """

    folder: Path
    detector: str
    of: str
    is_checked: bool = False
    told: Told = field(default_factory=Told)

    def path(self, load: str, name: str) -> Path:
        """Return the file of one cell. `load` names the load that it is of, so that it can go with it."""
        return self.folder / self.detector / f"{load[:16]}.{digest_of(self.of, program(), name)}{ENDING}"

    def read(self, path: Path) -> pa.Table | None:
        """Return what was kept; None where nothing was, or what lies there is not what was written."""
        try:
            held = path.read_bytes()
        except OSError:
            return None
        body = held[_DIGEST:]
        if held[:_DIGEST] != hashlib.sha256(body).digest():
            self.told.wrong += 1
            return None
        with suppress(OSError):
            os.utime(path, (time.time(), path.stat().st_mtime))  # when it was read last, for `sweep`; its other time tells when it was made or checked
        return pa.ipc.open_stream(body).read_all()

    def write(self, path: Path, table: pa.Table) -> None:
        """Keep a table, whole or not at all. Where it cannot be kept, the next night makes it again."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
            stream.write_table(table)
        body = sink.getvalue().to_pybytes()
        unfinished = path.with_name(f".{uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_bytes(hashlib.sha256(body).digest() + body)
            unfinished.replace(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def to_check(self, paths: Sequence[Path]) -> Path | None:
        """Return the cell that was made or checked longest ago, where this run checks any."""
        there = [path for path in paths if path.exists()] if self.is_checked else []
        return min(there, key=lambda path: (path.stat().st_mtime, path.name), default=None)


def sweep(folder: Path, loads: Collection[str], now: float) -> int:
    """Delete the cells of loads that are no longer in the lake, at once, and those that no run has read for `KEPT_DAYS`; give how many."""
    held = {load[:16] for load in loads}
    gone = 0
    for path in folder.glob(f"*/*{ENDING}"):
        with suppress(OSError):
            if path.name[:16] not in held or path.stat().st_atime < now - KEPT_DAYS * 86400:
                path.unlink()
                gone += 1
    for left in folder.glob("*/.*"):  # what a killed process began
        with suppress(OSError):
            if left.stat().st_mtime < now - 86400:
                left.unlink()
    return gone


def digest_of(*told: object) -> str:
    """Return a short name for something told."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:32]


@cache
def program() -> str:
    """
    Name the program and the libraries that a cell is made by: after an upgrade each is made anew, as a word of a list may have changed.

    By what the file system says of each file, and not by its bytes: every job of a night is a process of its own, and asks.
    """
    here = Path(mingjian.__file__).parent
    ours = [(place, name) for part in ("core", "rulebook") for place, _, names in os.walk(here / part) for name in names if name.endswith(_OURS)]
    stamps = [(place, name, told.st_size, told.st_mtime_ns) for place, name in ours for told in [os.stat(os.path.join(place, name))]]
    libraries = {name for place in sys.path if os.path.isdir(place) for name in os.listdir(place) if name.endswith(".dist-info")}
    return digest_of(sys.version, sorted(stamps), sorted(libraries))
