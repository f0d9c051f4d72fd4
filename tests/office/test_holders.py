"""Dossiers counted by whoever holds them: as grouping them all would count, in one question."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from people import at, department_of, people

from mingjian.office.dossiers.holders import counted_by_holder
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Department, Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = at("2026-11-23 10:00")


@pytest.fixture
def who() -> dict[str, Officer]:
    """Officers of three departments, with dossiers of two procedures: of theirs, of nobody's, closed and open."""
    made = people("li", "wang", "zhao", "sun")
    for nth in range(24):
        by = made["zhao" if nth % 5 == 0 else "li"]
        papers = {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"} if nth % 3 == 0 else {"questions": "?"}
        one = open_any(Request("crime_transfer" if nth % 3 == 0 else "assistance", f"100% {nth}", papers=papers), by=by, at=NOW + timedelta(hours=nth))
        one.officer, one.is_closed = (None, made["li"], made["wang"])[nth % 3 if nth < 18 else 0], nth % 4 == 0
        one.save()
    return made


@pytest.mark.parametrize("closed", [None, True, False])
def test_each_holder_is_counted_as_going_through_all_would_by_one_question(who: dict[str, Officer], closed: bool | None) -> None:
    found = Dossier.objects.filter(opened_at__gte=NOW + timedelta(hours=2), opened_at__lt=NOW + timedelta(hours=21), title__contains="100%")
    found = found if closed is None else found.filter(is_closed=closed)
    keys = [department_of(name).pk for name in ("county", "neighbour", "city")]
    with CaptureQueriesContext(connection) as asked:
        told = counted_by_holder(found, keys, closed=closed)
    assert told == Counter((one.department_id, one.procedure, one.officer_id) for one in found)
    assert len(asked) == 1
    assert len(told) > 3


def test_those_of_other_departments_are_left_out_and_of_nothing_there_is_none(who: dict[str, Officer]) -> None:
    county = department_of("county")
    assert {department for department, _, _ in counted_by_holder(Dossier.objects.all(), [county.pk])} == {county.pk}
    assert counted_by_holder(Dossier.objects.none(), [county.pk]) == Counter()
    assert counted_by_holder(Dossier.objects.all(), []) == Counter()
    empty = Department.objects.create(name_zh="空", name_en="Empty", kind="market_regulation", level="county", region="330199")
    assert counted_by_holder(Dossier.objects.all(), [empty.pk]) == Counter()
