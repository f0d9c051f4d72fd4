"""
Reads the pictures of listings or posts once, and keeps what they say by SHA-256. Needs the extra [vision].

Words take about a second a picture; what is kept is given back as long as the same versions read.
"""

import hashlib
import importlib
import json
import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.language import Text, name_of
from mingjian.core.optional import to_install
from mingjian.core.text.picture_words import APART, PICTURE_NAMES, PICTURE_TEXT

MOST_PICTURES = 9  # of one listing that are read, in the order of their names
_SIGNS = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class Said(NamedTuple):
    """What stands in one picture: its name within the folder, and the words and codes as lines."""

    name: str
    text: str


class Shelf:
    """
    A folder of pictures named after listings or posts, and what stands in them.

    `faults` gathers the pictures that cannot be opened, by name, with the reason; `read` counts those that were. `told` is called once a picture.
    """

    def __init__(self, folder: Path, kept: Path, told: Callable[[], None] = lambda: None) -> None:
        """Look at the folder. `kept` is where readings stay. Raises BadInput where there is no folder, or the extra is absent."""
        self._near, self._reading = rooms()
        self.folder, self._kept, self._told = folder, kept, told
        self._by_name: dict[str, list[Path]] = self._near.files_in(folder)
        self._said: dict[Path, Said | None] = {}
        self.faults: dict[str, Text] = {}

    @property
    def read(self) -> int:
        """Count the pictures that were read so far."""
        return sum(one is not None for one in self._said.values())

    @property
    def names(self) -> list[str]:
        """Return the names that the pictures may show, in order."""
        return sorted(self._by_name)

    def digest(self) -> str:
        """Return in what state the folder is: names, sizes, times."""
        paths = sorted({path for some in self._by_name.values() for path in some})
        states = [(path.relative_to(self.folder).as_posix(), path.stat()) for path in paths]
        told = [(name, state.st_size, state.st_mtime_ns) for name, state in states]
        return hashlib.sha256(json.dumps([told, versions()], ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()

    def of(self, name: str) -> list[Said]:
        """Return what stands in the pictures of one listing or post; those that say nothing are left out."""
        said = [self._of(path) for path in self._by_name.get(name, [])[:MOST_PICTURES]]
        return [one for one in said if one is not None and one.text]

    def columns(self, ids: Iterable[str | None]) -> tuple[pa.Array, pa.Array]:
        """Return PICTURE_TEXT and PICTURE_NAMES of records by their ids, null where no picture says anything."""
        found = [self.of(one) if one else [] for one in ids]
        texts = [APART.join(one.text for one in some) if some else None for some in found]
        names = [APART.join(one.name for one in some) if some else None for some in found]
        return pa.array(texts, pa.string()), pa.array(names, pa.string())

    def beside(self, batch: pa.RecordBatch, column: str) -> pa.RecordBatch:
        """Return a batch with what its pictures say; unchanged where it has no pictures at all."""
        texts, names = self.columns(batch.column(column).to_pylist())
        if texts.null_count == len(texts):
            return batch
        return batch.append_column(PICTURE_TEXT, texts).append_column(PICTURE_NAMES, names)

    def table(self, ids: Iterable[str]) -> pa.Table:
        """Return the same as a table of id, text and names, of those ids whose pictures say anything."""
        kept = list(ids)
        texts, names = self.columns(kept)
        whole = pa.table({"id": pa.array(kept, pa.string()), PICTURE_TEXT: texts, PICTURE_NAMES: names})
        return whole.filter(texts.is_valid())

    def _of(self, path: Path) -> Said | None:
        if path not in self._said:
            name = name_of(path.relative_to(self.folder))
            try:
                self._said[path] = Said(name, self._text(path))
            except BadInput as refused:
                self._said[path], self.faults[name] = None, refused.text
            self._told()
        return self._said[path]

    def _text(self, path: Path) -> str:
        data = self._near.bytes_of(path)
        name = hashlib.sha256(data).hexdigest()
        place = self._kept / name[:2] / f"{name}.json"
        if (known := _known(place)) is not None:
            return known
        text = _SIGNS.sub(" ", self._reading.read_picture(self._near.open_picture(data)).text)
        _keep(place, text)
        return text


def _known(place: Path) -> str | None:
    """Return what was read before by the same versions; None where nothing was, or it is damaged."""
    try:
        told = json.loads(place.read_text("utf-8"))
        return str(told["text"]) if told["by"] == versions() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(place: Path, text: str) -> None:
    """Write a reading, whole or not at all; where nothing may be written, nothing is kept."""
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps({"by": versions(), "text": text}, ensure_ascii=False), "utf-8")
        unfinished.replace(place)
    except OSError:
        return


@cache
def versions() -> str:
    return " ".join(f"{one} {version(one)}" for one in ("rapidocr", "zxing-cpp")) + " 1"


def rooms() -> tuple[Any, Any]:
    """Import what only the extra brings."""
    try:
        return importlib.import_module("mingjian.core.matching.pictures"), importlib.import_module("mingjian.core.extraction.pictures")
    except ImportError as absent:
        raise BadInput(f"看图片需要附加组件：{to_install('vision').zh}。", f"Pictures need an extra: {to_install('vision').en}.") from absent
