"""Links of shops: the counts are exact, and stay so when a ring is taken out."""

import numpy as np
import pytest
from ring_markets import market

from mingjian.core.compiled import Threads
from mingjian.core.graph import neighbours
from mingjian.core.graph.neighbours import Links, common_buyers, forget, link_shops, surprise
from mingjian.core.graph.pairs import Graph, pair_up, take_out


def linked(threads: int = 1) -> tuple[Graph, Links]:
    made = market(1, (30, 10, 0.8), n_buyers=4_000, n_shops=600)
    graph = pair_up(*made[:4], Threads(threads)).graph
    return graph, link_shops(graph, 4.0, Threads(threads))


def test_every_link_counts_the_common_buyers_and_knows_its_twin() -> None:
    graph, links = linked()
    assert len(links.partner) > 80
    for s in range(600):
        for at in range(links.start[s], links.start[s + 1]):
            assert links.common[at] == len(common_buyers(graph.shops, int(s), int(links.partner[at])))
            assert links.partner[links.twin[at]] == s
            assert links.twin[links.twin[at]] == at


def test_no_surprising_pair_of_shops_is_missed() -> None:
    graph, links = linked(2)
    bought = np.zeros((600, 4_000), bool)
    for s in range(600):
        bought[s, graph.shops.partners[graph.shops.start[s] :][: graph.shops.degree[s]]] = True
    together = bought.astype(np.float32) @ bought.T.astype(np.float32)
    expected = {
        (s, t)
        for s, t in zip(*np.nonzero(np.triu(together >= 2, 1)), strict=True)
        if surprise(together[s, t], links.rate * graph.shops.degree[s] * graph.shops.degree[t]) > neighbours.WEAK
    }
    found = {(s, int(t)) for s in range(600) for t in links.partner[links.start[s] : links.start[s + 1]] if t > s}
    assert found == expected


def test_counting_in_small_portions_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _, whole = linked(2)
    monkeypatch.setattr(neighbours, "AT_ONCE", 500)
    _, portions = linked(2)
    for s in range(600):
        first, second = ({(int(links.partner[at]), int(links.common[at])) for at in range(links.start[s], links.start[s + 1])} for links in (whole, portions))
        assert first == second


def test_what_a_ring_explains_is_taken_out_of_the_links() -> None:
    graph, links = linked()
    members, stores = np.arange(0, 4_000, 2, dtype=np.int32), np.arange(40, 90, dtype=np.int32)
    marks = np.zeros(4_000, bool), np.zeros(600, bool)
    forget(links, graph, members, stores, *marks, np.zeros(600, np.int32))
    take_out(graph, members, stores, *marks)
    for s in stores:
        for at in range(links.start[s], links.start[s + 1]):
            assert links.common[at] == links.common[links.twin[at]] == len(common_buyers(graph.shops, int(s), int(links.partner[at])))


def test_surprise_is_nothing_at_the_expectation_and_grows_beyond() -> None:
    assert surprise(2.0, 3.0) == 0.0
    assert surprise(10.0, 1.0) == pytest.approx(10 * np.log(10) - 9)
