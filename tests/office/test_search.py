"""Chinese search on both databases."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from people import department_of

from mingjian.office.lists.search import asked, index, newest, search, tokens
from mingjian.office.models import Department

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_text_is_cut_into_pairs_and_singles() -> None:
    assert tokens("假冒A-12 茶") == ["假冒", "假", "冒", "a", "12", "茶"]
    assert asked("假冒茶 A12") == ["假冒", "冒茶", "a12"]
    assert asked("茶") == ["茶"]


def test_what_is_indexed_is_found_and_what_is_indexed_anew_is_no_longer_found_by_old_words() -> None:
    county = department_of("county")
    index("department", county.pk, "销售假冒化肥")
    found = Department.objects.all()
    assert list(search(found, "department", "化肥")) == [county]
    assert not search(found, "department", "种子").exists()
    assert not search(found, "clue", "化肥").exists()
    index("department", county.pk, "玉米种子")
    assert not search(found, "department", "化肥").exists()
    assert list(search(found, "department", "种子")) == [county]


@pytest.mark.parametrize("question", ["'", '"', "* OR *", "kind:clue", "NEAR(a b)", "& | !", "\x00", "a" * 5000])
def test_a_question_is_words_and_never_a_query(question: str) -> None:
    index("department", department_of("county").pk, "化肥")
    list(search(Department.objects.all(), "department", question))


def _found_by_a_word() -> tuple[list[Department], QuerySet[Department]]:
    """Four departments that a word finds, and all of them but the last, which may not be seen."""
    every = [department_of(name) for name in ("county", "neighbour", "city", "elsewhere")]
    for one in every:
        index("department", one.pk, "销售假冒化肥")
    return every, Department.objects.exclude(pk=every[-1].pk)


@pytest.mark.parametrize("walked", [1, 3, 200])
def test_the_newest_found_are_those_of_the_whole_search_however_many_are_walked_first(walked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.office.lists.search.WALKED", walked)
    _, seen = _found_by_a_word()
    for question in ("化肥", "种子", ""):
        whole = list(search(seen, "department", question).order_by("-pk")[:2])
        assert newest(seen, "department", question, 2) == whole


@pytest.mark.parametrize("walked", [1, 3, 200])
def test_asked_side_by_side_it_finds_the_same_and_never_more_than_may_be_seen(walked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.office.lists.search.WALKED", walked)
    every, seen = _found_by_a_word()
    sides = [Department.objects.filter(pk__in=[one.pk for one in every[:2]]), Department.objects.filter(pk__in=[one.pk for one in every[1:]])]
    assert newest(seen, "department", "化肥", 4, sides) == sorted(every[:3], key=lambda one: -one.pk)


def test_where_words_find_nothing_no_table_is_asked() -> None:
    index("department", department_of("county").pk, "化肥")
    with CaptureQueriesContext(connection) as asked_of:
        assert newest(Department.objects.all(), "department", "种子", 7) == []
    assert [("office_search" in one["sql"], "office_department" in one["sql"]) for one in asked_of.captured_queries] == [(True, False)]
