"""What a detector reads of a lake, load by load where an engine keeps what its kernels gave: see `core/engines/memo.py`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mingjian.core.detectors import Detector, Value
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.cells import Cells, digest_of
from mingjian.core.engines.lake import rows_of
from mingjian.core.engines.loads import name_of_load, parts_of
from mingjian.core.engines.memo import RememberingEngine
from mingjian.core.records.lake import Load

#: Kinds that are looked things up in, never looked at themselves: what a kernel holds.
REGISTERS = frozenset(("right", "permit", "operator", "registration", "recall", "penalty"))
CHECKED_ONCE_IN = 7  # days: on one of them, told by its name, a detector makes one cell of each kernel anew and compares


def remembering(engine: Engine, described: Detector, settings: Mapping[str, Value], loads: Sequence[Load], folder: Path, day: int) -> RememberingEngine:
    """
    Return an engine that keeps in `folder` what the kernels of a detector give for each load.

    They hold the settings, with what is told of judges and pictures, and the registers that the detector asks for: with others, all loads are read anew.
    `day` is a number of the day, by which detectors take turns in having cells checked.
    """
    held = sorted(name_of_load(load) for load in loads if load.kind in described.asks and load.kind in REGISTERS)
    of = digest_of(described.key, described.version, dict(settings), held)
    is_checked = (int(digest_of(described.key), 16) + day) % CHECKED_ONCE_IN == 0
    return RememberingEngine(engine, Cells(folder, described.key, of, is_checked=is_checked))


def by_load(engine: Engine, described: Detector, loads: Sequence[Load]) -> dict[str, Relation]:
    """Return the rows of each kind that a detector asks for and that is there: of registers as they are, of all else load by load, if the engine can."""
    found: dict[str, Relation] = {}
    for name in described.asks:
        of_kind = [load for load in loads if load.kind == name]
        if of_kind and isinstance(engine, RememberingEngine) and name not in REGISTERS:
            found[name] = engine.of_parts(parts_of(engine, of_kind, engine.cells.folder))
        elif of_kind:
            found[name] = rows_of(engine, of_kind)
    return found
