"""Run a detector over the lake and keep its findings."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings as node
from django.db import transaction

from mingjian.core.detectors import Detector, Value, detector, made_of, remarks_of, run
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.records.lake import Lake, Load
from mingjian.institutions.market.queries.known import SHOP_OF, Subject, known_of
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.lore.keeping import one_a_line, take_turns
from mingjian.institutions.monitoring.lore.sparing import Sparing, said_by
from mingjian.institutions.monitoring.models import Finding, KnownGood, Run, kept_whole
from mingjian.institutions.monitoring.queries import kept_good, shops_of
from mingjian.institutions.monitoring.runs.lore.opinions import give_opinions, judge_of_verdicts
from mingjian.institutions.monitoring.runs.lore.purposes import ROUTINE, check_purpose
from mingjian.institutions.monitoring.runs.lore.regions import Regions, one_shop_of
from mingjian.institutions.monitoring.runs.lore.seeing import pictures_of_node, sight_of_run
from mingjian.office.lists import search
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import Count, counts, enter

TOLD_AT_ONCE = 500
LOOKED_UP_AT_ONCE = 5000
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

    The same detector, version and settings over the same records is the same run: it is given back and nothing is stored twice. `clock` tells when it ended.
    `pictures` is a folder of pictures in place of the node's. `is_by_night` has the ledger say that nobody pressed a button: it ran in the officer's name.
    `purpose` is for what records, which may name persons, are read: a word of `run_purposes`, kept with the run and in the ledger.
    Findings whose shops are all on the department's list of known-good ones are kept, but wait for nobody.
    """
    if by.department is None or not may(by, "monitoring.run_detectors"):
        raise NotPermitted("只有办案人员可以运行检测器。", "Only officers who work on dossiers may run a detector.")
    check_purpose(purpose)
    described, _ = detector(key)
    settings = settings_of(described, given or {})
    lake = lake_of_node()
    sight = sight_of_run(described, settings, pictures_of_node(pictures))
    told = {**settings, **sight.told, **judge_of(described, settings)}
    digest = digest_of(described, told, lake.loads(), by.department_id)
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
        _store(stored, found, Regions(engine, lake, by.department), _spared(described, by.department, at))
        _record(stored, found.num_rows, is_by_night)
    return stored


def _record(stored: Run, findings: int, is_by_night: bool) -> None:
    night: dict[str, Any] = {"is_by_night": True} if is_by_night else {}
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
        beside=[stored],
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


def digest_of(described: Detector, settings: Mapping[str, Value], loads: Iterable[Load], department: int | None) -> str:
    """Name a run by what it is of: detector, version, settings, what it reads, and for whom."""
    read = sorted((load.kind, load.source, load.digest) for load in loads if load.kind in described.asks)
    told = json.dumps([described.key, described.version, dict(settings), read, department], sort_keys=True)
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


def _spared(described: Detector, department: Department, at: datetime) -> Sparing:
    """Return what needs no look: what is good, and what is authorised where that answers the suspicion. Neither says anything of sham trade."""
    kept = [] if described.reads[0] in TRADE else kept_good(department, at, described.key)
    return Sparing(one for one in kept if one.kind == KnownGood.Kind.GOOD or described.asks_authority)


def _told_already(stored: Run, found: pa.Table) -> set[tuple[str, str]]:
    """Return the subjects that an earlier run told of in the same words, so that nobody is asked the same twice when more records have come."""
    subjects = [subject[:200] for subject in found["subject"].to_pylist()]
    known: set[tuple[str, str]] = set()
    for start in range(0, len(subjects), TOLD_AT_ONCE):
        earlier = Finding.objects.filter(detector=stored.detector, run__department=stored.department_id, subject__in=subjects[start : start + TOLD_AT_ONCE])
        known.update(earlier.values_list("subject", "reason_zh"))
    return known


def _shops_told(by: Officer, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the shop of each listing or post that names none itself, where the lake tells it: so that people read whose it is, and where they are."""
    asked = [Subject(row["subject_kind"], row["subject"]) for row in rows if row["subject_kind"] in SHOP_OF and not shops_of(dict(row))]
    told: dict[str, str] = {}
    for start in range(0, len(asked), LOOKED_UP_AT_ONCE):
        told |= {name: known.shop for name, known in known_of(by, asked[start : start + LOOKED_UP_AT_ONCE]).items() if known.shop}
    return told


def _store(stored: Run, found: pa.Table, regions: Regions, spared: Sparing) -> None:
    told = _told_already(stored, found)
    rows_found = sorted(found.to_pylist(), key=lambda row: -row["score"])
    shops = _shops_told(stored.by, rows_found)
    rows = [
        Finding(
            run=stored,
            detector=row["detector"],
            subject_kind=row["subject_kind"],
            subject=row["subject"][:200],
            shop=one_shop_of(row) or kept_whole(shops.get(row["subject"], "")),
            score=row["score"],
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
            innocent_zh=one_a_line(row["innocent_zh"].splitlines()),
            innocent_en=one_a_line(row["innocent_en"].splitlines()),
            evidence_json=row["evidence"],
            found_at=stored.started_at,
            status=Finding.Status.SPARED if why else Finding.Status.NEW,
            status_reason=why,
            **regions.of(row, shops.get(row["subject"], "")),
        )
        for row in rows_found
        if (row["subject"][:200], row["reason_zh"]) not in told
        for why in [spared.why(shops_of(row), said_by(json.loads(row["evidence"])))]
    ]
    take_turns(rows)
    give_opinions(rows, judge_of_verdicts())
    for finding in Finding.objects.bulk_create(rows, batch_size=500):
        search.index("finding", finding.pk, finding.words())
