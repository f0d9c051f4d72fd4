"""What is new about cases: those whose sums come near the line of a crime, on the home page and above the deadlines."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.procedure.rulebook import crimes
from mingjian.institutions.cases.lore.weighing import Watch, watch_of
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.office.desk.news import LINES, Line, News
from mingjian.office.dossiers.shown import state_label
from mingjian.office.institution import Caution
from mingjian.office.language import said
from mingjian.office.models import Officer

_MOST = 200  # open cases with a crime that are weighed for one page


def _watched(officer: Officer, at: datetime) -> list[tuple[Case, Watch]]:
    """Give the open cases of the officer's department that come near a line, the nearest first."""
    on = localtime(at).date()
    cases = cases_visible_to(officer).filter(dossier__department=officer.department_id, dossier__is_closed=False).exclude(crime="")
    found = [(case, watch) for case in cases.order_by("-pk")[:_MOST] if (watch := watch_of(case, on)).level]
    return sorted(found, key=lambda one: -(one[1].share or 0))


def near_the_line(officer: Officer, at: datetime) -> News | None:
    """Tell of cases whose sums come to 80 % of the line of a crime, or over it."""
    found = _watched(officer, at)
    if not found:
        return None
    lines = [Line(case.dossier.title, case.get_absolute_url(), case.number, f"{watch.percent} %") for case, watch in found[:LINES]]
    return News(gettext("Cases near or over the line of a crime"), lines, reverse("cases:cases"), str(len(found)))


def warned(officer: Officer, at: datetime) -> list[Caution]:
    """Say of each such case how near it is, for the top of the deadlines."""
    return [_said(case, watch) for case, watch in _watched(officer, at)]


def _said(case: Case, watch: Watch) -> Caution:
    told = {"number": case.number, "share": watch.percent or 0, "crime": said(crimes().crime(case.crime).title)}
    if watch.level == "reached":
        text = gettext("%(number)s: the sums reach the line of %(crime)s (%(share)s %%): transfer is to be considered at once.") % told
    else:
        text = gettext("%(number)s: the sums are at %(share)s %% of the line of %(crime)s.") % told
    return Caution(text, case.get_absolute_url(), watch.level == "reached")


def line_of(case: Case) -> Line:
    """Tell one on one line, for whoever searched for it."""
    return Line(case.dossier.title, case.get_absolute_url(), " · ".join(one for one in (case.number, said(state_label(case.dossier)), case.party_name) if one))
