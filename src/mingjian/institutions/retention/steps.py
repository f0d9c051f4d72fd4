"""Keep for a time and destroy: the record says from which day, two sign, and of what is kept nothing goes that belongs to an open matter or to others."""

from datetime import datetime

from django.db import transaction

from mingjian.institutions.retention.services.bytes import take_away
from mingjian.institutions.retention.services.erasure import erase
from mingjian.institutions.retention.services.obstacles import refuse_to_destroy, refuse_to_keep
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer


@guard("retention", "keep")
def only_what_has_ended(asked: Asked) -> None:
    """Refuse to keep a dossier for a time that goes on, or is another department's."""
    if source := asked.dossier.arose_from:
        refuse_to_keep(source, asked.dossier.department_id)


@guard("retention", "destroy")
def only_what_may_go(asked: Asked) -> None:
    """Ask at both signatures, so that nobody signs what cannot be done."""
    refuse_to_destroy(asked.dossier, asked.at)


@step("retention")
def destroy(dossier: Dossier, *, by: Officer, at: datetime, destroyed_how: str, reason: str) -> None:
    """Erase files and personal values of this dossier and of the one that it was opened from; the bytes go once the step stands in the ledger."""
    erase(dossier, by, at, destroyed_how)
    transaction.on_commit(lambda: take_away(at) and None)
