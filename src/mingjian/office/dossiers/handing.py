"""Who holds a dossier, who else has a seat in it, and who works on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects

from mingjian.office.dossiers.obliged import place_clocks
from mingjian.office.dossiers.sheets import Taking
from mingjian.office.institution import kept
from mingjian.office.models import Department, Dossier, Officer, Seat


def seat(dossier: Dossier, departments: Iterable[int], at: datetime) -> None:
    """Seat departments, by key, in a new dossier."""
    for department in departments:
        Seat.objects.create(dossier=dossier, department_id=department, since=at)


def keep(dossier: Dossier, before: int, at: datetime) -> None:
    """Write the dossier, give a department that holds it now and did not before its seat, and hang each clock with whoever must act."""
    dossier.save()
    if dossier.department_id != before:
        Seat.objects.get_or_create(dossier=dossier, department_id=dossier.department_id, defaults={"since": at})
        Seat.objects.filter(dossier=dossier).update(is_beside=~Q(department=dossier.department_id))
    place_clocks(dossier)


def is_shared(dossier: Dossier) -> bool:
    """Return whether another department than the one that holds a dossier now has, or had, a part in it."""
    return any(seat.department_id != dossier.department_id for seat in dossier.seats.all())


def read_seats(dossier: Dossier) -> None:
    """Read the seats of a dossier with their departments, the oldest first, so that the page that asks for them asks once."""
    prefetch_related_objects([dossier], Prefetch("seats", Seat.objects.select_related("department").order_by("since", "department_id")))


def seated_at(dossier: Dossier) -> list[Department]:
    """Return the departments that have a seat."""
    return [seat.department for seat in dossier.seats.all()]


def let_act(taking: Taking, papers: Mapping[str, Any]) -> None:
    """Hand the dossier to the department that the step names, or back to the one that sent it, or give one a seat beside the holder."""
    dossier, spec = taking.dossier, taking.spec
    if spec.invites and papers.get(spec.invites):
        Seat.objects.get_or_create(dossier=dossier, department_id=papers[spec.invites], defaults={"since": taking.at})
    if spec.hands_to and papers.get(spec.hands_to) and papers[spec.hands_to] != dossier.department_id:
        dossier.sender, dossier.department, dossier.officer = dossier.department, Department.objects.get(pk=papers[spec.hands_to]), None
    elif spec.hands_back and (sent_by := dossier.sender):
        dossier.department, dossier.sender, dossier.officer = sent_by, None, None


def let_work(dossier: Dossier, by: Officer) -> None:
    """Where nobody works on a dossier yet, whoever takes a step for its holder does, unless the institution that keeps it names who works."""
    held = kept(dossier.procedure)
    if dossier.officer is None and by.department_id == dossier.department_id and not (held and held.names_worker):
        dossier.officer = by
