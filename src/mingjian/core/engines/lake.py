"""The rows of one kind that a detector reads, from one file or from many; what two exports both hold counts once."""

from collections.abc import Sequence
from itertools import pairwise

from mingjian.core.engines import Engine, Relation
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake, Load

ONCE = """
SELECT {columns} FROM (
  SELECT *, row_number() OVER (PARTITION BY {identity} ORDER BY loaded DESC) AS newest FROM rows) AS ranked
WHERE newest = 1
"""


def rows_of(engine: Engine, loads: Sequence[Load]) -> Relation:
    """
    Give the rows of some loads of one kind, of which there is at least one.

    A load holds nothing twice. Where the spans of two loads meet, or one of them is not known, the same thing may stand in both: then the one that was loaded
    later counts, since an order may have been refunded since.
    """
    ordered = sorted(loads, key=lambda load: (load.at, load.digest))
    if not _may_overlap(ordered):
        return _together(engine, [engine.read_parquet(str(load.rows_path)) for load in ordered])
    numbered = [
        engine.sql("SELECT *, $number AS loaded FROM rows", rows=engine.read_parquet(str(load.rows_path)), number=number) for number, load in enumerate(ordered)
    ]
    of_kind = kind(ordered[0].kind)
    query = ONCE.format(columns=", ".join(column.name for column in of_kind.columns), identity=", ".join(of_kind.identity))
    return engine.keep(engine.sql(query, rows=_together(engine, numbered)))


def rows_of_lake(engine: Engine, lake: Lake, name: str) -> Relation:
    """Give all rows of a kind that a lake holds. Raises NotFound while there are none."""
    loads = [load for load in lake.loads() if load.kind == name]
    return rows_of(engine, loads) if _may_overlap(loads) else engine.read_parquet(lake.pattern(name))


def _may_overlap(loads: Sequence[Load]) -> bool:
    if len(loads) < 2:
        return False
    spans = sorted((load.first, load.last) for load in loads)
    return any(not first or not last for first, last in spans) or any(one[1] >= other[0] for one, other in pairwise(spans))


def _together(engine: Engine, parts: list[Relation]) -> Relation:
    whole = parts[0]
    for part in parts[1:]:
        whole = engine.sql("SELECT * FROM a UNION ALL SELECT * FROM b", a=whole, b=part)
    return whole
