"""What monitoring tells on the home page: findings that nobody dealt with, rules that wait to be approved."""

from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from mingjian.institutions.monitoring.marked import headline
from mingjian.institutions.monitoring.models import Finding, Watch
from mingjian.institutions.monitoring.queries import aloud, findings_visible_to, title_of, watches_visible_to
from mingjian.office.desk.news import LINES, Line, News
from mingjian.office.lists.paging import capped
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


def new_findings(officer: Officer, at: datetime) -> News:
    """Tell the most remarkable findings in the officer's regions that nobody dealt with, and how many of each detector wait."""
    waiting = findings_visible_to(officer).filter(status=Finding.Status.NEW)
    queue = reverse("monitoring:findings")
    counted = sorted(waiting.order_by().values_list("detector").annotate(Count("pk")), key=lambda one: -one[1])
    kinds = [Line(title_of(detector), f"{queue}?{urlencode({'detector': detector})}", end=f"{number:,}") for detector, number in counted]
    lines = [
        Line(headline(found.evidence()) or found.subject, reverse("monitoring:finding", args=[found.pk]), _brief(found), f"{found.score:.2f}")
        for found in waiting.order_by("-score", "id")[:LINES]
    ]
    return News(gettext("Findings"), lines, queue, f"{sum(number for _, number in counted):,}", kinds if len(kinds) > 1 else [])


def _brief(found: Finding) -> str:
    return visible(f"{title_of(found.detector)} · {found.subject} · {found.reason}"[:160])


def rules_to_approve(officer: Officer, at: datetime) -> News | None:
    """Tell which rules wait for the officer's approval."""
    waiting = watches_visible_to(officer).filter(state=Watch.State.WAITING).exclude(written_by=officer)
    if not may(officer, "monitoring.approve_rules") or not waiting:
        return None
    lines = [Line(watch.title, reverse("monitoring:rule", args=[watch.pk]), f"{watch.written_by.name} · {aloud(watch)}"[:160]) for watch in waiting[:LINES]]
    return News(gettext("Rules that wait for your approval"), lines, reverse("monitoring:rules"), capped(waiting))
