"""Lines of people: tops, layers, circles."""

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
    found = organisations(ties)
    named = {one for upper, lower in ties if upper != lower for one in (upper, lower)}
    assert {one for organisation in found for one in organisation.members} == named
    assert all(len(set(organisation.members)) == len(organisation.members) for organisation in found)
    assert found == organisations(reversed(ties))
