"""What is new about conferences: opinions that are asked of us, and tasks that joint conferences gave us."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.conferences import queries
from mingjian.institutions.conferences.services.signatures import Stand, positions
from mingjian.office.dossiers.shown import url_of
from mingjian.office.lists.paging import capped
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import is_of_authority
from mingjian.office.web.news import Line, News, first_few


def opinions_asked(officer: Officer, at: datetime) -> News | None:
    """Return the news of consultations in which the officer's department has yet to give its opinion."""
    return _told(gettext("Consultations that ask for our opinion"), queries.opinions_asked(officer)) if is_of_authority(officer) else None


def signatures_asked(officer: Officer, at: datetime) -> News | None:
    """Return which conclusions the officer's department has neither signed nor dissented from."""
    if not is_of_authority(officer):
        return None
    asked = queries.conclusions_to_sign(officer)
    if not asked.exists():
        return None
    silent = [one.pk for one in asked if any(p.department.pk == officer.department_id and p.stand == Stand.SILENT for p in positions(one))]
    return _told(gettext("Conclusions for our signature"), asked.filter(pk__in=silent))


def tasks_given(officer: Officer, at: datetime) -> News | None:
    """Return which tasks of joint conferences the officer's department has to report back on."""
    return _told(gettext("Tasks of joint conferences"), queries.tasks_open(officer)) if is_of_authority(officer) else None


def _told(title: Any, found: QuerySet[Dossier]) -> News | None:
    lines = [Line(one.title, url_of(one), one.number, f"{localtime(one.moved_at):%m-%d}") for one in first_few(found)]
    return News(title, lines, reverse("conferences:conferences"), capped(found)) if lines else None
