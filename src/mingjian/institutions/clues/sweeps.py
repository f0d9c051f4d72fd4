"""What time does to clues: one that nobody accepted within the period goes to the superior of whoever let it lie."""

from datetime import datetime

from django.db import transaction

from mingjian.core.language import Text
from mingjian.institutions.clues.handover.queries.silence import CHECK, superior_of, unaccepted
from mingjian.office.models import Dossier, Entry, Seat
from mingjian.office.record.entries import enter

PASSED_UP = "silence_passed_up"


def pass_silence_up(at: datetime) -> Text | None:
    """Let the superior in on each such clue, once for each time that it was handed on; the ledger says from whom, and since when it was due."""
    done = sum(_pass_up(one, at) for one in unaccepted())
    return Text(f"逾期未接收、报上一级的线索 {done} 件。", f"Clues that nobody accepted in time, gone to the superior: {done}.") if done else None


def _pass_up(dossier: Dossier, at: datetime) -> bool:
    superior = superior_of(dossier)
    if superior is None or Entry.objects.filter(dossier=dossier, kind=PASSED_UP, at__gte=dossier.moved_at).exists():
        return False
    missed = dossier.deadlines.get(name=CHECK, closed_at__isnull=True)
    with transaction.atomic():
        Seat.objects.get_or_create(dossier=dossier, department=superior, defaults={"since": at})
        enter(PASSED_UP, at=at, dossier=dossier, holder=dossier.department, superior=superior, due=missed.due)
    return True
