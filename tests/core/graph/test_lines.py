"""Lines of people: tops, layers, circles."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.graph.lines import organisations

TIES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20)


def test_each_top_has_its_layers_at_the_shortest_distance() -> None:
    (one,) = organisations([("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")])
    assert one.layers == (("a",), ("b", "d"), ("c",))
    assert (one.top, one.members) == ("a", ("a", "b", "d", "c"))


def test_two_tops_share_whom_both_brought_in() -> None:
    assert [one.layers for one in organisations([("a", "x"), ("b", "x"), ("a", "a")])] == [(("a",), ("x",)), (("b",), ("x",))]


@given(TIES)
def test_everybody_stands_somewhere_and_once_in_each(ties: list[tuple[str, str]]) -> None:
    found = list(organisations(ties))
    named = {one for upper, lower in ties if upper != lower for one in (upper, lower)}
    assert {one for organisation in found for one in organisation.members} == named
    assert all(len(set(organisation.members)) == len(organisation.members) for organisation in found)
    assert found == list(organisations(reversed(ties)))
    assert [one.top for one in found] == sorted({one.top for one in found})


def test_of_a_circle_the_one_who_brought_in_most_is_the_top_and_of_equals_the_first() -> None:
    assert [one.layers for one in organisations([("a", "b"), ("b", "a"), ("b", "c")])] == [(("b",), ("a", "c"))]
    assert [one.top for one in organisations([("b", "a"), ("a", "b")])] == ["a"]


def test_a_circle_that_somebody_leads_into_has_no_top_of_its_own() -> None:
    assert [one.layers for one in organisations([("x", "b"), ("a", "b"), ("b", "c"), ("c", "b")])] == [
        (("a",), ("b",), ("c",)),
        (("x",), ("b",), ("c",)),
    ]


@pytest.mark.slow
def test_many_tops_over_one_long_line_are_never_held_at_once() -> None:
    line = [(f"m{n:04d}", f"m{n + 1:04d}") for n in range(600)]
    tops = [(f"t{n:03d}", "m0000") for n in range(300)]
    tracemalloc.start()
    sizes = {len(one.members) for one in organisations([*line, *tops])}
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sizes == {602}
    assert most < 2_000_000  # held at once they are ten megabytes
