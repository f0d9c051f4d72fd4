"""What time does: deadlines are missed, the ledger is signed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from mingjian.core.procedure import missed, rulebook
from mingjian.office.dossiers.awaits import awaits_digest, hold_anew, is_waived, keep_awaiting, redraw_awaiting
from mingjian.office.dossiers.conditions import standing_in
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Awaiting, AwaitingDrawn, Checkpoint, Deadline, Dossier, Officer
from mingjian.office.record import ledger
from mingjian.office.record.entries import enter
from mingjian.office.record.seals import seal_rows


def sweep(at: datetime) -> tuple[list[Deadline], Checkpoint]:
    """Enter each deadline that has passed since the last sweep, seal how things stand, sign the ledger; give those deadlines and the checkpoint."""
    return note_missed(at), sign(at)


def sign(at: datetime) -> Checkpoint:
    """Seal how things stand, and sign the ledger. Raises LedgerFault where it is not what was signed before."""
    seal_rows(at)
    return ledger.checkpoint(at)


def draw_awaiting(at: datetime) -> int:
    """
    Draw anew on whom dossiers wait, where that changed without a step, and return how many were drawn.

    All that are open, or in which a deadline still runs, where the sheets say otherwise than when the rows were drawn last, as after an upgrade. Else once a
    day those that stand where a step waits for a day; and at any time those in which somebody is asked by name who is no longer in service there.
    """
    digest, today = awaits_digest(), f"day {localtime(at).date()}"
    drawn = set(AwaitingDrawn.objects.values_list("digest", flat=True))
    if digest not in drawn:
        running = Deadline.objects.filter(closed_at__isnull=True).values("dossier")
        stale = Dossier.objects.filter(Q(is_closed=False) | Q(pk__in=running))
    elif today not in drawn:
        stale = Dossier.objects.filter(standing_in(_waiting_for_days()), is_closed=False)
    else:
        stale = Dossier.objects.filter(pk__in=_named_who_left())
    keys = list(stale.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        redraw_awaiting(key, at)
    if not {digest, today} <= drawn:
        with transaction.atomic():
            AwaitingDrawn.objects.all().delete()
            AwaitingDrawn.objects.bulk_create([AwaitingDrawn(digest=digest), AwaitingDrawn(digest=today)])
    return len(keys)


def _waiting_for_days() -> dict[str, set[str]]:
    """Return the states, by procedure, in which a step waits for a day that was fixed, as a hearing does: its coming changes the rows, and is no step."""
    found: dict[str, set[str]] = {}
    for name in rulebook().procedures():
        steps = (step for sheet in rulebook().versions(name) for step in sheet.steps.values() if step.not_before_day)
        for step in steps:
            found.setdefault(name, set()).update(step.from_states)
    return found


def _named_who_left() -> QuerySet[Awaiting, int]:
    """Return the dossiers (keys) whose rows name an officer who is no longer in service where they are asked."""
    left = Q(officer__is_active=False) | ~Q(officer__duty=Officer.Duty.WORK) | ~Q(officer__department=F("department"))
    return Awaiting.objects.filter(left, officer__isnull=False).values_list("dossier", flat=True)


def note_missed(at: datetime) -> list[Deadline]:
    """Enter every deadline that has passed since the last sweep, once each; return them."""
    passed = Deadline.objects.filter(closed_at__isnull=True, suspended_since__isnull=True, missed_at__isnull=True, due__lt=at)
    noted: list[Deadline] = []
    for key in list(passed.order_by("dossier").values_list("dossier", flat=True).distinct()):
        with transaction.atomic():
            # Held first, and its deadlines read then: a step that is being taken may meet them.
            dossier = hold_anew(key)
            found = list(passed.filter(dossier=dossier).order_by("pk"))
            _note(dossier, found, at)
        noted += found
    return noted


def _note(dossier: Dossier, found: list[Deadline], at: datetime) -> None:
    """Mark and enter the deadlines of a dossier that have passed, and write anew on whom it waits."""
    for deadline in found:
        deadline.dossier, deadline.missed_at = dossier, at
        if is_waived(deadline, sheet_of(dossier)):
            deadline.due_with = None
    Deadline.objects.bulk_update(found, ["missed_at", "due_with"])
    for deadline in found:
        _enter(deadline, at)
    if found:
        keep_awaiting(dossier, at)


def _enter(deadline: Deadline, at: datetime) -> None:
    assert deadline.due is not None  # noqa: S101 - one without a day cannot have passed
    follows = missed(sheet_of(deadline.dossier), deadline.name)
    told: dict[str, Any] = {"deadline": deadline.name, "due": deadline.due, "follows": follows.step.name if follows.step else follows.label.zh}
    enter("deadline_missed", at=at, dossier=deadline.dossier, **told)
