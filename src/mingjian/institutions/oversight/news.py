"""What is new about oversight: orders to carry out, reviews asked of us, corrections that others suggest."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.oversight import queries
from mingjian.institutions.oversight.models import Urging
from mingjian.institutions.oversight.services.hits import asked_about_us, asker_of
from mingjian.office.dossiers.shown import url_of
from mingjian.office.lists.paging import capped
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.permissions import is_of_authority, may
from mingjian.office.web.news import LINES, Line, News, clock_of, first_few


def orders_given(officer: Officer, at: datetime) -> News | None:
    """Return which orders the officer's department has to report back on."""
    return (
        _told(gettext("Orders to report back on"), queries.orders_to_carry_out(officer), reverse("oversight:oversight")) if is_of_authority(officer) else None
    )


def reviews_asked(officer: Officer, at: datetime) -> News | None:
    """Return which reviews wait for the officer's department."""
    if not is_of_authority(officer):
        return None
    return _told(gettext("Reviews of our decisions"), queries.reviews_to_take_up(officer), f"{reverse('oversight:oversight')}?of=reviews")


def suggestions_waiting(officer: Officer, at: datetime) -> News | None:
    """Return which corrections others suggest, and nobody answered."""
    if not may(officer, "oversight.answer_suggestions") or not is_of_authority(officer):
        return None
    found = queries.suggestions_to_answer(officer)
    lines = [Line(one.dossier.title, one.get_absolute_url(), one.number, f"{localtime(one.at):%m-%d}") for one in found[:LINES]]
    return News(gettext("Corrections that others suggest"), lines, lines[0].url, capped(found)) if lines else None


def reminders_to_us(officer: Officer, at: datetime) -> News | None:
    """Return the news of what others wait for past a deadline, of which the node reminded the officer's department."""
    if officer.duty != Officer.Duty.WORK:
        return None
    found = queries.urgings_of(officer)
    lines = [_reminder(one) for one in first_few(found)]
    return News(gettext("Others wait for us, past the deadline"), lines, reverse("docket"), capped(found)) if lines else None


def asked_about_ours(officer: Officer, at: datetime) -> News | None:
    """Return which departments asked whether anybody works on the same, and were told that we do."""
    if not is_of_authority(officer):
        return None
    found = asked_about_us(officer, at)
    lines = [_asked_about(entry, ours) for entry, ours in found[:LINES]]
    return News(gettext("Others ask about what we work on"), lines, lines[0].url, str(len(found))) if lines else None


def _asked_about(entry: Entry, ours: Dossier) -> Line:
    """Describe who asked about a matter of ours; the line stays where that matter is due on the same page."""
    return Line(ours.title, url_of(ours), f"{ours.number} · {asker_of(entry)}", f"{localtime(entry.at):%m-%d}", is_event=True)


def _reminder(one: Urging) -> Line:
    """Describe a reminder on a line of its own; on a page that shows its clock, in a few words there."""
    day, sub = f"{localtime(one.at):%m-%d}", f"{one.dossier.number} · {one.label} · {one.waits.name}"
    words = gettext("%(name)s waits for it; reminded on %(day)s") % {"name": one.waits.name, "day": day}
    return Line(one.dossier.title, f"{url_of(one.dossier)}#urgings", sub, day, clock_of(one.dossier, one.deadline), words)


def _told(title: Any, found: QuerySet[Dossier], url: str) -> News | None:
    lines = [Line(one.title, url_of(one), one.number, f"{localtime(one.moved_at):%m-%d}") for one in first_few(found)]
    return News(title, lines, url, capped(found)) if lines else None
