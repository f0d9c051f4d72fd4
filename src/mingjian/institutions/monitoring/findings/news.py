"""What findings tell on the home page: those that nobody dealt with."""

from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from mingjian.institutions.monitoring.exhibits.spans import headline
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import counted_by_status, findings_side_by_side, findings_visible_to, title_of
from mingjian.office.lists.paging import first_rows
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import LINES, Line, News


def new_findings(officer: Officer, at: datetime) -> News | None:
    """Return the most remarkable finding of each detector that nobody in the officer's regions dealt with, and how many of each wait; to whom they are for."""
    if not may(officer, "monitoring.see_findings"):
        return None
    waiting = findings_visible_to(officer).select_related(None).filter(status=Finding.Status.NEW)
    queue = reverse("monitoring:findings")
    counts = counted_by_status(officer)
    by_detector = [(detector, number) for detector, of in counts.items() if (number := of[Finding.Status.NEW])]
    by_detector.sort(key=lambda one: (-one[1], one[0]))
    kinds = [Line(title_of(detector), f"{queue}?{urlencode({'detector': detector})}", end=f"{number:,}") for detector, number in by_detector]
    lines = [line_of(found) for found in first_rows(waiting, ("turn", "-score", "id"), LINES, findings_side_by_side(officer, status=Finding.Status.NEW))]
    return News(gettext("Findings"), lines, queue, f"{sum(number for _, number in by_detector):,}", kinds if len(kinds) > 1 else [])


def _brief(found: Finding) -> str:
    told = headline(found)
    about = f"{told} · " if told and told not in found.called and found.called.rstrip("…") not in told else ""
    return visible(f"{about}{found.reason} · {found.subject}"[:200])


def _score(found: Finding) -> str:
    return gettext("score %(score)s") % {"score": f"{found.score:.2f}"}


def line_of(found: Finding) -> Line:
    """Describe a finding on one line, for whoever searched for it."""
    return Line(f"{found.called} · {title_of(found.detector)}", reverse("monitoring:finding", args=[found.pk]), _brief(found), _score(found))
