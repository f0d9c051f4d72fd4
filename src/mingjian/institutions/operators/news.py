"""What subject files tell where somebody searched for them; which reports wait to be corrected; what was answered meanwhile."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from mingjian.core.language import Text
from mingjian.institutions.operators.models import Report, Subject
from mingjian.institutions.operators.queries import answered_meanwhile, reports_to_correct
from mingjian.office.acts.offers import makers_open
from mingjian.office.dossiers.shown import url_of
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Dossier, Officer
from mingjian.office.web.news import Line, News, first_few


def line_of(subject: Subject) -> Line:
    """Describe a subject file on one line; of a person only the first sign of the name."""
    told = (subject.number, subject.uscc, subject.department.name)
    return Line(subject.name_shown, subject.get_absolute_url(), " · ".join(one for one in told if one))


def to_correct(officer: Officer, at: datetime) -> News | None:
    """Notify a platform which of its reports have wrong rows, or could not be examined, and were not corrected yet."""
    if not makers_open("report", officer):
        return None
    found = reports_to_correct(officer, at)
    lines = [Line(one.number, one.get_absolute_url(), _fault_of(one), f"{localtime(one.brought_at):%m-%d}") for one in first_few(found)]
    return News(gettext("Reports of operators to be corrected"), lines, reverse("operators:reports"), capped(found)) if lines else None


def _fault_of(report: Report) -> str:
    if report.stands == "failed":
        return gettext("Could not be examined")
    return ngettext("%(count)s row is wrong", "%(count)s rows are wrong", report.wrong) % {"count": report.wrong}


def told_meanwhile(officer: Officer, at: datetime) -> News | None:
    """Notify whoever asked about a subject that a part was answered or more time asked for: the request stands where it stood, so that nothing else says so."""
    found = answered_meanwhile(officer, at)
    lines = [Line(one.title, url_of(one), f"{one.number} · {said(_newest(one))}", is_event=True) for one in first_few(found)]
    return News(gettext("Answered in part, or more time asked for"), lines, reverse("dossiers"), capped(found)) if lines else None


def _newest(one: Dossier) -> Text:
    """Return the label of the newest step, which the query annotates."""
    return sheet_of(one).steps[one.newest].label  # type: ignore[attr-defined]
