"""What waits for an officer's own decision or signature, and what waits for that of others in the department."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook, turns
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.models import Dossier, Officer, Proposal
from mingjian.office.people.permissions import may_see, roles_in

#: Whoever works on dossiers from day to day: a state in which it is their turn waits for nobody's decision.
MOST_PROPOSALS = 100


def dossiers_awaiting(officer: Officer) -> QuerySet[Dossier]:
    """Give the open dossiers of the officer's department that wait for a decision which the officer's roles take."""
    return _standing_in(officer, ((name, state) for name, state, roles in _reserved() if roles & set(officer.roles)))


def dossiers_awaiting_colleagues(officer: Officer) -> QuerySet[Dossier]:
    """Give the open dossiers of the officer's department that wait for a decision which others there take."""
    return _standing_in(officer, ((name, state) for name, state, roles in _reserved() if not roles & set(officer.roles)))


def _reserved() -> list[tuple[str, str, frozenset[str]]]:
    """The states, of whatever version of a procedure, in which it is not the turn of those who work on the dossier."""
    book = rulebook()
    working = set(book.powers["office.work_on_dossiers"].by)
    found = {(name, state): roles for name in book.procedures() for sheet in book.versions(name) for state, roles in turns(sheet).items()}
    return [(name, state, roles) for (name, state), roles in found.items() if not roles & working]


def _standing_in(officer: Officer, states: Iterable[tuple[str, str]]) -> QuerySet[Dossier]:
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Dossier.objects.none()
    by_procedure: dict[str, list[str]] = {}
    for name, state in states:
        by_procedure.setdefault(name, []).append(state)
    condition = Q(pk__in=[])
    for name, names in by_procedure.items():
        if rulebook().versions(name)[-1].tracks:
            for state in names:
                condition |= Q(procedure=name, state_text__contains=f': "{state}"')
        else:
            condition |= Q(procedure=name, state_text__in=names)
    # Said as a list, since SQLite uses no index for `NOT is_closed`; found apart from their order, by which it would walk all that the department holds.
    standing = Dossier.objects.filter(condition, department=officer.department_id, is_closed__in=[False]).order_by()
    return Dossier.objects.filter(pk__in=standing.values("pk")).select_related("department", "officer")


@dataclass(frozen=True)
class ToSign:
    """A step that somebody signed first and that waits for the officer's signature."""

    dossier: Dossier
    step: Text
    by: Officer


def awaiting_signature(officer: Officer) -> list[ToSign]:
    """Give the steps that wait for the officer's second signature, the oldest first."""
    signed = Proposal.objects.filter(may_see(officer, "dossier"), dossier__is_closed=False).exclude(by=officer.pk)
    found = []
    for proposal in signed.select_related("dossier", "dossier__department", "dossier__sender", "by").order_by("at", "pk")[:MOST_PROPOSALS]:
        step = sheet_of(proposal.dossier).steps.get(proposal.step)
        if step is not None and set(step.second) & set(officer.roles) & roles_in(officer, proposal.dossier, step.side):
            found.append(ToSign(proposal.dossier, step.label, proposal.by))
    return found
