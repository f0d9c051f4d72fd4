"""Destroy: the time has ended, which the sheet has seen to; what was kept goes, and its hashes stay."""

from datetime import datetime

from django.db import transaction

from mingjian.institutions.retention.lore.bytes import take_away
from mingjian.institutions.retention.lore.covering import refuse_too_early
from mingjian.institutions.retention.lore.erasing import erase
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("retention")
def destroy(dossier: Dossier, *, by: Officer, at: datetime, destroyed_how: str, reason: str) -> None:
    """Erase files and personal values of this dossier and of the one that it was opened from; the bytes go once the step stands in the ledger."""
    refuse_too_early(dossier)
    erase(dossier, by, at, destroyed_how)
    transaction.on_commit(lambda: take_away(at) and None)
