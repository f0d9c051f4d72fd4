"""What findings tell on the home page: those that nobody dealt with."""

from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from mingjian.institutions.monitoring.exhibits.spans import headline
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to, title_of
from mingjian.office.desk.news import LINES, Line, News
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


def new_findings(officer: Officer, at: datetime) -> News:
    """Tell the most remarkable findings in the officer's regions that nobody dealt with, and how many of each detector wait."""
    waiting = findings_visible_to(officer).filter(status=Finding.Status.NEW)
    queue = reverse("monitoring:findings")
    counted = sorted(waiting.order_by().values_list("detector").annotate(Count("pk")), key=lambda one: -one[1])
    kinds = [Line(title_of(detector), f"{queue}?{urlencode({'detector': detector})}", end=f"{number:,}") for detector, number in counted]
    lines = [
        Line(headline(found) or found.subject, reverse("monitoring:finding", args=[found.pk]), _brief(found), f"{found.score:.2f}")
        for found in waiting.order_by("-score", "id")[:LINES]
    ]
    return News(gettext("Findings"), lines, queue, f"{sum(number for _, number in counted):,}", kinds if len(kinds) > 1 else [])


def _brief(found: Finding) -> str:
    return visible(f"{title_of(found.detector)} · {found.subject} · {found.reason}"[:160])


def line_of(found: Finding) -> Line:
    """Tell a finding on one line, for whoever searched for it."""
    return Line(headline(found) or found.subject, reverse("monitoring:finding", args=[found.pk]), _brief(found), f"{found.score:.2f}")
