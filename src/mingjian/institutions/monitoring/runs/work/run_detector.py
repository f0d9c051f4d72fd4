"""Run a detector over the lake and keep its findings."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings as node
from django.db import transaction

from mingjian.core.detectors import Detector, Value, detector, made_of, remarks_of, run
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.records.lake import Lake, Load
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.lore.by_night import scope_of
from mingjian.institutions.monitoring.lore.sparing import Sparing
from mingjian.institutions.monitoring.models import KnownGood, Run
from mingjian.institutions.monitoring.queries import kept_good
from mingjian.institutions.monitoring.runs.lore.purposes import ROUTINE, check_purpose
from mingjian.institutions.monitoring.runs.lore.regions import Regions
from mingjian.institutions.monitoring.runs.lore.seeing import pictures_of_node, sight_of_run
from mingjian.institutions.monitoring.runs.work.keep_findings import Kept, keep_findings
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import Count, counts, enter

#: Kinds that are looked things up in, never looked at themselves.
BESIDE = frozenset(("right", "permit", "operator", "registration", "recall", "penalty"))
TRADE = frozenset(("order", "parcel"))


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
) -> Run:
    """
    Run one detector over what the lake holds, and store the run with its findings in one transaction.

    The same detector, version and settings over the same records is the same run, whichever authority of a kind asks: it is given back and nothing is stored
    twice. `clock` tells when it ended.
    `pictures` is a folder of pictures in place of the node's. `is_by_night` has the ledger say that nobody pressed a button: it ran in the officer's name.
    `purpose` is for what records, which may name persons, are read: a word of `run_purposes`, kept with the run and in the ledger.
    Findings whose shops are all on their owner's list of known-good ones are kept, but wait for nobody.
    """
    if by.department is None or not may(by, "monitoring.run_detectors"):
        raise NotPermitted("只有办案人员可以运行检测器。", "Only officers who work on dossiers may run a detector.")
    check_purpose(purpose)
    described, _ = detector(key)
    settings = settings_of(described, given or {})
    lake = lake_of_node()
    sight = sight_of_run(described, settings, pictures_of_node(pictures))
    told = {**settings, **sight.told, **judge_of(described, settings)}
    digest = digest_of(described, told, lake.loads(), by.department)
    if earlier := Run.objects.filter(digest=digest).first():
        return earlier
    relations = _relations(described, lake, engine)
    counts = {kind: _count(engine, relation) for kind, relation in relations.items()}
    found = run(key, engine, sight.seen.beside(engine, relations), {**settings, **sight.seen.settings})
    counts |= sight.counted()
    subjects = _count_subjects(engine, described, relations)
    with transaction.atomic():
        stored = Run.objects.create(
            detector=key,
            version=described.version,
            settings=told,
            engine=engine_name,
            records=counts,
            subjects=subjects,
            remarks=[[remark.zh, remark.en] for remark in remarks_of(found)],
            started_at=at,
            ended_at=clock(),
            by=by,
            department=by.department,
            purpose=purpose,
            digest=digest,
        )
        regions, rows = Regions(engine, lake, by.department), found.to_pylist()
        kept = keep_findings(stored, rows, regions, Spared(described, at), described, lake.loads(), settings_of(described, {}), is_whole=pictures is None)
        _record(stored, kept, len(rows), is_by_night)
    return stored


def _record(stored: Run, kept: Kept, findings: int, is_by_night: bool) -> None:
    night: dict[str, Any] = {"is_by_night": True} if is_by_night else {}
    changed = {"revised": kept.revised, "waiting_again": kept.back, "no_longer_found": kept.gone}
    night |= {name: Count(len(some)) for name, some in changed.items() if some}
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


def _relations(described: Detector, lake: Lake, engine: Engine) -> dict[str, Relation]:
    held = set(lake.kinds())
    if lacked := described.lacks(held):
        raise BadInput(f"数据湖中没有 {lacked} 数据，检测器 {described.key} 无从检测。", f"The lake holds no {lacked} records, which {described.key} reads.")
    return {kind: rows_of_lake(engine, lake, kind) for kind in described.asks if kind in held}


def _count(engine: Engine, relation: Relation) -> int:
    rows: int = engine.to_arrow(engine.sql("SELECT count(*) AS n FROM r", r=relation))["n"][0].as_py()
    return rows


def _count_subjects(engine: Engine, described: Detector, relations: Mapping[str, Relation]) -> int:
    """Count the shops (for orders) or the rows (for listings and posts) that were looked at: what the base rate is told over."""
    first = next((kind for kind in described.reads if kind not in BESIDE), described.reads[0])
    if described.reads_any:
        return sum(_count(engine, relation) for relation in relations.values())
    if first != "order":
        return _count(engine, relations[first]) if first in relations else 0
    counted = engine.sql("SELECT count(*) AS n FROM (SELECT DISTINCT platform, shop_id FROM o WHERE shop_id IS NOT NULL) AS s", o=relations[first])
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
