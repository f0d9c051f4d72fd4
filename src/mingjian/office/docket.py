"""Deadlines: open, due, missed. What a department must do, the most pressing first."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.permissions import dossiers_visible_to, may_see

SOON = timedelta(days=3)


def deadlines_visible_to(officer: Officer) -> QuerySet[Deadline]:
    """Give the open deadlines of every dossier that the officer may see, the earliest due first, those without a day last."""
    return (
        Deadline.objects.filter(may_see(officer, "dossier"), closed_at__isnull=True, dossier__is_closed=False)
        .select_related("dossier", "dossier__department")
        .order_by(F("due").asc(nulls_last=True), "id")
    )


def deadlines_of_department(officer: Officer) -> QuerySet[Deadline]:
    """Give the open deadlines of the dossiers that the officer's own department holds: what is due."""
    return deadlines_visible_to(officer).filter(dossier__department=officer.department_id)


def dossiers_waiting_on_others(officer: Officer) -> QuerySet[Dossier]:
    """Give the open dossiers that the officer's department once held or opened, and that another department holds now."""
    return dossiers_visible_to(officer).filter(is_closed=False, seats__department=officer.department_id).exclude(department=officer.department_id)


def note_missed(at: datetime) -> list[Deadline]:
    """Mark each open, running deadline that has passed and was not marked yet; give those marked now. For sweeps."""
    passed = Deadline.objects.filter(closed_at__isnull=True, suspended_since__isnull=True, missed_at__isnull=True, due__lt=at).select_related("dossier")
    found = list(passed)
    Deadline.objects.filter(pk__in=[deadline.pk for deadline in found]).update(missed_at=at)
    return found
