"""What is new about notices: those that wait to be taken in, and measures whose wait is over."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.notices.complaints.queries import complaints_visible_to
from mingjian.institutions.notices.models import SENT, STANDING, Notice, Right, Target
from mingjian.institutions.notices.operators.queries import notices_answered
from mingjian.institutions.notices.queries import figure_appeals_visible_to, notices_visible_to, rights_ending
from mingjian.institutions.notices.queries import waits_over as dossiers_over
from mingjian.institutions.notices.rights.queries import hits_of
from mingjian.institutions.notices.services.accuracy import lanes_of
from mingjian.institutions.notices.services.lanes import MOST_QUEUED, ORDINARY, Lane, in_queue
from mingjian.institutions.notices.services.row_days import days_over
from mingjian.institutions.notices.targets.queries import BACK, rows_visible_to, sifted, sightings_of, with_notice
from mingjian.office.dossiers.shown import url_of
from mingjian.office.institution import Caution
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import LINES, Line, News, first_few

MOST = 20  # cautions of one page
SHOWN_FOR = timedelta(days=30)  # what a look showed longer ago stands in the table alone


def notices_sent(officer: Officer, at: datetime) -> News | None:
    """Notify a platform's clerk which notices came and wait, in the order of the queue."""
    if not may(officer, "notices.handle"):
        return None
    found = notices_visible_to(officer).filter(department=officer.department_id, standing=SENT).defer("addresses", "facts").order_by("sent_at")
    waiting = list(found[:MOST_QUEUED])
    lanes = lanes_of((one.right for one in waiting), at)
    queue = in_queue([(one, one.sent_at) for one in waiting], lambda one: lanes[one.right_id])
    lines = [
        Line(one.right.holder, one.get_absolute_url(), one.number, " · ".join(filter(None, (f"{localtime(one.sent_at):%m-%d}", _said_apart(lane)))))
        for one, lane in queue[:LINES]
    ]
    return News(gettext("Notices of infringement that came"), lines, reverse("notices:notices"), capped(found)) if lines else None


def _said_apart(lane: Lane) -> str:
    """Return what a lane is called where it puts somebody apart."""
    return "" if lane.key == ORDINARY else said(lane.label)


def operators_answered(officer: Officer, at: datetime) -> News | None:
    """Notify a platform's clerk for which notices an operator sent something by its receipt that nobody took yet; none where nothing waits."""
    if not may(officer, "notices.handle"):
        return None
    found = notices_answered(officer)
    lines = [Line(one.right.holder, one.get_absolute_url(), one.number) for one in first_few(found.order_by("-pk"))]
    return News(gettext("Sent by operators by their receipts"), lines, reverse("notices:notices"), capped(found)) if lines else None


def figures_appealed(officer: Officer, at: datetime) -> News | None:
    """Notify the head of an authority which appeals against figures of accuracy wait for a decision; none where nothing waits."""
    if not may(officer, "notices.decide_appeals"):
        return None
    found = figure_appeals_visible_to(officer).filter(department=officer.department_id, standing=SENT)
    lines = [Line(one.notice.right.holder, one.get_absolute_url(), one.number, f"{localtime(one.sent_at):%m-%d}") for one in first_few(found)]
    return News(gettext("Appeals against figures of accuracy"), lines, lines[0].url, capped(found)) if lines else None


def holders_complain(officer: Officer, at: datetime) -> News | None:
    """Notify an authority which complaints of right holders wait to be taken up; none where nothing waits."""
    if not may(officer, "clues.register"):
        return None
    found = complaints_visible_to(officer).filter(department=officer.department_id, standing=SENT)
    lines = [Line(one.notice.right.holder, one.get_absolute_url(), one.number, f"{localtime(one.sent_at):%m-%d}") for one in first_few(found)]
    return News(gettext("Complaints of right holders"), lines, reverse("notices:complaints"), capped(found)) if lines else None


def returned(officer: Officer, at: datetime) -> News | None:
    """Notify a platform's clerk which listings are offered again though a measure stands, as the last nights found; none where nothing waits."""
    if not may(officer, "notices.handle"):
        return None
    found = sightings_of(officer).filter(settled_at__isnull=True)
    lines = [
        Line(one.address or one.listing, f"{reverse('notices:sightings')}#sighting-{one.pk}", one.target.notice.number, f"{localtime(one.found_at):%m-%d}")
        for one in first_few(found)
    ]
    return News(gettext("Offered again after a measure"), lines, reverse("notices:sightings"), capped(found)) if lines else None


def like_pictures(officer: Officer, at: datetime) -> News | None:
    """Notify the keepers of rights which listings the night found to be like pictures of their banks; none where nothing waits."""
    if not may(officer, "notices.send"):
        return None
    found = hits_of(officer).filter(settled_at__isnull=True)
    url = reverse("notices:bank_hits")
    lines = [Line(one.title or one.listing, url, one.picture.right.number, f"{localtime(one.found_at):%m-%d}") for one in first_few(found)]
    return News(gettext("Listings like pictures of your rights"), lines, url, capped(found)) if lines else None


def shown_again(officer: Officer, at: datetime) -> News | None:
    """Notify a platform's clerk which pages a second look of late showed in spite of a measure; none where there are none."""
    if not may(officer, "notices.handle"):
        return None
    rows = rows_visible_to(officer).filter(state__in=STANDING, seen_at__gte=at - SHOWN_FOR)
    found = with_notice(sifted(rows, BACK, "", at)).order_by("-seen_at", "-pk")
    lines = [Line(one.address, f"{_table(one)}?state={BACK}", one.notice.number, f"{localtime(one.seen_at):%m-%d}") for one in first_few(found) if one.seen_at]
    url = f"{reverse('notices:targets')}?state={BACK}"
    return News(gettext("Still there, or back, after a measure"), lines, url, capped(found)) if lines else None


def _table(row: Target) -> str:
    return reverse("notices:targets_of", args=[row.notice.number])


def rights_end_soon(officer: Officer, at: datetime) -> News | None:
    """Notify platform and sender which rights, or powers of attorney for them, end within a month: after that a notice rests on nothing."""
    found = rights_ending(officer, localtime(at).date())
    lines = [Line(one.holder, one.get_absolute_url(), _ends(one, localtime(at).date()), one.registration) for one in first_few(found)]
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
