"""Questions about complaints, each starting from what the officer may see."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum

from mingjian.core.errors import NotFound
from mingjian.institutions.disputes.models import PROCEDURE, Complaint
from mingjian.office.lists import search
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to, may_see


def complaints_visible_to(officer: Officer) -> QuerySet[Complaint]:
    """Return the complaints whose dossiers the officer may see: a platform those that it was asked about."""
    return Complaint.objects.filter(may_see(officer, "dossier")).select_related("dossier__department", "complainant", "clue__dossier")


def complaints_matching(officer: Officer, *, state: str, question: str) -> QuerySet[Complaint]:
    """Return those that a list asks for: `open`, `closed` or all, by words."""
    found = complaints_visible_to(officer)
    if state in {"open", "closed"}:
        found = found.filter(dossier__is_closed=state == "closed")
    return search.search(found, "complaint", question)


#: From so many open complaints about one operator within so many days on, they are shown together. No text sets either: the choice is ours.
GROUP, GROUP_DAYS = 3, 90


def groups_of(officer: Officer, at: datetime) -> list[dict[str, Any]]:
    """Return the operators of whom several open complaints came in of late, the most complained of first, with count, sum and days."""
    since = at - timedelta(days=GROUP_DAYS)
    found: Any = complaints_visible_to(officer).filter(dossier__is_closed=False, received_at__gte=since).order_by()
    told = {"count": Count("pk"), "sum": Sum("price"), "first": Min("received_at"), "last": Max("received_at")}
    return list(found.values("complained_of").annotate(**told).filter(count__gte=GROUP).order_by("-count", "complained_of")[:20])


def complaint_visible_to(officer: Officer, number: str) -> Complaint:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = complaints_visible_to(officer).filter(dossier__number=number).first()
    if found is None:
        raise NotFound(f"没有投诉 {number}。", f"There is no complaint {number}.")
    return found


def complaint_dossier(officer: Officer, number: str) -> Dossier:
    """Return the dossier of a complaint that the officer may see, whether or not it has a row of its own. Raises NotFound."""
    found = dossiers_visible_to(officer).filter(procedure=PROCEDURE, number=number).first()
    if found is None:
        raise NotFound(f"没有投诉 {number}。", f"There is no complaint {number}.")
    return found


def complaints_in(officer: Officer, state: str) -> QuerySet[Dossier]:
    """Return the complaints in the officer's view that stand in a state, the one that waits longest first."""
    return dossiers_visible_to(officer).filter(procedure=PROCEDURE, state_text=state).order_by("moved_at")


def complaint_of(dossier: Dossier) -> Complaint | None:
    """Return the complaint beside a dossier; None for one of before there were complaints."""
    return Complaint.objects.filter(dossier=dossier).first()


def platforms() -> QuerySet[Department]:
    """Return the platforms that a complaint can be about: those whose name in records is known."""
    return Department.objects.filter(kind=Department.Kind.PLATFORM).exclude(platform="")
