"""
Keep what a run found: each thing once on the node, under a name that outlives the sentence.

What is found again in other words is revised, and what it said before is kept; what is no longer found leaves the list, with the reason, and is never deleted.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mingjian.core.detectors import Detector
from mingjian.core.records.lake import Load
from mingjian.core.screening.by_load import REGISTERS
from mingjian.institutions.market.queries.known import SHOP_OF, Subject, known_of
from mingjian.institutions.monitoring.models import Finding, Revision, Run, kept_whole
from mingjian.institutions.monitoring.queries import shops_of
from mingjian.institutions.monitoring.runs.services.likeness import paired
from mingjian.institutions.monitoring.runs.services.opinions import give_opinions, judge_of_verdicts
from mingjian.institutions.monitoring.runs.services.regions import Regions, one_shop_of
from mingjian.institutions.monitoring.services.by_night import of_scope, scope_of
from mingjian.institutions.monitoring.services.exceptions import Sparing, said_by
from mingjian.institutions.monitoring.services.kept_findings import one_a_line, take_turns
from mingjian.office.lists import search
from mingjian.office.models import Department, Officer, Standing

AT_ONCE = 500
LOOKED_UP_AT_ONCE = 5000
COMES_BACK = 0.15  # by so much the score of one that was set aside must have risen, so that it waits again
#: What a run says of a thing: replaced where a later one says otherwise.
SAID = ("subject", "score", "reason_zh", "reason_en", "innocent_zh", "innocent_en", "evidence_json", "shop", "shop_name", "shop_count", "region")
HEARD = ("subject", "score", "reason_zh", "reason_en")  # of these a change is kept as a revision; else only what it rests on in detail has grown
STATUS = ("status", "status_at", "status_by_id", "status_reason")
GROUPED = ("ring", "source")  # kinds of subject that are named by their members
OPEN = (Finding.Status.NEW, Finding.Status.SPARED)

Row = Mapping[str, Any]


@dataclass
class Kept:
    """What became of the findings of a run: new ones, those that say otherwise now, those that wait again, and those that were not found again."""

    new: list[Finding] = field(default_factory=list)
    revised: list[Finding] = field(default_factory=list)
    back: list[Finding] = field(default_factory=list)
    gone: list[Finding] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)  # what of those revised is written: of hundreds a night, each column of each costs its time
    seen: list[int] = field(default_factory=list)  # keys of those that somebody had decided on

    def sealed(self) -> list[Finding]:
        """Return those changed that an entry named before, so that an audit holds them: the entry of the run names them as well."""
        changed = {one.pk: one for one in (*self.revised, *self.back, *self.gone)}
        held: set[int] = set()
        for some in _in_parts(sorted(changed)):
            held.update(Standing.objects.filter(model="monitoring.Finding", row__in=some).values_list("row", flat=True))
        return [changed[key] for key in sorted(held)]


def name_of(run: Run, subject_kind: str, subject: str) -> str:
    """Return the name under which a thing that a detector found stands once for all authorities of one kind, whatever is said of it and in which version."""
    told = json.dumps([run.detector, scope_of(run.department), subject_kind, subject], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def keep_findings(
    run: Run,
    rows: Iterable[Row],
    regions: Regions,
    sparing: Callable[[Department], Sparing],
    described: Detector,
    loads: Sequence[Load],
    usual: Mapping[str, Any],
    *,
    is_whole: bool,
) -> Kept:
    """
    Keep the rows that a run found, in the caller's transaction, and say what became of them.

    `sparing` gives the list of known-good shops of each owner. `is_whole`: it looked at all that the node has, so that what it did not find is no longer there.
    A run with settings of its own adds to what the usual one found, and changes nothing of it.
    """
    is_usual = is_whole and _set(run, described) == usual
    named: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: -row["score"]):  # a thing seen twice is told once, as it was most remarkable
        named.setdefault(name_of(run, row["subject_kind"], row["subject"]), row)
    standing = _standing(run, named)
    shops = _shops_told(run.by, [row for name, row in named.items() if name not in standing])
    kept = Kept()
    for name, row in named.items():
        before = standing.get(name)
        found = _made(run, name, row, regions, (before.shop if before else "") or shops.get(row["subject"], ""))
        why = sparing(found.department if before is None else before.department).why(shops_of(dict(row)), said_by(json.loads(row["evidence"])))
        if before is None:
            found.status, found.status_reason = (Finding.Status.SPARED, why) if why else (Finding.Status.NEW, "")
            kept.new.append(found)
        elif is_usual or (before.status in (*OPEN, Finding.Status.GONE) and _set(before.run, described) != usual):
            _hold(before, found, why, kept)
    if is_whole:
        _let_go(run, {one.pk for one in standing.values()}, described, loads, kept)
    _write(run, kept)
    return kept


def _standing(run: Run, named: dict[str, Row]) -> dict[str, Finding]:
    """Return what stands there already of each name; a ring or source that changed in part takes the name of the one that it was."""
    ours = _ours(run).select_related("department", "run")
    found: dict[str, Finding] = {}
    for some in _in_parts(list(named)):
        found |= {one.name: one for one in ours.filter(name__in=some).order_by("pk")}
    is_same = {name for name, one in found.items() if one.subject == named[name]["subject"][:200]}
    grouped = [name for name, row in named.items() if row["subject_kind"] in GROUPED and name not in is_same]
    if not grouped:
        return found
    others = ours.filter(subject_kind__in=GROUPED).exclude(pk__in=[found[name].pk for name in is_same])
    pairs = paired({name: named[name] for name in grouped}, list(others.order_by("name")))
    for name in grouped:
        row, before = named.pop(name), pairs.get(name)
        found.pop(name, None)
        key = before.name if before else _free(run, name)
        named[key] = row
        if before:
            found[key] = before
    return found


def _ours(run: Run) -> QuerySet[Finding]:
    """Return what this detector found for the same bodies, locked: nobody takes up or sets aside what is being written."""
    found = Finding.objects.select_for_update(of=("self",)).filter(of_scope(run.department, "run__"), detector=run.detector)
    return found.exclude(name="")


def _free(run: Run, name: str) -> str:
    """Return a name for a group that is none of those before it, though one of them once had the members that it has."""
    taken = Finding.objects.filter(name=name).exists()
    return hashlib.sha256(f"{name}/{run.digest}".encode()).hexdigest() if taken else name


def _made(run: Run, name: str, row: Row, regions: Regions, shop: str) -> Finding:
    return Finding(
        run=run,
        name=name,
        detector=row["detector"],
        subject_kind=row["subject_kind"],
        subject=row["subject"][:200],
        shop=one_shop_of(dict(row)) or kept_whole(shop),
        score=row["score"],
        reason_zh=row["reason_zh"],
        reason_en=row["reason_en"],
        innocent_zh=one_a_line(row["innocent_zh"].splitlines()),
        innocent_en=one_a_line(row["innocent_en"].splitlines()),
        evidence_json=row["evidence"],
        found_at=run.started_at,
        **regions.of(dict(row), shop),
    )


def _hold(before: Finding, found: Finding, why: str, kept: Kept) -> None:
    """Hold what was found against what stands there: what waits says what was found now; on what was decided only that it was seen again."""
    if before.status == Finding.Status.TAKEN_UP or (before.status == Finding.Status.SET_ASIDE and found.score < before.score + COMES_BACK):
        kept.seen.append(before.pk)
        return
    waits = before.status == Finding.Status.NEW or not why
    changes = [name for name in SAID if getattr(before, name) != getattr(found, name)]
    is_back = before.status not in OPEN or (before.status == Finding.Status.SPARED and waits)
    if not changes and not is_back and before.run.settings == found.run.settings:
        return
    if is_back or set(changes) & set(HEARD):
        kept.revisions.append(_revision(before, found))
    for name in changes:
        setattr(before, name, getattr(found, name))
    if found.region_is_known and not before.region_is_known:
        before.department, before.region_is_known = found.department, True
        kept.columns |= {"department", "region_is_known"}
    before.run, before.gone_at, before.gone_why = found.run, None, ""
    kept.columns |= set(changes)
    if is_back:
        before.status, before.status_reason = (Finding.Status.NEW, "") if waits else (Finding.Status.SPARED, why)
        before.status_at = before.status_by = None
    (kept.back if is_back else kept.revised).append(before)


def _revision(before: Finding, found: Finding) -> Revision:
    told = {name: getattr(before, name) for name in ("subject", "score", "reason_zh", "reason_en", "evidence_json", *STATUS)}
    return Revision(finding=before, run_id=before.run_id, until=found.run.started_at, **told)


def _let_go(run: Run, seen: Collection[int], described: Detector, loads: Sequence[Load], kept: Kept) -> None:
    """Take off the list what this run, with the same settings over all that the node has, did not find; on what was taken up it is noted."""
    waiting = _ours(run).filter(gone_at__isnull=True, status__in=(*OPEN, Finding.Status.TAKEN_UP)).select_related("run").order_by("pk")
    settings = _set(run, described)
    lost = [one for one in waiting if one.pk not in seen and _set(one.run, described) == settings]
    still = _held(run.by, lost)
    for one in lost:
        one.gone_at, one.gone_why = run.started_at, _why(one, run, described, loads, still)
        if one.status != Finding.Status.TAKEN_UP:
            one.status, one.status_at, one.status_by, one.status_reason = Finding.Status.GONE, run.started_at, None, ""
        kept.gone.append(one)


def _set(run: Run, described: Detector) -> dict[str, Any]:
    return {name: run.settings.get(name, setting.default) for name, setting in described.settings.items()}


def _why(one: Finding, run: Run, described: Detector, loads: Sequence[Load], still: Collection[str]) -> str:
    if one.subject_kind in SHOP_OF and one.subject not in still:
        return Finding.Why.WITHDRAWN
    if one.run.version != run.version:
        return Finding.Why.VERSION
    if any(one.run.settings.get(name) != run.settings.get(name) for name in ("judge_made", "pictures")):
        return Finding.Why.JUDGE
    newer = [load.kind for load in loads if load.kind in described.asks and datetime.fromisoformat(load.at) > one.run.started_at]
    if one.subject_kind in newer:
        return Finding.Why.CORRECTED
    return Finding.Why.REGISTER if newer and REGISTERS.issuperset(newer) else Finding.Why.FIGURES


def _held(by: Officer, lost: Sequence[Finding]) -> set[str]:
    """Return those listings and posts that the lake still holds."""
    asked = [Subject(one.subject_kind, one.subject) for one in lost if one.subject_kind in SHOP_OF]
    found: set[str] = set()
    for start in range(0, len(asked), LOOKED_UP_AT_ONCE):
        found |= {name for name, known in known_of(by, asked[start : start + LOOKED_UP_AT_ONCE]).items() if known.record}
    return found


def _shops_told(by: Officer, rows: Sequence[Row]) -> dict[str, str]:
    """Return the shop of each listing or post that names none itself, where the lake tells it: so that people read whose it is, and where they are."""
    asked = [Subject(row["subject_kind"], row["subject"]) for row in rows if row["subject_kind"] in SHOP_OF and not shops_of(dict(row))]
    told: dict[str, str] = {}
    for start in range(0, len(asked), LOOKED_UP_AT_ONCE):
        told |= {name: known.shop for name, known in known_of(by, asked[start : start + LOOKED_UP_AT_ONCE]).items() if known.shop}
    return told


def _write(run: Run, kept: Kept) -> None:
    take_turns(kept.new)
    told = [*kept.new, *kept.revised, *kept.back]
    give_opinions(told, judge_of_verdicts())
    Revision.objects.bulk_create(kept.revisions, batch_size=AT_ONCE)
    Finding.objects.bulk_create(kept.new, batch_size=AT_ONCE)
    changed = [*SAID, "run", "opinion", "department", "region_is_known", "gone_at", "gone_why", "status", "status_at", "status_by", "status_reason"]
    Finding.objects.bulk_update(kept.revised, sorted({"run", "opinion", "gone_at", "gone_why"} | kept.columns), batch_size=100)
    Finding.objects.bulk_update(kept.back, changed, batch_size=100)
    Finding.objects.bulk_update(kept.gone, ["gone_at", "gone_why", "status", "status_at", "status_by", "status_reason"], batch_size=AT_ONCE)
    for some in _in_parts(kept.seen):
        Finding.objects.filter(pk__in=some).update(seen_at=run.started_at, gone_at=None, gone_why="")
    for finding in told:
        search.index("finding", finding.pk, finding.words(), is_sounded=False)


def _in_parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
