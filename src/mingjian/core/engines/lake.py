"""The rows of one kind that a detector reads, from one file or from many; what two exports both hold counts once."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import together
from mingjian.core.records import Column, kind
from mingjian.core.records.lake import Lake, Load

#: What more than one load holds, with the number of the last of them. Of all rows the identity alone is read, and few are kept.
TWICE = "SELECT {identity}, max(loaded) AS last FROM rows GROUP BY {identity} HAVING count(*) > 1"
ALIVE = "SELECT o.* FROM rows AS o ANTI JOIN twice AS n ON {same} AND n.last > $number"


def rows_of(engine: Engine, loads: Sequence[Load]) -> Relation:
    """
    Return the rows of some loads of one kind, of which there is at least one.

    A load holds nothing twice. Where the spans of two loads meet, or one of them is not known, the same thing may stand in both: then the one that was loaded
    later counts, since an order may have been refunded since.
    """
    ordered = in_order(loads)
    if not _may_overlap(ordered):
        return together(engine, [rows_of_load(engine, load) for load in ordered])
    identity = kind(ordered[0].kind).identity
    twice = engine.keep(engine.sql(TWICE.format(identity=", ".join(identity)), rows=rows_apart(engine, ordered, numbered=True)))
    if not len(engine.to_arrow(engine.sql("SELECT 1 AS one FROM twice LIMIT 1", twice=twice))):
        return together(engine, [rows_of_load(engine, load) for load in ordered])
    query = ALIVE.format(same=" AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in identity))
    return engine.keep(together(engine, [engine.sql(query, rows=rows_of_load(engine, load), twice=twice, number=n) for n, load in enumerate(ordered)]))


def in_order(loads: Iterable[Load]) -> list[Load]:
    """Return loads in the order in which they came, the one that counts last."""
    return sorted(loads, key=lambda load: (load.at, load.digest))


def rows_of_lake(engine: Engine, lake: Lake, name: str) -> Relation:
    """Return all rows of a kind that a lake holds. Raises NotFound while there are none."""
    loads = [load for load in lake.loads() if load.kind == name]
    is_plain = not _may_overlap(loads) and not any(_lacking(load) for load in loads)
    return engine.read_parquet(lake.pattern(name)) if is_plain else rows_of(engine, loads)


def rows_apart(engine: Engine, loads: Sequence[Load], *, numbered: bool = False) -> Relation:
    """
    Return the rows of some loads of one kind as they stand: what two loads hold stands there twice. There is at least one load.

    `numbered`: with a column `loaded`, which is higher the later the load came, for whoever picks the newest of few rows.
    """
    if not numbered:
        return together(engine, [rows_of_load(engine, load) for load in loads])
    ordered = in_order(loads)
    query = "SELECT *, $number AS loaded FROM rows"
    return together(engine, [engine.sql(query, rows=rows_of_load(engine, load), number=number) for number, load in enumerate(ordered)])


def rows_of_load(engine: Engine, load: Load) -> Relation:
    """Return the rows of one load with every column of its kind; those that are younger than the load are null."""
    rows, lacking = engine.read_parquet(str(load.rows_path)), _lacking(load)
    if not lacking:
        return rows
    columns = ", ".join(f"CAST(NULL AS {_sql_type(one)}) AS {one.name}" if one.name in lacking else one.name for one in kind(load.kind).columns)
    return engine.sql(f"SELECT {columns} FROM rows", rows=rows)  # noqa: S608 - names of ours


def _lacking(load: Load) -> frozenset[str]:
    """Name the columns that were not known yet when a file was loaded."""
    return frozenset(one.name for one in kind(load.kind).columns) - set(pq.read_schema(load.rows_path).names)


def _sql_type(column: Column) -> str:
    return "DOUBLE" if pa.types.is_floating(column.type) else "VARCHAR"


def _may_overlap(loads: Sequence[Load]) -> bool:
    if len(loads) < 2:
        return False
    spans = sorted((load.first, load.last) for load in loads)
    return any(not first or not last for first, last in spans) or any(one[1] >= other[0] for one, other in pairwise(spans))
