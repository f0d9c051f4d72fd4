"""Run a detector over the lake and keep its findings."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import pyarrow as pa
from django.conf import settings as node
from django.db import transaction

from mingjian.core.detectors import Detector, Value, detector, made_of, remarks_of, run
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.cells import Told
from mingjian.core.engines.memo import RememberingEngine, tally
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.records.lake import Load
from mingjian.core.screening.by_load import REGISTERS, by_load, remembering
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import KnownGood, Run
from mingjian.institutions.monitoring.queries import kept_good
from mingjian.institutions.monitoring.runs.services.pictures import RunSight, pictures_of_node, sight_of_run
from mingjian.institutions.monitoring.runs.services.purposes import ROUTINE, check_purpose
from mingjian.institutions.monitoring.runs.services.regions import Regions
from mingjian.institutions.monitoring.runs.work.keep_findings import Kept, keep_findings
from mingjian.institutions.monitoring.services.by_night import scope_of
from mingjian.institutions.monitoring.services.counts import add_up
from mingjian.institutions.monitoring.services.exceptions import Sparing
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import Count, counts, enter

TRADE = frozenset(("order", "parcel", "parcel_event"))
_log = logging.getLogger(__name__)


def run_detector(
    key: str,
    *,
    by: Officer,
    at: datetime,
    engine: Engine,
    engine_name: str,
    clock: Callable[[], datetime],
    given: Mapping[str, object] | None = None,
    pictures: Path | None = None,
    is_by_night: bool = False,
    purpose: str = ROUTINE,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Run:
    """
    Run one detector over what the lake holds, and store the run with its findings in one transaction.

    The same detector, version and settings over the same records is the same run, whichever authority of a kind asks: nothing is stored twice.
    `clock` tells when it ended. `pictures` is a folder in place of the node's pictures. `is_by_night`: nobody pressed a button: it ran in an officer's name.
    `purpose` is for what records, which may name persons, are read: a word of `run_purposes`, kept with the run and in the ledger.
    `progress` hears of how many files the kernels have read, or what was kept of them, and of how many there are.
    Findings whose shops are all on their owner's list of known-good ones are kept, but wait for nobody.
    """
    if by.department is None or not may(by, "monitoring.run_detectors"):
        raise NotPermitted("只有办案人员可以运行检测器。", "Only officers who work on dossiers may run a detector.")
    check_purpose(purpose)
    described, _ = detector(key)
    settings = settings_of(described, given or {})
    lake, began = lake_of_node(), process_time()
    loads = lake.loads()
    sight = sight_of_run(described, settings, pictures_of_node(pictures))
    told = {**settings, **sight.told, **judge_of(described, settings)}
    digest = digest_of(described, told, loads, by.department)
    if earlier := Run.objects.filter(digest=digest).first():
        return earlier
    if lacked := described.lacks({load.kind for load in loads}):
        raise BadInput(f"数据湖中没有 {lacked} 数据，检测器 {described.key} 无从检测。", f"The lake holds no {lacked} records, which {described.key} reads.")
    remembers = engine if engine_name == "spark" else _remembering(engine, described, {**told, "engine": engine_name}, loads, at, progress)
    found, looked = _look(described, remembers, loads, settings, sight)
    with transaction.atomic():
        stored = Run.objects.create(
            detector=key,
            version=described.version,
            settings=told,
            engine=engine_name,
            remarks=[[remark.zh, remark.en] for remark in remarks_of(found)],
            reading={**looked.reading, "seconds": round(process_time() - began, 2)},
            records=looked.records,
            subjects=looked.subjects,
            started_at=at,
            ended_at=clock(),
            by=by,
            department=by.department,
            purpose=purpose,
            digest=digest,
        )
        regions, rows = Regions(engine, lake, by.department), found.to_pylist()
        kept = keep_findings(stored, rows, regions, Spared(described, at), described, loads, settings_of(described, {}), is_whole=pictures is None)
        _record(stored, kept, len(rows), is_by_night)
    return stored


class _Looked(NamedTuple):
    """What was looked at: rows by kind of record, subjects, and how the run came by what it found."""

    records: dict[str, int]
    subjects: int
    reading: dict[str, Any]


def _look(described: Detector, engine: Engine, loads: Sequence[Load], settings: Mapping[str, Value], sight: RunSight) -> tuple[pa.Table, _Looked]:
    """Run a detector over loads, and count what it looked at."""
    relations = by_load(engine, described, loads)
    found = run(described.key, engine, sight.seen.beside(engine, relations), {**settings, **sight.seen.settings})
    reading = _reading(described, loads, engine)  # before rows are counted, which reads those of all loads
    records = {kind: _count(engine, relation) for kind, relation in relations.items()} | sight.counted()
    return found, _Looked(records, _count_subjects(engine, described, relations), reading)


def _remembering(
    engine: Engine, described: Detector, told: Mapping[str, Value], loads: Sequence[Load], at: datetime, progress: Callable[[int, int], None]
) -> RememberingEngine:
    remembers, total = remembering(engine, described, told, loads, Path(node.CELLS), at.toordinal()), len(_looked_at(described, loads))
    remembers.cells.told.heard = lambda done: progress(min(done, total), total)
    return remembers


def _looked_at(described: Detector, loads: Iterable[Load]) -> list[Load]:
    return [load for load in loads if load.kind in described.asks and load.kind not in REGISTERS]


def _record(stored: Run, kept: Kept, findings: int, is_by_night: bool) -> None:
    """Keep with a run what became of its findings, as a page of long ago tells it, and enter it in the ledger."""
    stored.reading |= {name: len(some) for name, some in (("new", kept.new), ("revised", kept.revised), ("back", kept.back), ("gone", kept.gone))}
    stored.save(update_fields=["reading"])
    night: dict[str, Any] = {"is_by_night": True} if is_by_night else {}
    changed = {"revised": kept.revised, "waiting_again": kept.back, "no_longer_found": kept.gone}
    night |= {name: Count(len(some)) for name, some in changed.items() if some}
    if wrong := stored.reading["wrong"]:
        night["kept_results_replaced"] = Count(wrong)
    given = Counter(one.department.code for one in kept.new)
    enter(
        "detector_run",
        at=stored.started_at,
        by=stored.by,
        detector=stored.detector,
        version=stored.version,
        settings=counts(stored.settings),
        records=counts(stored.records),
        findings=Count(findings),
        digest=stored.digest,
        purpose=stored.purpose,
        told=counts(dict(sorted(given.items()))),
        beside=[stored, *kept.sealed()],
        **night,
    )
    transaction.on_commit(add_up)  # whoever deals with findings meanwhile waits for nothing


def settings_of(described: Detector, given: Mapping[str, object]) -> dict[str, Value]:
    """Return every setting its value; where the node has judges switched off, none is asked."""
    off = {"judge": False} if "judge" in described.settings and not node.JUDGES else {}
    return described.read_settings({**off, **given})


def judge_of(described: Detector, settings: Mapping[str, Value]) -> dict[str, Value]:
    """Name the trained judge that a detector would ask, by its digest: a run that asks another one is another run; nothing where it asks none."""
    made = made_of(described.key, settings)
    return {"judge_made": hashlib.sha256(made.encode()).hexdigest()[:16]} if made else {}


def digest_of(described: Detector, settings: Mapping[str, Value], loads: Iterable[Load], department: Department | None) -> str:
    """Name a run by what it is of: detector, version, settings, what it reads, and for which kind of authority: one serves all authorities of a kind."""
    read = sorted((load.kind, load.source, load.digest) for load in loads if load.kind in described.asks)
    told = json.dumps([described.key, described.version, dict(settings), read, scope_of(department) if department else None], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _reading(described: Detector, loads: Iterable[Load], engine: Engine) -> dict[str, Any]:
    """Describe what a run read: of how many files its kernels read the rows, of how many what was kept, and whether it also went over all rows at once."""
    told = engine.cells.told if isinstance(engine, RememberingEngine) else Told(is_whole=True)
    looked_at = _looked_at(described, loads)
    if told.wrong:
        _log.error("cells of %s were damaged or not what is made anew: %d; they were replaced", described.key, told.wrong)
    anew = [load for load in looked_at if load.digest in told.made]
    counted = {"files": len(looked_at), "rows": sum(load.rows for load in looked_at), "anew": len(anew), "rows_anew": sum(load.rows for load in anew)}
    return {**counted, "by_load": bool(told.made | told.kept), "is_whole": told.is_whole, "wrong": told.wrong}


def _count(engine: Engine, relation: Relation) -> int:
    """Count the rows: of files whose numbers of rows are known, without opening them."""
    known = engine.count(relation) if isinstance(engine, RememberingEngine) else None
    if known is not None:
        return known
    rows: int = engine.to_arrow(engine.sql("SELECT count(*) AS n FROM r", r=relation))["n"][0].as_py()
    return rows


def _count_subjects(engine: Engine, described: Detector, relations: Mapping[str, Relation]) -> int:
    """Count the shops (for orders) or the rows (for listings and posts) that were looked at: what the base rate is told over."""
    first = next((kind for kind in described.reads if kind not in REGISTERS), described.reads[0])
    if described.reads_any:
        return sum(_count(engine, relation) for relation in relations.values())
    if first != "order":
        return _count(engine, relations[first]) if first in relations else 0
    of_each = tally(engine, "SELECT DISTINCT platform, shop_id FROM rows WHERE shop_id IS NOT NULL", relations[first])
    counted = engine.sql("SELECT count(*) AS n FROM (SELECT DISTINCT platform, shop_id FROM shops) AS s", shops=of_each)
    shops: int = engine.to_arrow(counted)["n"][0].as_py()
    return shops


class Spared:
    """
    What needs no look, by whose list it stands on: what is good, and what is authorised where that answers the suspicion.

    Neither says anything of sham trade.
    """

    def __init__(self, described: Detector, at: datetime) -> None:
        self._described, self._at = described, at
        self._lists: dict[int, Sparing] = {}

    def __call__(self, owner: Department) -> Sparing:
        """Return the list of the department whose finding it is, read once."""
        if owner.pk not in self._lists:
            kept = [] if self._described.reads[0] in TRADE else kept_good(owner, self._at, self._described.key)
            self._lists[owner.pk] = Sparing(one for one in kept if one.kind == KnownGood.Kind.GOOD or self._described.asks_authority)
        return self._lists[owner.pk]
