"""Register a clue: open its dossier, whichever way it came."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.models import PROCEDURE, Clue, Reporter
from mingjian.institutions.clues.particulars import words
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import TITLE, Finding
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier, opened_by
from mingjian.office.lists import search
from mingjian.office.lists.text import first_words
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import earlier, other_request, refuse_other_request


def register(
    intake: Intake,
    *,
    by: Officer,
    at: datetime,
    finding: Finding | None = None,
    filled: Sequence[str] = (),
    key: str | None = None,
    sent: tuple[object, ...] = (),
) -> Clue:
    """
    Open a clue for the officer's department. A clue that came before under the same number of the same source is given back instead.

    `filled` are the fields that the node filled in from its records, and not whoever sent it. The same key again gives the same clue, and is
    refused where something else came with it: `sent` is what came in at the portal before anything was filled in.
    """
    require(by, "clues.register")
    sent = sent or (intake, finding)
    if before := clue_of_key(by, key, *sent):
        return before
    intake = intake.made_visible()
    intake.check()
    intake, filled = _acted_before(intake, filled, at)
    if earlier := earlier_of(intake, by):
        return earlier
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    with transaction.atomic():
        clue = Clue(**{"received_at": at} | intake.of_table(), finding=finding, filled=list(filled))
        kind, subject = (finding.subject_kind, finding.subject) if finding else ("listing" if intake.listing_id else "shop", clue.subject)
        opening = Opening(PROCEDURE, next_number(f"C{localtime(at).year}-"), intake.title or _title(intake), kind if subject else "", subject)
        given: dict[str, object] = {"received_at": clue.received_at.isoformat(), "clue_source": intake.source, "note": intake.suspected_act}
        if not by.department.is_authority:
            given |= {"registrar": "platform"}
        if finding:
            given |= {"finding": finding.pk}
        clue.dossier = open_dossier(opening, by=by, department=by.department, at=at, given=given, key=key, sent=sent)
        clue.save()
        if intake.reporter:
            Reporter.objects.create(clue=clue, **intake.reporter.of_table())
        search.index("clue", clue.pk, words(clue))
    return clue


def clue_of_key(by: Officer, key: str | None, *sent: object) -> Clue | None:
    """Return the clue that was opened before under an officer's key. Raises StepRefused where the key stood for a step, or came with something else."""
    before = earlier(by, key)
    if before is None:
        return None
    opened = opened_by(before)
    found = Clue.objects.filter(dossier=opened).first() if opened else None
    if found is None:
        raise other_request()
    refuse_other_request(before, *sent)
    return found


def _acted_before(intake: Intake, filled: Sequence[str], at: datetime) -> tuple[Intake, Sequence[str]]:
    """
    Refuse an act after the clue of it was received, or one that is yet to come. A day that the node filled in is left out instead.

    That day is when a record was seen: what was told before it was seen cannot have happened on it.
    """
    received = localtime(intake.received_at or at).date()
    if intake.acted_on is None or intake.acted_on <= received:
        return intake, filled
    if "acted_on" in filled:
        return intake.but(acted_on=None), [name for name in filled if name != "acted_on"]
    if intake.acted_on > localtime(at).date():
        raise BadInput(f"行为日期 {intake.acted_on} 尚未到来。", f"The day of the act, {intake.acted_on}, is yet to come.")
    raise BadInput(
        f"行为日期 {intake.acted_on} 晚于收到线索之日（{received}）：收到之后才发生的，另行登记。",
        f"The day of the act, {intake.acted_on}, lies after the day on which the clue was received ({received}): what happened later is a clue of its own.",
    )


def earlier_of(intake: Intake, by: Officer) -> Clue | None:
    """Return the clue that came before under the same number of the same source; refused where another department has it."""
    if not intake.original_number:
        return None
    earlier = Clue.objects.filter(source=intake.source, original_number=intake.original_number).select_related("dossier").first()
    if earlier and earlier.dossier.opened_by_id != by.pk and earlier.dossier.department_id != by.department_id:
        raise StepRefused("同一来源的同一编号已由其他部门登记。", "Another department has registered this number of this source already.")
    return earlier


def _title(intake: Intake) -> str:
    listing = first_words(intake.listing_title, TITLE)
    about = intake.shop_name or listing or intake.shop_id or intake.listing_id or intake.operator_name or intake.displayed_operator or "对象待查"
    return f"{about} 涉嫌{intake.suspected_act.removeprefix('涉嫌')}"[:200]
