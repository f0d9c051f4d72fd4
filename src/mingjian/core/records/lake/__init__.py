"""The lake: a folder of Parquet by kind and source, into which each file is loaded whole or not at all, and once."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.records import Kind, kind, kinds
from mingjian.core.records.lake.catalogue import entries, manifests, may_hold
from mingjian.core.records.lake.staging import Fill, Staging, clear_leftovers
from mingjian.core.records.reading import ZONE, Reading, read, refuse_no_file
from mingjian.core.records.reading.tokens import Keyer, has_secret, keyer_beside

__all__ = ["Lake", "Load"]

_SOURCE = re.compile(r"\w[\w.-]{0,63}")
CHUNK = 4 << 20


@dataclass(frozen=True)
class Load:
    """
    One file in the lake: what came of it. `folder` holds `rows.parquet`, `bad_rows.csv` and this, as `load.json`.

    `rows` were loaded; `bad` were not, each listed with its reason, as are values that were left empty (`unread`); `repeated` were dropped, as the file has
    the same row twice.
    `first` and `last` are the span of the first column of instants or days, ISO 8601, '' where unknown.
    """

    kind: str
    source: str
    file: str
    digest: str
    at: str
    rows: int
    bad: int
    repeated: int
    theirs: Mapping[str, str]
    ignored: tuple[str, ...]
    first: str
    last: str
    folder: Path
    is_new: bool = True
    unread: int = 0  # values that could not be read and were left empty, in rows that were loaded
    brands_read: int = 0  # listings whose brand was read from the title
    keyed_by: str = ""  # fingerprint of the secret by which tokens were made of plain values; empty where none were
    fines_read: int = 0  # penalties whose fine was read from what the penalty says in words
    notes: tuple[tuple[str, str], ...] = ()  # what a person must know of how the file was read, in Chinese and English

    @property
    def rows_path(self) -> Path:
        """Return the good rows, in the kind's schema."""
        return self.folder / "rows.parquet"

    @property
    def bad_rows_path(self) -> Path:
        """Return the bad rows: row, column, value, reason in both languages; UTF-8 with its mark, as spreadsheets want it."""
        return self.folder / "bad_rows.csv"


class Lake:
    """
    A folder of Parquet. Many may read and load at the same time; what a killed load leaves behind is cleared at the next.

    `compared_with`: another lake, by whose secret tokens are made here, so that they are the same as there; nothing is written beside it.
    """

    def __init__(self, folder: Path, compared_with: Path | None = None) -> None:
        self.folder = folder
        self._compared_with = compared_with

    def load(
        self,
        kind: Kind,
        path: Path,
        *,
        source: str,
        at: datetime,
        mapping: Mapping[str, str] | None = None,
        zone: str = ZONE,
        progress: Callable[[float], None] = lambda part: None,
        fill: Fill | None = None,
        sheet: str = "",
    ) -> Load:
        """
        Load a file: its good rows into the lake, its bad ones into a report. The same file a second time changes nothing.

        `at` is the instant of loading, with a zone; `progress` is told which part is done, 0 to 1; `fill` may fill what a batch leaves empty; `sheet` is the
        one to read of a workbook.
        Raises BadInput where the file cannot be used or has no good row; then the lake is as it was.
        """
        refuse_odd_source(source)
        refuse_no_file(path)
        digest = _digest(path, kind, source, mapping or {}, zone, sheet)
        place = self.folder / kind.name / f"source={source}" / digest
        if (place / "load.json").exists():
            return _read_load(place, is_new=False)
        self.folder.mkdir(parents=True, exist_ok=True)
        clear_leftovers(self.folder)
        reading = read(path, kind, source=source, mapping=mapping, zone=zone, sheet=sheet)
        reading.keyer = self._keyer(reading) if reading.plain else None
        keyed_by = reading.keyer.fingerprint if reading.keyer else ""
        with Staging(self.folder, reading) as staging:
            result = staging.fill(progress, fill)
            load = Load(kind.name, source, path.name, digest, at.isoformat(), folder=place, keyed_by=keyed_by, **result)
            staging.write("load.json", json.dumps(_plain(load), ensure_ascii=False, indent=1))
            is_new = staging.move_to(place)
        return load if is_new else _read_load(place, is_new=False)

    def _keyer(self, reading: Reading) -> Keyer:
        """Return by whom tokens are made of the plain values of a file; the file is closed where that is refused."""
        other = Lake(self._compared_with) if self._compared_with and has_secret(self._compared_with) else self
        try:
            return keyer_beside(other.folder, {one.keyed_by for one in other.loads()} - {""})
        except BadInput:
            reading.close()
            raise

    def pattern(self, kind_name: str) -> str:
        """Return the glob of all rows of a kind, for an engine's `read_parquet`. Raises NotFound while there are none."""
        known = kind(kind_name)
        if not self.has(kind_name):
            raise NotFound(
                f"湖中还没有{known.title.zh}。请先导入：mingjian import {known.name} 文件 --source 来源。",
                f"The lake holds no {known.name} yet. Import some first: mingjian import {known.name} FILE --source NAME.",
            )
        return f"{self.folder.resolve()}/{known.name}/source=*/*/rows.parquet"

    def has(self, kind_name: str) -> bool:
        """Return whether anything of a kind was loaded."""
        return next(self._places(kind_name), None) is not None

    def kinds(self) -> tuple[str, ...]:
        """Name the kinds of which anything was loaded."""
        return tuple(name for name in kinds() if self.has(name))

    def loads(self) -> list[Load]:
        """List what was loaded, oldest first."""
        return [load for load, _ in self._catalogued()]

    def loads_that_may_hold(self, kind_name: str, column: str, values: Collection[str]) -> list[Load]:
        """List the loads of a kind whose rows can have one of the values in a column, oldest first; the others need not be opened."""
        return [load for load, spans in self._catalogued() if load.kind == kind_name and may_hold(spans, column, values)]

    def _catalogued(self) -> list[tuple[Load, Mapping[str, Any]]]:
        """Return every load of a kind that is known, with between which keys and days it lies, oldest first."""
        known = set(kinds())
        found = [
            (_read_load(place, is_new=False, said=entry.get("load")), entry.get("spans", {}))
            for place, entry in entries(self.folder).items()
            if place.parent.parent.name in known
        ]
        return sorted(found, key=lambda one: (one[0].at, one[0].digest))

    def one_load(self, digest: str) -> Load:
        """Return one load by its digest."""
        for load in self.loads():
            if load.digest == digest:
                return load
        raise NotFound("没有这次导入。", "There is no such import.")

    def _places(self, kind_name: str) -> Iterator[Path]:
        return (manifest.parent for manifest in manifests(self.folder, kind_name))


def refuse_odd_source(source: str) -> None:
    """Refuse a source's name that is no plain name: it becomes the name of a folder."""
    if not _SOURCE.fullmatch(source):
        raise BadInput(
            f"来源名 {source!r} 不可用：须以文字或数字开头，只含文字、数字、点、横线和下划线，至多 64 字。",
            f"A source cannot be called {source!r}: begin with a letter or digit; letters, digits, dots, hyphens and underscores only, at most 64.",
        )


def _digest(path: Path, kind: Kind, source: str, mapping: Mapping[str, str], zone: str, sheet: str = "") -> str:
    """Return the name of a load: the same for the same bytes read in the same way."""
    digest = hashlib.sha256(json.dumps([kind.name, source, sorted(mapping.items()), zone, *([sheet] if sheet else [])]).encode())
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _plain(load: Load) -> dict[str, object]:
    plain = asdict(load)
    del plain["folder"], plain["is_new"]
    return plain


def _read_load(place: Path, *, is_new: bool, said: Any = None) -> Load:
    """Return a load as its `load.json` says, or as the catalogue does, where that was asked already."""
    try:
        said = said or json.loads((place / "load.json").read_text(encoding="utf-8"))
        plain = {**said, "ignored": tuple(said["ignored"]), "notes": tuple((zh, en) for zh, en in said.get("notes", ()))}
        return Load(**plain, folder=place, is_new=is_new)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadInput(
            f"{os.fspath(place)} 中的 load.json 已损坏；请删除该文件夹后重新导入原文件。",
            f"load.json in {os.fspath(place)} is damaged; remove that folder and import the file again.",
        ) from error
