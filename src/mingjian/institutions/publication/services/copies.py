"""Copies of a case's records at other nodes: which there are, and what became of the penalty that they told of."""

from django.db.models import Q, QuerySet

from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import PROCEDURE, Case
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Entry

#: The deadline that a sheet opens where a penalty is no more: whatever step opens it undoes the penalty, whoever takes it.
UNDOES = "withdraw"
TAKEN_DOWN, CORRECTED = "withdraw_publication", "correct_publication"


def records_of(case: Case) -> QuerySet[SharedRecord]:
    """Return what this node gave to others of a case, and of the clue that it was filed from."""
    clue = case.clue.dossier_id if case.clue else None
    return SharedRecord.objects.filter(Q(dossier=case.dossier_id) | Q(dossier=clue, dossier__isnull=False))


def copies_of(case: Case) -> QuerySet[Copy]:
    """Return the copies of it that other nodes took."""
    taken = Copy.objects.filter(record__in=records_of(case)).exclude(state=Copy.State.REFUSED)
    return taken.select_related("peer", "record").order_by("record", "peer")


def records_touched() -> QuerySet[SharedRecord]:
    """
    Return the records given to others and not recalled whose case was undone, taken from the public or corrected, whenever that was.

    A file stays what it is: evidence of a case that came to nothing is recalled by its officer, not by that.
    """
    sheets = rulebook().versions(PROCEDURE)
    kinds = {name for sheet in sheets for name, one in sheet.steps.items() if UNDOES in one.opens} | {TAKEN_DOWN, CORRECTED}
    cases = Case.objects.filter(dossier__in=Entry.objects.filter(kind__in=kinds, officer__isnull=False).order_by().values("dossier"))
    of_case = Q(dossier__in=cases.values("dossier")) | Q(dossier__in=cases.filter(clue__isnull=False).values("clue__dossier"))
    return SharedRecord.objects.filter(of_case, recalled_at__isnull=True).exclude(kind="evidence").select_related("dossier", "department")


def case_of(record: SharedRecord) -> Case | None:
    """Return the case that a shared record is of, or that was filed from its clue; the newest of several."""
    found = Case.objects.filter(Q(dossier=record.dossier_id) | Q(clue__dossier=record.dossier_id)).select_related("dossier", "clue")
    return found.order_by("-pk").first() if record.dossier_id else None


def undone_by(case: Case) -> Entry | None:
    """Return the newest entry by which the penalty of a case came to nothing, or was taken from the public; None while it stands."""
    steps = {name for name, one in sheet_of(case.dossier).steps.items() if UNDOES in one.opens} | {TAKEN_DOWN}
    return _newest(case, steps)


def corrected_by(case: Case) -> Entry | None:
    """Return the newest entry by which what the public reads of a case was corrected."""
    return _newest(case, {CORRECTED})


def _newest(case: Case, kinds: set[str]) -> Entry | None:
    found = case.dossier.entries.filter(kind__in=kinds, officer__isnull=False).select_related("officer")
    return found.order_by("-index").first()
