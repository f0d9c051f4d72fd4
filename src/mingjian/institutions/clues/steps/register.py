"""Register a clue: open its dossier, whichever door it came through."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.detectors import detector
from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.intake import Intake
from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to, rule_titles
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


def take_up(finding: Finding, *, by: Officer, at: datetime) -> Clue:
    """Take a finding up as a clue, once."""
    with transaction.atomic():
        held = findings_visible_to(by).select_related(None).select_for_update().filter(pk=finding.pk).first()
        if held is None or not held.is_open:
            raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
        platform, _, name = held.subject.partition("/")
        act = rule_titles([held.detector]).get(held.detector) or detector(held.detector)[0].title.zh
        intake = Intake(
            source="monitoring",
            suspected_act=act,
            title=f"{held.subject} {act}"[:200],
            platform=platform,
            shop_id=name[:100] if held.subject_kind == "shop" else "",
            listing_id=name[:100] if held.subject_kind == "listing" else "",
            content=held.reason_zh,
        )
        clue = register(intake, by=by, at=at, finding=held)
        held.status, held.status_at, held.status_by = Finding.Status.TAKEN_UP, at, by
        held.save()
    return clue


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
