"""Traces over links: the strongest way within the steps, and hubs that pass on less."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.graph.traces import HUB, Link, Links, passed_on


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from((0.3, 0.5, 0.9, 1.0))), min_size=1, max_size=14), st.integers(1, 3))
def test_each_thing_is_reached_by_its_strongest_way(drawn: list[tuple[int, int, float]], steps: int) -> None:
    links = [Link(str(a), str(b), strength=strength) for a, b, strength in drawn if a != b]
    web = Links(links)
    strong = {frozenset((link.left, link.right)): 0.0 for link in links}
    for link in links:
        strong[frozenset((link.left, link.right))] = max(strong[frozenset((link.left, link.right))], link.strength)
    best: dict[str, float] = {}
    for size in range(1, steps + 1):
        for way in permutations("12345", size):
            whole, value = ("0", *way), 1.0
            for at in range(size):
                value *= strong.get(frozenset(whole[at : at + 2]), 0.0)
            best[way[-1]] = max(best.get(way[-1], 0.0), value)
    found = {one.thing: one for one in web.trace("0", steps)}
    assert {thing: round(one.strength, 9) for thing, one in found.items()} == {thing: round(value, 9) for thing, value in best.items() if value}
    assert all(len(one.links) <= steps and one.way[0] == "0" for one in found.values())


def test_a_hub_begins_above_eight_links() -> None:
    assert passed_on(HUB) == 1.0
    assert passed_on(64) == 0.5
    assert passed_on(36_707) < 0.2
