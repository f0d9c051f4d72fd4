"""The titles that detectors of words are tried on: harmless ones, and true ones of which half were held back while the lists were made."""

import hashlib
from pathlib import Path

import pyarrow as pa

HERE = Path(__file__).parent / "core" / "detectors"


def harmless() -> list[tuple[str, str]]:
    """Return (category, title) of listings that only sound like it."""
    return [(category, title) for category, title in _rows("harmless_titles.txt")]


def true_ones(key: str, *, held_back: bool) -> list[tuple[str, str]]:
    """Return (category, title) that a detector should find: those held back, or those it was made with."""
    rows = ((category, title) for category, title, detector in _rows("true_titles.txt") if detector == key)
    return [(category, title) for category, title in rows if hashlib.sha256(title.encode()).digest()[-1] % 2 == held_back]


def batch(rows: list[tuple[str, str]], *, with_category: bool = True) -> pa.RecordBatch:
    """Make a batch of listings."""
    made = [
        {"listing_id": str(n), "platform": "甲网", "title": title, "category": category if with_category else None} for n, (category, title) in enumerate(rows)
    ]
    schema = pa.schema([(name, pa.string()) for name in ("listing_id", "platform", "title", "category")])
    return pa.RecordBatch.from_pylist(made, schema)


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text("utf-8").splitlines()]
