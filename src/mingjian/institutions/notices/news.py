"""What is new about notices: those that wait to be taken in, and measures whose wait is over."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.notices.models import SENT, Notice
from mingjian.institutions.notices.queries import notices_visible_to
from mingjian.institutions.notices.queries import waits_over as dossiers_over
from mingjian.office.desk.news import LINES, Line, News
from mingjian.office.dossiers.shown import url_of
from mingjian.office.institution import Caution
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

MOST = 20  # cautions of one page


def notices_sent(officer: Officer, at: datetime) -> News | None:
    """Tell a platform's clerk which notices came and wait."""
    if not may(officer, "notices.handle"):
        return None
    found = notices_visible_to(officer).filter(department=officer.department_id, standing=SENT).order_by("sent_at")
    lines = [Line(one.right.holder, one.get_absolute_url(), one.number, f"{localtime(one.sent_at):%m-%d}") for one in found[:LINES]]
    return News(gettext("Notices of infringement that came"), lines, reverse("notices:notices"), capped(found)) if lines else None


def waits_over(officer: Officer, at: datetime) -> list[Caution]:
    """Say which measures are to be lifted at once: the right holder's time is over, and no word of complaint or suit came."""
    if not may(officer, "notices.handle"):
        return []
    return [Caution(_over(one.number), url_of(one), is_bad=True) for one in dossiers_over(officer, at)[:MOST]]


def _over(number: str) -> str:
    return gettext("%(number)s: the right holder's time is over without complaint or suit. Lift the measures at once.") % {"number": number}


def line_of(notice: Notice) -> Line:
    """Tell one on one line, for whoever searched for it."""
    return Line(notice.right.holder, notice.get_absolute_url(), f"{notice.number} · {notice.right.registration} · {notice.department.name}")
