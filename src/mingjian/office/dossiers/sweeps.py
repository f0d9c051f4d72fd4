"""What time does: deadlines are missed, the ledger is signed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingjian.core.procedure import missed
from mingjian.office.dossiers.awaiting import awaits_digest, keep_awaiting
from mingjian.office.dossiers.obliged import is_waived
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.models import AwaitingDrawn, Checkpoint, Deadline, Dossier
from mingjian.office.record import ledger
from mingjian.office.record.entries import enter
from mingjian.office.record.sealing import seal_rows

MARKED_AT_ONCE = 500


def sweep(at: datetime) -> tuple[list[Deadline], Checkpoint]:
    """Enter each deadline that has passed since the last sweep, seal how things stand, sign the ledger; give those deadlines and the checkpoint."""
    return note_missed(at), sign(at)


def sign(at: datetime) -> Checkpoint:
    """Seal how things stand, and sign the ledger. Raises LedgerFault where it is not what was signed before."""
    seal_rows(at)
    return ledger.checkpoint(at)


def draw_awaiting(at: datetime) -> int:
    """
    Draw anew on whom each dossier waits, where the sheets say otherwise than when the rows were drawn last, as after an upgrade.

    Return how many dossiers were drawn: those that are open, and those that a deadline still runs in.
    """
    digest = awaits_digest()
    if AwaitingDrawn.objects.filter(digest=digest).exists():
        return 0
    running = Deadline.objects.filter(closed_at__isnull=True).values("dossier")
    dossiers = Dossier.objects.filter(Q(is_closed=False) | Q(pk__in=running)).order_by("pk")
    keys = list(dossiers.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            # Held, so that a step that is being taken and this one write one after the other.
            dossier = Dossier.objects.select_related("department", "sender").select_for_update(of=("self",)).get(pk=key)
            keep_awaiting(dossier, at)
    with transaction.atomic():
        AwaitingDrawn.objects.all().delete()
        AwaitingDrawn.objects.create(digest=digest)
    return len(keys)


def note_missed(at: datetime) -> list[Deadline]:
    """Enter every deadline that has passed since the last sweep, once each; give them."""
    with transaction.atomic():
        passed = Deadline.objects.filter(closed_at__isnull=True, suspended_since__isnull=True, missed_at__isnull=True, due__lt=at)
        found = list(passed.select_related("dossier"))
        for deadline in found:
            deadline.missed_at = at
            if is_waived(deadline, sheet_of(deadline.dossier)):
                deadline.due_with = None
        Deadline.objects.bulk_update(found, ["missed_at", "due_with"], batch_size=MARKED_AT_ONCE)
        for deadline in found:
            _enter(deadline, at)
        for dossier in {deadline.dossier_id: deadline.dossier for deadline in found}.values():
            keep_awaiting(dossier, at)
    return found


def _enter(deadline: Deadline, at: datetime) -> None:
    assert deadline.due is not None  # noqa: S101 - one without a day cannot have passed
    follows = missed(sheet_of(deadline.dossier), deadline.name)
    told: dict[str, Any] = {"deadline": deadline.name, "due": deadline.due, "follows": follows.step.name if follows.step else follows.label.zh}
    enter("deadline_missed", at=at, dossier=deadline.dossier, **told)
