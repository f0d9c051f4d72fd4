"""What is new about complaints: for a platform those that it is to settle first, for the authority what platforms have told."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.queries import complaints_in
from mingjian.office.dossiers.shown import state_label, url_of
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority
from mingjian.office.web.news import Line, News, first_few


def with_the_platform(officer: Officer, at: datetime) -> News | None:
    """Notify a platform which complaints it is asked to settle first."""
    return None if is_of_authority(officer) else _told(gettext("Complaints to settle first"), officer, "with_platform")


def told_by_platforms(officer: Officer, at: datetime) -> News | None:
    """Notify the authority which complaints a platform calls settled, so that the consumer is asked."""
    return _told(gettext("Settled, say platforms: ask the consumer"), officer, "settled_with_platform") if is_of_authority(officer) else None


def _told(title: Any, officer: Officer, state: str) -> News | None:
    found = complaints_in(officer, state)
    lines = [Line(one.title, url_of(one), one.number, f"{localtime(one.moved_at):%m-%d}") for one in first_few(found)]
    return News(title, lines, reverse("disputes:complaints"), capped(found)) if lines else None


def line_of(complaint: Complaint) -> Line:
    """Describe one on one line, for whoever searched for it."""
    return Line(complaint.dossier.title, url_of(complaint.dossier), f"{complaint.dossier.number} · {said(state_label(complaint.dossier))}")
