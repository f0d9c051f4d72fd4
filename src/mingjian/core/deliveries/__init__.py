"""
Sources that come by themselves: which there are (`configuration`), and one file a kind of source that says what has come.

A kind of source is a module with WAY: what its place has to look like, which words of the file it needs, and a function (source, where to put what is fetched,
the mark of the last look) that yields what came and changes nothing at the source.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mingjian.core.deliveries.source import Source
from mingjian.core.language import Text

__all__ = ["MOST", "Came", "Source", "Way", "is_unfinished", "more_than_listed", "place_for", "too_large", "ways"]

MOST = 512 * 2**20  # bytes of one file
_ODD = re.compile(r"[^\w.\- ()（）]")
#: Names that programs give to files which they have not finished.
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".swp", ".lock")


@dataclass(frozen=True)
class Came:
    """
    A file that a source has: its name there, where it lies here, and the mark by which the next look knows that it is the same.

    `fault`: why it was not fetched; it is set aside without having been read. `is_foreign`: nobody who was named sent it, so that it calls for nothing: anybody
    could else fill the desks. Without name it is a mark alone: something was seen that holds no file; `listed` are then all names that the source has, and
    marks of others go.
    """

    name: str
    path: Path
    mark: dict[str, str] = field(default_factory=dict)
    fault: Text | None = None
    is_foreign: bool = False
    listed: frozenset[str] | None = None


@dataclass(frozen=True)
class Way:
    """A kind of source: what it is called, how it is looked at, what its `place` must be, and further words of the file that it needs or may have."""

    title: Text
    look: Callable[[Source, Path, dict[str, str]], Iterator[Came]]
    place: Text
    is_place: Callable[[str], bool]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


@cache
def ways() -> dict[str, Way]:
    """Return the kinds of source by their names, found by walking this folder."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return {module.__name__.rpartition(".")[2]: module.WAY for module in modules if hasattr(module, "WAY")}


def is_unfinished(name: str) -> bool:
    """Return whether a name is hidden, or one for files that are still being written."""
    return name.startswith((".", "~")) or name.lower().endswith(_UNFINISHED)


def place_for(name: str, room: Path) -> Path:
    """Return where a file is put that comes under a name: by its ending its format is told where the bytes do not. What came before it is gone."""
    for before in room.iterdir():
        before.unlink()
    plain = _ODD.sub("_", name).strip(". ")
    return room / (plain[-60:] or "file")  # a sign takes up to four bytes, and a name 255 at most


def more_than_listed() -> Text:
    """Return why a file is not taken of which more bytes came than its source listed."""
    return Text(
        "收到的字节多于来源列出的大小，可能正在写入，下次再取。", "More bytes came than the source listed; it may be being written, and is fetched again."
    )


def too_large() -> Text:
    """Return why a file is not fetched that has more than MOST bytes."""
    return Text(f"文件超过 {MOST // 2**20} MiB，请分成几份。", f"The file is larger than {MOST // 2**20} MiB: have it sent in parts.")
