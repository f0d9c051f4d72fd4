"""
The loads of one kind as parts of one relation, each without the rows that a later load states anew.

Which rows of older loads a load states anew is asked once, when it is first met, and kept as its *dead list*: derived data, as cells are.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.cells import Cells, digest_of
from mingjian.core.engines.lake import in_order, rows_of_load
from mingjian.core.engines.memo import Part
from mingjian.core.records import kind
from mingjian.core.records.lake import Load

STATED_ANEW = "SELECT DISTINCT {identity} FROM older AS o SEMI JOIN newer AS n ON {same}"
ALIVE = "SELECT o.* FROM rows AS o ANTI JOIN dead AS n ON {same}"
_MET = b"met"


def parts_of(engine: Engine, loads: Sequence[Load], folder: Path) -> list[Part]:
    """Return each load of a kind by itself, the later counting where two hold a thing. `folder` is that of the node's cells. There is at least one load."""
    ordered = in_order(loads)
    dead = _dead_rows(engine, ordered, folder)
    return [_part(engine, load, dead.get(name_of_load(load), [])) for load in ordered]


def name_of_load(load: Load) -> str:
    """Name what stands in a load: its file is never written anew, but one may be taken out and loaded again, and brands read by other rights."""
    told = load.rows_path.stat()
    return f"{load.digest[:16]}-{digest_of(load.kind, load.source, load.digest, load.at, told.st_size, told.st_mtime_ns)}"


def _part(engine: Engine, load: Load, dead: Sequence[tuple[str, pa.Table]]) -> Part:
    """Return one load without its dead rows. `dead`: by the name of a later load, the identities that it states anew."""
    if not dead:
        return Part(load.digest, digest_of(name_of_load(load)), lambda: rows_of_load(engine, load), load.rows)
    identity = kind(load.kind).identity
    stated_anew = pa.concat_tables(table.select(identity) for _, table in dead).group_by(identity).aggregate([])  # one row may be stated anew twice

    def alive() -> Relation:
        return engine.keep(engine.sql(ALIVE.format(same=_same(identity)), rows=rows_of_load(engine, load), dead=engine.from_arrow(stated_anew)))

    return Part(load.digest, digest_of(name_of_load(load), [name for name, _ in dead]), alive, load.rows - len(stated_anew))


def _dead_rows(engine: Engine, ordered: Sequence[Load], folder: Path) -> dict[str, list[tuple[str, pa.Table]]]:
    """Return for each load, by its name, what each later one states anew of it; those of which nothing is are left out."""
    found: dict[str, list[tuple[str, pa.Table]]] = {}
    for number, newer in enumerate(ordered):
        met = {name_of_load(older): older for older in ordered[:number] if _meet(older, newer)}
        if not met:
            continue
        listed = _dead_list(engine, newer, met, folder)
        for name in pc.unique(listed["older"]).to_pylist():
            if name in met:
                found.setdefault(name, []).append((name_of_load(newer), listed.filter(pc.equal(listed["older"], name))))
    return found


def _dead_list(engine: Engine, newer: Load, met: dict[str, Load], folder: Path) -> pa.Table:
    """Return what a load states anew of older ones: as it was kept, where all of these were met then; else asked now, and kept."""
    cells = Cells(folder, "dead", "")
    path = cells.path(newer.digest, name_of_load(newer))
    kept = cells.read(path)
    known = set((kept.schema.metadata or {}).get(_MET, b"").decode().split()) if kept is not None else set()
    if kept is not None and known >= set(met):
        return kept
    identity = kind(newer.kind).identity
    query = STATED_ANEW.format(identity=", ".join(f"o.{name} AS {name}" for name in identity), same=_same(identity))
    rows, tables = rows_of_load(engine, newer), [kept] if kept is not None else []
    for name, older in met.items():
        if name not in known:
            anew = engine.to_arrow(engine.sql(query, older=rows_of_load(engine, older), newer=rows))
            tables.append(anew.append_column("older", pa.array([name] * len(anew), pa.string())))
    listed = pa.concat_tables(table.replace_schema_metadata(None) for table in tables)
    listed = listed.replace_schema_metadata({_MET: " ".join(sorted(known | set(met))).encode()})
    cells.write(path, listed)
    return listed


def _meet(one: Load, other: Load) -> bool:
    """Return whether two loads may hold the same: where the span of one is not known, they may."""
    return not (one.first and other.first) or (one.first <= other.last and other.first <= one.last)


def _same(identity: Sequence[str]) -> str:
    return " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in identity)
