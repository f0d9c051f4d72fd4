"""Rows counted by spans of time: as asking for each span would count them, in one question, and no further than the bound."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from people import at, people

from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.lists.spans import counted_in
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FIRST = at("2026-11-23 00:00")
DAYS = [(FIRST + timedelta(days=nth), FIRST + timedelta(days=nth + 1)) for nth in range(5)]


def opened(*instants: datetime) -> Officer:
    li = people("li")["li"]
    for nth, instant in enumerate(instants):
        open_any(Request("assistance", f"100% {nth}", papers={"questions": "?"}), by=li, at=instant)
    return li


def test_spans_are_counted_as_each_alone_would_be_and_by_one_question() -> None:
    li = opened(*(FIRST + timedelta(hours=hours) for hours in (-1, 0, 3, 23, 24, 71, 72, 119, 120)))
    found = dossiers_visible_to(li).filter(title__contains="100%").order_by("title")
    with CaptureQueriesContext(connection) as asked:
        told = counted_in(found, "opened_at", DAYS)
    assert told == [found.filter(opened_at__gte=first, opened_at__lt=until).count() for first, until in DAYS] == [3, 1, 1, 1, 1]
    assert len(asked) == 1


def test_a_count_ends_at_its_bound() -> None:
    opened(*[FIRST] * 4, FIRST + timedelta(days=1))
    assert counted_in(Dossier.objects.all(), "opened_at", DAYS[:3], most=2) == [2, 1, 0]


def test_of_nothing_and_in_no_span_nothing_is_counted() -> None:
    assert counted_in(Dossier.objects.none(), "opened_at", DAYS) == [0] * 5
    assert counted_in(Dossier.objects.all(), "opened_at", []) == []
