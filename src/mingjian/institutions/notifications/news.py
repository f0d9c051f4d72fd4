"""What messages tell on the home page: notes that name the officer."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.notifications.queries import mentions_of
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.web.news import Line, News, first_few


def mentions(officer: Officer, at: datetime) -> News | None:
    """Return which notes name the officer and are not seen; nothing where there are none."""
    found = mentions_of(officer)
    lines = [
        Line(
            one.note.text[:80],
            reverse("notifications:notes", args=[one.note.dossier.number]),
            f"{one.note.by.name} · {one.note.dossier.number}",
            _day(one.note.at),
        )
        for one in first_few(found)
    ]
    return News(gettext("Notes that name you"), lines, reverse("notifications:notes", args=[found[0].note.dossier.number]), capped(found)) if lines else None


def _day(at: datetime) -> str:
    return f"{localtime(at):%m-%d}"
