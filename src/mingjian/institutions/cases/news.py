"""What is new about cases: those whose sums come near the line of a crime, on the home page and above the deadlines."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.procedure.rulebook import crimes
from mingjian.institutions.cases.models import Case, Invitation
from mingjian.office.dossiers.shown import state_in_short
from mingjian.office.institution import Caution
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import LINES, Line, News

_MOST = 20  # warnings of one page


def _near(officer: Officer) -> QuerySet[Case]:
    """Return the open cases of the officer's department that come near a line, as they were last weighed."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Case.objects.none()
    found = Case.objects.filter(nearness__in=["reached", "judge", "near"], dossier__is_closed=False)
    return found.filter(dossier__department=officer.department_id).select_related("dossier")


def _nearest(officer: Officer, most: int) -> list[Case]:
    """Return so many of them, the gravest first: one query for each level, since an index gives each in order, and none all together."""
    near, found = _near(officer).order_by("-near_percent", "-pk"), list[Case]()
    for level in ("reached", "judge", "near"):
        found += near.filter(nearness=level)[: most - len(found)]
    return found


def near_the_line(officer: Officer, at: datetime) -> News | None:
    """Return the news of cases whose sums come to 80 % of the line of a crime, or over it."""
    near = _near(officer)
    if not near.exists():
        return None
    lines = [Line(case.dossier.title, f"{case.get_absolute_url()}/amounts", case.number, f"{case.near_percent} %") for case in _nearest(officer, LINES)]
    return News(gettext("Cases near or over the line of a crime"), lines, reverse("cases:cases"), capped(near)) if lines else None


def invited(officer: Officer, at: datetime) -> News | None:
    """Return the invitations into clusters that wait for the officer's office; nothing where none does."""
    if not may(officer, "cases.handle") or officer.department_id is None:
        return None
    waiting = Invitation.objects.filter(office=officer.department_id, standing="waiting").select_related("parent__dossier__department").order_by("-at")
    lines = [Line(one.note[:80], one.get_absolute_url(), one.parent.department.name, f"{localtime(one.at):%m-%d}") for one in waiting[:LINES]]
    return News(gettext("Invitations into clusters of cases"), lines, lines[0].url, capped(waiting)) if lines else None


def warned(officer: Officer, at: datetime) -> list[Caution]:
    """Return cautions for the top of the deadlines: how near the nearest of them are, without those that were transferred already."""
    return [_said(case) for case in _nearest(officer, _MOST) if not case.is_transferred]


def _said(case: Case) -> Caution:
    told = {"number": case.number, "share": case.near_percent, "crime": said(crimes().crime(case.crime).title)}
    if case.nearness == "reached":
        text = gettext("%(number)s: the sums reach the line of %(crime)s (%(share)s %%): transfer is to be considered at once.") % told
    elif case.nearness == "judge":
        text = gettext("%(number)s: the sums reach a line of %(crime)s in figures (%(share)s %%); whether it is met is for a person to judge.") % told
    else:
        text = gettext("%(number)s: the sums are at %(share)s %% of the line of %(crime)s.") % told
    return Caution(text, case.get_absolute_url(), case.nearness != "near")


def line_of(case: Case) -> Line:
    """Describe one on one line, for whoever searched for it."""
    told = (case.number, said(state_in_short(case.dossier)), case.party_name)
    return Line(case.dossier.title, case.get_absolute_url(), " · ".join(one for one in told if one))
