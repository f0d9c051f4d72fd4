"""
The catalogue of a lake: what each load says of itself, and between which keys and days its rows lie.

It stands beside the folders, and is made anew from them wherever it is behind: nothing is lost with it. Without it each question reads every `load.json`,
and whoever looks one thing up opens every file.
"""

import json
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from glob import glob
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

NAME = "catalogue.json"
FORM = 1

#: Least and most of a column, as texts that compare as the values do.
Span = tuple[str, str]


def entries(lake: Path) -> dict[Path, Mapping[str, Any]]:
    """
    Return, by the folder of each load, what is told of it: `load` as its `load.json` says, and `spans`, least and most by column where they are known.

    A `load.json` that cannot be read is given without `load`: whoever needs it reads it and says what is wrong.
    """
    kept, found = _kept(lake), dict[str, dict[str, Any]]()
    for manifest in manifests(lake, "*"):
        name, stamp = manifest.parent.relative_to(lake).as_posix(), _stamp(manifest)
        entry = kept.get(name)
        found[name] = entry if entry and entry.get("stamp") == stamp else {"stamp": stamp, **_told(manifest)}
    if found != kept:
        _keep(lake, {name: entry for name, entry in found.items() if "load" in entry})
    return {lake / name: entry for name, entry in found.items()}


def manifests(lake: Path, of_kind: str) -> list[Path]:
    """
    Find the `load.json` of each load, in order; `of_kind` is the folder of a kind, or `*` for all.

    By `glob`, which passes over hidden folders and those that go while it looks: a load under way lies in one until it is whole.
    """
    return [lake / found for found in sorted(glob(f"{of_kind}/source=*/*/load.json", root_dir=lake))]


def may_hold(spans: Mapping[str, Any], column: str, values: Collection[str]) -> bool:
    """Return whether rows between these spans can have one of the values in a column; where nothing is known of the column, they can."""
    span = spans.get(column)
    return span is None or any(span[0] <= value <= span[1] for value in values)


def _kept(lake: Path) -> dict[str, dict[str, Any]]:
    try:
        told = json.loads((lake / NAME).read_text("utf-8"))
        return {name: entry for name, entry in told["loads"].items() if isinstance(entry, dict)} if told["form"] == FORM else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(lake: Path, found: Mapping[str, Any]) -> None:
    """Write the catalogue in one rename; a lake that may not be written is asked without one."""
    place = lake / f".{NAME}-{uuid4().hex}"
    with suppress(OSError):
        place.write_text(json.dumps({"form": FORM, "loads": found}, ensure_ascii=False), "utf-8")
        place.replace(lake / NAME)


def _stamp(manifest: Path) -> list[int]:
    told = os.stat(manifest)
    return [told.st_mtime_ns, told.st_size]


def _told(manifest: Path) -> dict[str, Any]:
    try:
        return {"load": json.loads(manifest.read_text("utf-8")), "spans": _spans(manifest.parent / "rows.parquet")}
    except (OSError, ValueError):
        return {}


def _spans(rows: Path) -> dict[str, Span]:
    """Read least and most of each text and each instant or day out of the statistics of a file; what has none is left out."""
    try:
        file = pq.ParquetFile(rows)
    except (OSError, pa.ArrowException):
        return {}
    columns = [(place, field.name) for place, field in enumerate(file.schema_arrow) if pa.types.is_string(field.type) or pa.types.is_temporal(field.type)]
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    found = ((name, _span(group.column(place).statistics for group in groups)) for place, name in columns)
    return {name: span for name, span in found if span}


def _span(statistics: Iterable[Any]) -> Span | None:
    ends: list[str] = []
    for one in statistics:
        if one is None or not one.has_min_max:
            return None
        ends += [_text(one.min), _text(one.max)]
    return (min(ends), max(ends)) if ends else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())
