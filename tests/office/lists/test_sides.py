"""Lists whose first rows are asked for side by side say what the whole question says."""

import pytest
from django.utils.timezone import now
from journeys.world import make_dossiers
from people import people

from mingjian.office.dossiers import docket
from mingjian.office.lists.paging import first_rows, page_of
from mingjian.office.models import Deadline, Department, Officer
from mingjian.office.people import permissions
from mingjian.office.people.permissions import dossiers_visible_to, sides_one_by_one
from mingjian.office.web.news import LINES, first_few

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ORDER = ("-opened_at", "-id")


@pytest.fixture
def who() -> dict[str, Officer]:
    world = people()
    make_dossiers(world, now())
    return world


def test_dossiers_are_leafed_through_as_without_sides_and_each_stands_once(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0
    for officer in who.values():
        found = dossiers_visible_to(officer)
        whole = list(found.order_by(*ORDER).values_list("pk", flat=True))
        leafed, after = [], ""
        while True:
            page = page_of(found, ORDER, after, 1, sides=sides_one_by_one(officer))
            leafed += [one.pk for one in page.rows]
            if not (after := page.after):
                break
        assert leafed == whole, f"{officer}: the same dossiers in the same order"
        seen += len(whole)
    assert seen > 4, "some see dossiers of others, and those above see what departments below hold"
    monkeypatch.setattr(permissions, "MOST_SIDES", 0)
    assert sides_one_by_one(who["li"]) == [], "of many departments the whole question is asked"
    assert sides_one_by_one(who["auditor"]) == [], "whoever works on no dossier has no side"


def test_a_row_of_several_sides_stands_once_and_what_no_side_has_is_not_made_up(who: dict[str, Officer]) -> None:
    li = who["li"]
    found, sides = dossiers_visible_to(li), sides_one_by_one(li)
    rows = first_rows(found, ORDER, 50, [*sides, *sides])
    assert [one.pk for one in rows] == list(found.order_by(*ORDER).values_list("pk", flat=True))
    other = dossiers_visible_to(who["zhao"])
    assert {one.pk for one in first_rows(other, ORDER, 50, sides)} <= set(other.values_list("pk", flat=True)), "sides show nobody more than may be seen"


def test_clocks_of_others_are_the_same_where_they_are_few_and_where_they_are_many(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    told = {name: set(docket.deadlines_of_others_here(one).values_list("pk", flat=True)) for name, one in who.items()}
    assert any(told.values()), "a letter waits for an answer elsewhere"
    monkeypatch.setattr(docket, "COUNTED", -1)
    assert told == {name: set(docket.deadlines_of_others_here(one).values_list("pk", flat=True)) for name, one in who.items()}
    assert Deadline.objects.exists()


def test_first_few_are_the_first_in_their_order() -> None:
    people()
    found = Department.objects.order_by("-region", "pk")
    assert first_few(found) == list(found)[:LINES]
    assert first_few(found.filter(region="000000")) == []
