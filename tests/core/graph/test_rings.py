"""The search: the right rings, as many as there are, and none where there is none."""

import numpy as np
import pytest
from ring_markets import Market, market

from mingjian.core.errors import BadInput
from mingjian.core.graph.rings import Ring, find_rings


def agreement(made: Market, rings: list[Ring]) -> float:
    """Return F1 over all buyers and shops named."""
    true, named = ({(side, int(x)) for ring in some for side, nodes in enumerate(ring[:2]) for x in np.asarray(nodes)} for some in (made.rings, rings))
    return 2 * len(true & named) / max(1, len(true) + len(named))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_rings_of_different_shapes_are_found_each_by_itself(seed: int) -> None:
    made = market(seed, (40, 15, 0.7), (30, 10, 0.8), (250, 40, 0.3), (300, 6, 0.9))
    rings = find_rings(*made[:4])
    assert len(rings) == 4
    assert agreement(made, rings) > 0.99


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_a_market_without_rings_names_nobody(seed: int) -> None:
    assert find_rings(*market(seed)[:4]) == []


def test_a_sale_a_group_purchase_and_a_company_are_not_rings() -> None:
    made = market(31)
    buyers = np.concatenate([made.buyers, np.arange(2_000), np.arange(5_000, 5_080), np.full(200, 7)]).astype(np.int32)
    shops = np.concatenate([made.shops, np.full(2_000, 300), np.full(80, 900), np.arange(200) % 3 + 400]).astype(np.int32)
    assert find_rings(buyers, shops, made.n_buyers, made.n_shops) == []


@pytest.mark.parametrize(("n_members", "n_stores", "density"), [(400, 100, 1.0), (60, 20, 1.0), (60, 20, 0.5), (200, 6, 0.9)])
def test_accounts_made_for_a_ring_that_buy_nowhere_else_are_found_whole(n_members: int, n_stores: int, density: float) -> None:
    made, rng = market(35), np.random.default_rng(35)
    members, stores = made.n_buyers + np.arange(n_members), rng.choice(np.arange(50, made.n_shops), n_stores, replace=False)
    i, j = np.nonzero(rng.random((n_members, n_stores)) < density)
    buyers, shops = np.r_[made.buyers, members[i]].astype(np.int32), np.r_[made.shops, stores[j]].astype(np.int32)
    (ring,) = find_rings(buyers, shops, made.n_buyers + n_members, made.n_shops)
    assert agreement(made._replace(rings=[(members, stores)]), [ring]) >= 0.99
    assert (len(ring.buyers), ring.pairs) == (len(np.unique(i)), len(i))


@pytest.mark.parametrize("n_rings", [1, 2, 3])
def test_rings_with_nobody_outside_them_end_without_a_fault(n_rings: int) -> None:
    buyers, shops = (np.concatenate([10 * ring + side for ring in range(n_rings)]).astype(np.int32) for side in np.divmod(np.arange(100), 10))
    assert len(find_rings(buyers, shops, 10 * n_rings, 10 * n_rings)) <= n_rings


def test_two_rings_that_share_shops_are_two() -> None:
    made = market(41, (40, 15, 0.7))
    rng, stores = np.random.default_rng(41), np.r_[made.rings[0][1][:5], [1_400, 1_410, 1_420, 1_430, 1_440, 1_450, 1_460, 1_470]]
    i, j = np.nonzero(rng.random((40, len(stores))) < 0.7)
    members = rng.choice(20_000, 40, replace=False)
    buyers, shops = np.r_[made.buyers, members[i]].astype(np.int32), np.r_[made.shops, stores[j]].astype(np.int32)
    assert len(find_rings(buyers, shops, made.n_buyers, made.n_shops)) == 2


def test_a_thin_ring_is_found_from_its_stars() -> None:
    made = market(51, (300, 60, 0.18), n_buyers=40_000, n_shops=3_000)
    (ring,) = find_rings(*made[:4])
    assert agreement(made, [ring]) > 0.97


def test_repeats_and_the_order_and_the_threads_change_nothing() -> None:
    made = market(61, (40, 15, 0.7), (30, 10, 0.8))
    first, mixed = find_rings(*made[:4]), np.random.default_rng(1).permutation(2 * len(made.buyers))
    second = find_rings(np.tile(made.buyers, 2)[mixed], np.tile(made.shops, 2)[mixed], *made[2:4], threads=1)
    assert [(r.buyers.tolist(), r.shops.tolist(), r.pairs) for r in first] == [(r.buyers.tolist(), r.shops.tolist(), r.pairs) for r in second]
    assert [r.net for r in first] == pytest.approx([r.net for r in second])


def test_a_ring_says_how_far_it_is_from_what_was_expected() -> None:
    made = market(71, (40, 15, 0.7))
    (ring,) = find_rings(*made[:4])
    members, stores = made.rings[0]
    inside = np.isin(made.buyers, members) & np.isin(made.shops, stores)
    assert ring.pairs == len(set(zip(made.buyers[inside].tolist(), made.shops[inside].tolist(), strict=True)))
    assert ring.density == pytest.approx(ring.pairs / (40 * 15))
    assert ring.expected < 0.05 * ring.pairs
    assert ring.taste > 3.0


def test_what_would_be_explained_by_a_sharper_taste_is_not_named_at_that_taste() -> None:
    made = market(81, (40, 15, 0.7))
    (ring,) = find_rings(*made[:4])
    assert len(find_rings(*made[:4], tau=0.9 * ring.taste)) == 1
    assert find_rings(*made[:4], tau=1.2 * ring.taste) == []


def test_no_orders_have_no_rings_and_ids_out_of_range_are_refused() -> None:
    none = np.empty(0, np.int32)
    assert find_rings(none, none, 0, 0) == []
    with pytest.raises(BadInput):
        find_rings(np.array([3], np.int32), np.array([0], np.int32), 3, 1)
    assert find_rings(np.array([0], np.int32), np.array([0], np.int32), 1, 1) == []


def test_another_crowd_of_the_same_shops_belongs_to_the_ring() -> None:
    made = market(91, (40, 15, 0.7))
    stores, crowd = made.rings[0][1], np.arange(100, 130)
    i, j = np.nonzero(np.random.default_rng(91).random((30, 12)) < 0.8)
    buyers, shops = np.r_[made.buyers, crowd[i]].astype(np.int32), np.r_[made.shops, stores[j]].astype(np.int32)
    (ring,) = find_rings(buyers, shops, made.n_buyers, made.n_shops)
    assert len(np.intersect1d(ring.buyers, np.union1d(crowd, made.rings[0][0]))) >= 68
