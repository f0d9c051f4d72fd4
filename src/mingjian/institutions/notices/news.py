"""What is new about notices: those that wait to be taken in, and measures whose wait is over."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.notices.lore.row_days import days_over
from mingjian.institutions.notices.models import SENT, Notice, Right
from mingjian.institutions.notices.queries import notices_visible_to, rights_ending
from mingjian.institutions.notices.queries import waits_over as dossiers_over
from mingjian.office.desk.news import LINES, Line, News
from mingjian.office.dossiers.shown import url_of
from mingjian.office.institution import Caution
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

MOST = 20  # cautions of one page


def notices_sent(officer: Officer, at: datetime) -> News | None:
    """Notify a platform's clerk which notices came and wait."""
    if not may(officer, "notices.handle"):
        return None
    found = notices_visible_to(officer).filter(department=officer.department_id, standing=SENT).defer("addresses", "facts").order_by("sent_at")
    lines = [Line(one.right.holder, one.get_absolute_url(), one.number, f"{localtime(one.sent_at):%m-%d}") for one in found[:LINES]]
    return News(gettext("Notices of infringement that came"), lines, reverse("notices:notices"), capped(found)) if lines else None


def rights_end_soon(officer: Officer, at: datetime) -> News | None:
    """Notify platform and sender which rights, or powers of attorney for them, end within a month: after that a notice rests on nothing."""
    found = rights_ending(officer, localtime(at).date())
    lines = [Line(one.holder, one.get_absolute_url(), _ends(one, localtime(at).date()), one.registration) for one in found[:LINES]]
    return News(gettext("Rights and powers of attorney that end soon"), lines, reverse("notices:notices"), capped(found)) if lines else None


def _ends(right: Right, on: date) -> str:
    """Return what ends when: the right itself, or what its agent acts on."""
    ends_first = right.attorney_until and on <= right.attorney_until and (right.until is None or right.attorney_until < right.until)
    day = right.attorney_until if ends_first else right.until
    words = gettext("power of attorney until %(day)s") if ends_first else gettext("in force until %(day)s")
    return f"{right.number} · {words % {'day': day}}"


def waits_over(officer: Officer, at: datetime) -> list[Caution]:
    """Return which measures are to be lifted at once: the right holder's time is over, and no word of complaint or suit came."""
    if not may(officer, "notices.handle"):
        return []
    found = [Caution(_over(one.number), url_of(one), is_bad=True) for one in dossiers_over(officer, at)[:MOST]]
    rows = days_over(officer.department_id, at)[:MOST] if officer.department_id else []
    return found + [Caution(_rows_over(*one), f"{reverse('notices:targets_of', args=[one[0]])}?state=over", is_bad=True) for one in rows]


def _rows_over(number: str, count: int) -> str:
    told = {"number": number, "count": count}
    return gettext("%(number)s: the right holder's time is over for %(count)d of its addresses. Lift the measures on them at once.") % told


def _over(number: str) -> str:
    return gettext("%(number)s: the right holder's time is over without complaint or suit. Lift the measures at once.") % {"number": number}


def line_of(notice: Notice) -> Line:
    """Describe one on one line, for whoever searched for it."""
    return Line(notice.right.holder, notice.get_absolute_url(), f"{notice.number} · {notice.right.registration} · {notice.department.name}")
