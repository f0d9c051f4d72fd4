"""Clues that were handed to a department which let the period run out without accepting them, and the superior that this goes to."""

from django.db.models import Exists, OuterRef, QuerySet

from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.models import REGION_DIGITS, Deadline, Department, Dossier, Officer
from mingjian.office.people.permissions import departments_in_view

UNACCEPTED = ("dispatched", "reported", "designated")
CHECK = "check"  # the period of the check, which binds whoever received the clue


def unaccepted() -> QuerySet[Dossier]:
    """Return the clues that wait to be accepted, and whose period of the check a sweep has seen to run out."""
    missed = Deadline.objects.filter(dossier=OuterRef("pk"), name=CHECK, closed_at__isnull=True, missed_at__isnull=False)
    found = Dossier.objects.filter(procedure=PROCEDURE, state_text__in=UNACCEPTED, is_closed=False).filter(Exists(missed))
    return found.select_related("department", "sender").order_by("moved_at")


def superior_of(dossier: Dossier) -> Department | None:
    """Return the nearest department above the holder, and above the sender where that is an authority; None where this node knows none."""
    holder, sender = dossier.department, dossier.sender
    higher = [level for level, digits in REGION_DIGITS.items() if digits < REGION_DIGITS[holder.level]]
    above = [one for one in Department.objects.filter(kind=holder.kind, level__in=higher) if one.is_above(holder)]
    common = [one for one in above if sender is None or not sender.is_authority or one.is_above(sender)]
    return max(common, key=lambda one: (REGION_DIGITS[one.level], -one.pk), default=None)


def silent_below(officer: Officer, most: int) -> list[Dossier]:
    """Return the clues that nobody below accepted in time and whose superior the officer's department is, the longest first; at most so many."""
    if officer.department is None or not officer.department.is_authority:
        return []
    below = unaccepted().filter(department__in=departments_in_view(officer)).exclude(department=officer.department_id)
    return [one for one in below[: 4 * most] if superior_of(one) == officer.department][:most]
