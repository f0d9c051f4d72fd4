"""Return what kind of records a file holds: by its name, else by its columns."""

import re
from collections.abc import Iterator
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.records import Kind, kinds
from mingjian.core.records.reading import FORMATS, Reading, read
from mingjian.core.records.reading.headings import fold


def kind_of_file(path: Path) -> Kind | None:
    """
    Return the kind of a file: `order.csv`, `orders.csv.gz`, `订单.xlsx`, `orders-2026-11.parquet` by their names; others by their columns.

    None where the format is unknown, no kind's key is recognised, or several kinds fit equally well.
    """
    if not path.name.lower().removesuffix(".gz").endswith(FORMATS):
        return None
    words = _words(path)
    for kind in kinds().values():
        if any(name in words for name in _names(kind)):
            return kind
    return _by_columns(path)


def _words(path: Path) -> set[str]:
    """Return what a file's name may be taken for: all of it, and what stands before a number or date."""
    stem = path.name.split(".")[0]
    return {fold(stem), fold(re.sub(r"[\s_-]*[\d年月日_-]*$", "", stem))}


def _names(kind: Kind) -> Iterator[str]:
    for name in (kind.name, kind.title.zh, *kind.file_names):
        yield fold(name)
        yield fold(f"{name}s")


def _by_columns(path: Path) -> Kind | None:
    """Return the kind of which most columns are recognised, at least its key and two more, if rows follow that fit."""
    found: list[tuple[int, Kind]] = []
    for kind in kinds().values():
        try:
            reading = read(path, kind, source="-")
        except BadInput:
            continue
        if _holds_rows(reading):
            found.append((len(reading.theirs), kind))
    most = max((count for count, _ in found), default=0)
    best = [kind for count, kind in found if count == most]
    return best[0] if len(best) == 1 and most >= len(best[0].key) + 2 else None


def _holds_rows(reading: Reading) -> bool:
    """Return whether the first rows are mostly good: a sentence that names columns is not a heading."""
    try:
        next(iter(reading), None)
    except BadInput:
        return False
    finally:
        reading.close()
    return reading.good > reading.bad + reading.unread
