"""What is new about publications: drafts of colleagues that wait to be read and released, within twenty working days of the decision."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from mingjian.institutions.publication.models import TAKEN_DOWN, Version
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import LINES, Line, News


def _to_release(officer: Officer) -> QuerySet[Version]:
    """Return the drafts that the officer may release: of the own department's cases, and none that they drafted themselves."""
    if officer.department_id is None or not may(officer, "publication.publish"):
        return Version.objects.none()
    waiting = Version.objects.filter(released_at__isnull=True, publication__case__dossier__department=officer.department_id)
    waiting = waiting.exclude(drafted_by=officer.pk).exclude(publication__standing=TAKEN_DOWN)
    return waiting.select_related("publication__case__dossier", "drafted_by").order_by("drafted_at", "pk")


def waits_for_release(officer: Officer, at: datetime) -> News | None:
    """Notify whoever may release a publication which drafts wait for it, the oldest first."""
    found = _to_release(officer)
    lines = [
        Line(one.publication.case.dossier.title, one.publication.get_absolute_url(), f"{one.publication.number} · {one.drafted_by.name}")
        for one in found[:LINES]
    ]
    return News(gettext("Publications to be read and released"), lines, reverse("cases:cases"), capped(found)) if lines else None
