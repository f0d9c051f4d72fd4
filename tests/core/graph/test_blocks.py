"""The statistic: what it is by its definition, and that a climb finds the planted block."""

import numpy as np
import pytest
from ring_markets import market

from mingjian.core.compiled import Threads
from mingjian.core.graph.blocks import climb, ln_choose, price, refine, scratch, weigh, x_ln_x
from mingjian.core.graph.pairs import Array, pair_up

N_BUYERS, N_SHOPS = 4_000, 600
MADE = market(1, (30, 10, 0.8), n_buyers=N_BUYERS, n_shops=N_SHOPS)


@pytest.fixture(scope="module")
def planted():  # type: ignore[no-untyped-def]  # a tuple of arrays
    graph, shop_ids = pair_up(*MADE[:4], Threads(1))
    members, stores = MADE.rings[0]
    popularity = np.argsort(shop_ids)
    return graph, members.astype(np.int32), popularity[stores].astype(np.int32), float(len(graph.shops.partners))


def test_the_statistic_is_the_ratio_of_both_maximised_likelihoods(planted) -> None:  # type: ignore[no-untyped-def]
    graph, members, stores, n_pairs = planted
    block = weigh(members, stores, graph, n_pairs, 3.0, scratch(N_BUYERS, N_SHOPS))
    pairs = np.zeros((N_BUYERS, N_SHOPS))
    for b in range(N_BUYERS):
        pairs[b, graph.buyers.partners[graph.buyers.start[b] :][: graph.buyers.degree[b]]] = 1
    inside = np.zeros_like(pairs, bool)
    inside[np.ix_(members, stores)] = True
    outside = np.where(inside, 0, pairs)
    k, area = pairs[inside].sum(), inside.sum()

    def fitted(matrix: Array) -> float:
        rate = np.outer(matrix.sum(1), matrix.sum(0)) / matrix.sum()
        return float((matrix * np.log(np.where(matrix > 0, rate, 1))).sum() - matrix.sum())

    within = k * np.log(k / area) + (area - k) * np.log(1 - k / area)
    paid = price(30, 10, N_BUYERS, N_SHOPS) + k * np.log(3.0)
    assert block.pairs == k
    assert block.net == pytest.approx(fitted(outside) + within - fitted(pairs) - paid)


def test_the_price_counts_every_choice_of_every_size() -> None:
    assert ln_choose(10.0, 3.0) == pytest.approx(np.log(120))
    assert price(2, 1, 10, 5) == pytest.approx(np.log(45) + np.log(5) + np.log(50) + np.log(2) / 2)
    assert x_ln_x(0.0) == 0.0


def test_a_climb_from_some_members_finds_all_and_leaves_its_scratch_empty(planted) -> None:  # type: ignore[no-untyped-def]
    graph, members, stores, n_pairs = planted
    room = scratch(N_BUYERS, N_SHOPS)
    block = climb(members[:8], graph, n_pairs, 3.0, 3.0, room)
    assert set(block.buyers) == set(members)
    assert set(block.shops) == set(stores)
    assert not room.buyers.any()
    assert not room.shops.any()


def test_ordinary_buyers_lead_to_no_evidence(planted) -> None:  # type: ignore[no-untyped-def]
    graph, members, _, n_pairs = planted
    ordinary = np.setdiff1d(np.arange(300, dtype=np.int32), members)
    assert climb(ordinary, graph, n_pairs, 3.0, 3.0, scratch(N_BUYERS, N_SHOPS)).net < 0


def test_two_buyers_are_no_block(planted) -> None:  # type: ignore[no-untyped-def]
    graph, members, _, n_pairs = planted
    assert refine(members[:2], graph, n_pairs, 3.0, 3.0, 3.0, 25, scratch(N_BUYERS, N_SHOPS)).pairs == 0
