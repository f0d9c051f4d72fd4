"""
Fills what files do not tell with what stands in their own words, and says so beside it: brands of listings from titles (`brand_from`), fines of penalties from
what the penalty says (`fine_from`).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingjian.core.engines import Engine, Kernel, Relation
from mingjian.core.engines.memo import by_part, columns_of
from mingjian.core.extraction.decisions import read_decision
from mingjian.core.extraction.marks import MARKS, marks_of
from mingjian.core.extraction.titles import TITLE, TitleReader
from mingjian.core.records import Kind, kind
from mingjian.core.records.lake import Lake, Load
from mingjian.core.records.penalty import FROM_CONTENT
from mingjian.core.records.reading import read

_READ = pa.schema([("title", pa.string()), ("brand", pa.string())])
_UNTOLD = """
SELECT DISTINCT title FROM listings WHERE title IS NOT NULL AND (brand IS NULL OR trim(brand) = '')
"""
_FILLED = """
SELECT {columns} FROM listings AS l LEFT JOIN seen AS r ON l.title = r.title AND (l.brand IS NULL OR trim(l.brand) = '')
"""
_OF_READ = {
    "brand": "CASE WHEN r.brand IS NULL THEN l.brand ELSE r.brand END AS brand",
    "brand_from": f"CASE WHEN r.brand IS NULL THEN l.brand_from ELSE '{TITLE}' END AS brand_from",
}


def with_brands(engine: Engine, listing: Relation, right: Relation | None) -> Relation:
    """Return the listings with the column `brand_from`, and with the brands that their titles name by the marks of a register, where there is one."""
    marks = marks_of(engine.to_arrow(engine.sql(MARKS, rights=right)).to_pylist()) if right is not None else []
    reader = TitleReader([mark.name for mark in marks]) if marks else None
    return by_part(engine, lambda within, rows: _filled(within, rows, reader), listing, "brands")


def _filled(engine: Engine, listing: Relation, reader: TitleReader | None) -> Relation:
    names = columns_of(engine, listing)
    has_title = "title" in names
    for name in _OF_READ:
        if name not in names:
            listing = engine.sql(f"SELECT *, CAST(NULL AS VARCHAR) AS {name} FROM listings", listings=listing)  # noqa: S608 - names of ours
            names = [*names, name]
    if reader is None or not has_title:
        return listing
    seen = engine.keep(engine.map_arrow(_kernel(reader), engine.sql(_UNTOLD, listings=listing), _READ))
    if not engine.to_arrow(engine.sql("SELECT count(*) AS n FROM seen", seen=seen))["n"][0].as_py():
        return listing  # as at most times: what a file does not tell was read when it was loaded
    columns = ", ".join(_OF_READ.get(name, f"l.{name} AS {name}") for name in names)
    return engine.keep(engine.sql(_FILLED.format(columns=columns), listings=listing, seen=seen))


def _kernel(reader: TitleReader) -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            titles = batch.column("title").cast(pa.string())
            found = pa.RecordBatch.from_arrays([titles, pa.array(reader.brands(titles), pa.string())], schema=_READ)
            yield found.filter(pc.is_valid(found.column("brand")))

    return kernel


def filled(batch: pa.RecordBatch, reader: TitleReader) -> pa.RecordBatch:
    """Fill the brands of a batch of listings."""
    brands, titles = batch.column("brand"), batch.column("title")
    untold = pc.or_kleene(pc.is_null(brands), pc.equal(brands, ""))
    read = pa.array(reader.brands(pc.if_else(untold, titles, pa.scalar(None, pa.string()))), pa.string())
    is_read = pc.is_valid(read)
    values = {"brand": pc.if_else(is_read, read, brands), "brand_from": pc.if_else(is_read, TITLE, batch.column("brand_from"))}
    columns = [values.get(name, batch.column(name)) for name in batch.schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def reader_of(lake: Lake) -> TitleReader | None:
    """Make ready the marks of the rights that a lake holds; None where there are none."""
    return _reader_of(row for load in lake.loads() if load.kind == "right" for row in pq.read_table(load.rows_path).to_pylist())


def reader_of_file(path: Path) -> TitleReader | None:
    """Make ready the marks of a file of rights; None where it holds none. Raises BadInput where it cannot be read."""
    return _reader_of(row for batch in read(path, kind("right"), source="-") for row in batch.to_pylist())


def _reader_of(rows: Iterable[dict[str, Any]]) -> TitleReader | None:
    marks = marks_of({**row, **{name: row[name] or "" for name in ("holder", "classes", "goods", "status")}} for row in rows if _is_mark(row))
    return TitleReader([mark.name for mark in marks]) if marks else None


def _is_mark(row: dict[str, Any]) -> bool:
    sort = row["type"]
    return bool(row["name"]) and (not sort or any(word in sort.lower() for word in ("商标", "mark", "brand")))


def load_filled(lake: Lake, of: Kind, path: Path, *, source: str, at: datetime, **options: Any) -> Load:
    """
    Load a file into a lake as `Lake.load` does.

    Brands of listings that it does not tell are read from their titles by the lake's own rights; fines of penalties from what they say in words.
    """
    return lake.load(of, path, source=source, at=at, fill=_fill_of(lake, of), **options)


def _fill_of(lake: Lake, of: Kind) -> Callable[[pa.RecordBatch], pa.RecordBatch] | None:
    if of.name == "penalty":
        return with_fines
    reader = reader_of(lake) if of.name == "listing" else None
    return (lambda batch: filled(batch, reader)) if reader else None


def with_fines(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Fill the fines of a batch of penalties that name them in words alone; where the words name several, nobody can say which is meant."""
    fines, told = batch.column("fine"), batch.column("fine_from")
    texts = pc.if_else(pc.is_null(fines), batch.column("content"), pa.scalar(None, pa.string())).to_pylist()
    read_fines = pa.array([_fine_in(text) if text else None for text in texts], pa.float64())
    is_read = pc.is_valid(read_fines)
    values = {"fine": pc.if_else(is_read, read_fines, fines), "fine_from": pc.if_else(is_read, FROM_CONTENT, told)}
    return pa.RecordBatch.from_arrays([values.get(name, batch.column(name)) for name in batch.schema.names], schema=batch.schema)


def _fine_in(text: str) -> float | None:
    fine = read_decision(text).fine
    return float(fine) if fine is not None else None
