"""Register a clue: open its dossier, whichever door it came through."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.filling import filled, subject_of_finding
from mingjian.institutions.clues.intake import Intake
from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.market.known import Known, known_of
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import detector_titles, findings_visible_to, rule_titles
from mingjian.office import search
from mingjian.office.models import Officer
from mingjian.office.numbers import next_number
from mingjian.office.permissions import require_role
from mingjian.office.steps import Opening, open_dossier

PROCEDURE = "clue"
MAY_REGISTER = ("officer", "head", "platform_clerk", "right_holder")


def register(intake: Intake, *, by: Officer, at: datetime, finding: Finding | None = None) -> Clue:
    """Open a clue for the officer's department. A clue that came before under the same number of the same source is given back instead."""
    require_role(by, *MAY_REGISTER)
    intake = intake.made_visible()
    intake.check()
    if earlier := _earlier(intake, by):
        return earlier
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    fields = {name: value for name, value in asdict(intake).items() if name not in {"title", "reporter", "received_at"}}
    with transaction.atomic():
        clue = Clue(**fields, received_at=intake.received_at or at, finding=finding)
        kind, subject = (finding.subject_kind, finding.subject) if finding else ("listing" if intake.listing_id else "shop", clue.subject)
        opening = Opening(PROCEDURE, next_number(f"C{localtime(at).year}-"), intake.title or _title(intake), kind if subject else "", subject)
        given = {"received_at": (intake.received_at or at).isoformat(), "clue_source": intake.source, "note": intake.suspected_act}
        clue.dossier = open_dossier(opening, by=by, department=by.department, at=at, given=given)
        clue.save()
        if intake.reporter:
            Reporter.objects.create(clue=clue, **asdict(intake.reporter))
        search.index("clue", clue.pk, clue.words())
    return clue


def take_up(finding: Finding, *, by: Officer, at: datetime, known: Known | None = None) -> Clue:
    """Take a finding up as a clue, once, with what the lake knows of its subject (`known`, where that was looked up already)."""
    subject = subject_of_finding(finding)
    known = known or known_of(by, [subject]).get(subject.name, Known(subject.shop))
    with transaction.atomic():
        held = findings_visible_to(by).select_related(None).select_for_update().filter(pk=finding.pk).first()
        if held is None or not held.is_open:
            raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
        clue = register(filled(_intake(held), known), by=by, at=at, finding=held)
        held.status, held.status_at, held.status_by = Finding.Status.TAKEN_UP, at, by
        held.save()
    return clue


def _intake(finding: Finding) -> Intake:
    """Say a finding in the words of a clue."""
    platform, _, name = finding.subject.partition("/")
    described = detector_titles().get(finding.detector)
    act = described.title.zh if described else rule_titles([finding.detector]).get(finding.detector, finding.detector)
    texts = finding.evidence().get("texts")
    return Intake(
        source="monitoring",
        suspected_act=act[:200],
        suspected_ground=described.ground[0] if described and described.ground else "",
        title=f"{finding.subject} {act}"[:200],
        platform=platform[:60],
        shop_id=name[:100] if finding.subject_kind == "shop" else "",
        listing_id=name[:100] if finding.subject_kind in {"listing", "post"} else "",
        listing_title=str(texts.get("title") or "")[:300] if isinstance(texts, dict) else "",
        content=finding.reason_zh,
    )


def _earlier(intake: Intake, by: Officer) -> Clue | None:
    if not intake.original_number:
        return None
    earlier = Clue.objects.filter(source=intake.source, original_number=intake.original_number).select_related("dossier").first()
    if earlier and earlier.dossier.opened_by_id != by.pk and earlier.dossier.department_id != by.department_id:
        raise StepRefused("同一来源的同一编号已由其他部门登记。", "Another department has registered this number of this source already.")
    return earlier


def _title(intake: Intake) -> str:
    about = intake.shop_name or intake.listing_title or intake.shop_id or intake.listing_id or intake.operator_name or intake.displayed_operator or "对象待查"
    return f"{about} 涉嫌{intake.suspected_act.removeprefix('涉嫌')}"[:200]
