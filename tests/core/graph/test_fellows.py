"""Fellows of a ring: what it hides among popular shops is found, and who only shops there is left alone."""

import numpy as np
from ring_markets import market

from mingjian.core.compiled import Threads
from mingjian.core.graph.blocks import scratch, weigh
from mingjian.core.graph.fellows import with_fellows
from mingjian.core.graph.pairs import Array, Graph, pair_up

MEMBERS = np.arange(500, 580, dtype=np.int32)
PLAIN, POPULAR = np.arange(900, 912), np.array([12, 17, 23, 31])  # shops by popularity


def crowded(density: float) -> tuple[Graph, Array, Array, float]:
    """Make a market whose ring has popular shops, too, and hides behind 60 orders a member at the most popular; the graph, and its numbers of the shops."""
    rng, made = np.random.default_rng(5), market(91)
    stores = np.r_[PLAIN, POPULAR]
    dense = np.r_[np.full(len(PLAIN), 0.6), np.full(len(POPULAR), density)]
    i, j = np.nonzero(rng.random((len(MEMBERS), len(stores))) < dense)
    hiding = np.repeat(MEMBERS, 60)
    top = (np.arange(150) + 1.0) ** -0.9
    camouflage = rng.choice(150, len(hiding), p=top / top.sum())
    buyers, shops = np.r_[made.buyers, MEMBERS[i], hiding].astype(np.int32), np.r_[made.shops, stores[j], camouflage].astype(np.int32)
    crew = Threads(1)
    graph, ids = pair_up(buyers, shops, made.n_buyers, made.n_shops, crew)
    crew.close()
    number = np.empty(made.n_shops, np.int32)
    number[ids] = np.arange(made.n_shops, dtype=np.int32)
    return graph, number[PLAIN], number[POPULAR], float(len(graph.shops.partners))


def found(density: float, members: Array) -> tuple[set[int], set[int], set[int], set[int]]:
    graph, plain, popular, n_pairs = crowded(density)
    room = scratch(len(graph.buyers.degree), len(graph.shops.degree))
    block = weigh(members, plain, graph, n_pairs, 2.2, room)
    buyers, shops = with_fellows(block, graph, n_pairs, room)
    return set(buyers.tolist()), set(shops.tolist()), set(plain.tolist()), set(popular.tolist())


def test_popular_shops_of_the_ring_are_found_behind_its_camouflage() -> None:
    _, shops, plain, popular = found(0.6, MEMBERS)
    assert shops == plain | popular


def test_popular_shops_where_the_members_only_hide_are_not_the_rings() -> None:
    _, shops, plain, _ = found(0.0, MEMBERS)
    assert shops == plain


def test_members_who_were_not_seen_yet_are_admitted_and_the_customers_of_the_popular_shops_are_not() -> None:
    buyers, _, _, _ = found(0.6, MEMBERS[:60])
    assert buyers == set(MEMBERS.tolist())


def test_members_who_buy_nowhere_else_are_the_whole_ring() -> None:
    made, stores = market(92), np.arange(900, 912)
    members = (made.n_buyers + np.arange(40)).astype(np.int32)
    buyers, shops = np.r_[made.buyers, np.repeat(members, 12)].astype(np.int32), np.r_[made.shops, np.tile(stores, 40)].astype(np.int32)
    crew = Threads(1)
    graph, ids = pair_up(buyers, shops, made.n_buyers + 40, made.n_shops, crew)
    crew.close()
    own, n_pairs = np.flatnonzero(np.isin(ids, stores)).astype(np.int32), float(len(graph.shops.partners))
    room = scratch(len(graph.buyers.degree), len(graph.shops.degree))
    found_buyers, found_shops = with_fellows(weigh(members, own, graph, n_pairs, 2.2, room), graph, n_pairs, room)
    assert (found_buyers.tolist(), found_shops.tolist()) == (members.tolist(), own.tolist())
