"""What time does: deadlines are missed, the ledger is signed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingjian.core.procedure import missed
from mingjian.office.dossiers import docket
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.models import Checkpoint, Deadline
from mingjian.office.record import ledger
from mingjian.office.record.entries import enter
from mingjian.office.record.sealing import seal_rows


def sweep(at: datetime) -> tuple[list[Deadline], Checkpoint]:
    """Enter each deadline that has passed since the last sweep, seal how things stand, sign the ledger; give those deadlines and the checkpoint."""
    return note_missed(at), sign(at)


def sign(at: datetime) -> Checkpoint:
    """Seal how things stand, and sign the ledger. Raises LedgerFault where it is not what was signed before."""
    seal_rows(at)
    return ledger.checkpoint(at)


def note_missed(at: datetime) -> list[Deadline]:
    """Enter every deadline that has passed since the last sweep, once each; give them."""
    with transaction.atomic():
        found = docket.note_missed(at)
        for deadline in found:
            _enter(deadline, at)
    return found


def _enter(deadline: Deadline, at: datetime) -> None:
    assert deadline.due is not None  # noqa: S101 - one without a day cannot have passed
    follows = missed(sheet_of(deadline.dossier), deadline.name)
    told: dict[str, Any] = {"deadline": deadline.name, "due": deadline.due, "follows": follows.step.name if follows.step else follows.label.zh}
    enter("deadline_missed", at=at, dossier=deadline.dossier, **told)
