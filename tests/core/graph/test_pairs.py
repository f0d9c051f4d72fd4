"""Pairs: counted once, listed from both sides, refused where an id is out of range."""

import numpy as np
import pytest

from mingjian.core.compiled import Threads
from mingjian.core.errors import BadInput
from mingjian.core.graph.pairs import Pairs, pair_up, take_out

N_BUYERS, N_SHOPS = 9_000, 70


def some_orders(n: int = 60_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    buyers, shops = rng.integers(0, N_BUYERS, n), (N_SHOPS * rng.random(n) ** 2).astype(int)
    buyers[:2_000] = 5  # one very busy buyer
    return buyers.astype(np.int32), shops.astype(np.int32)


def listed(pairs: Pairs) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the pairs (buyer, the caller's shop) as each side lists them."""
    by_buyer, by_shop, _ = pairs.graph
    ids = pairs.shop_ids
    from_buyers = {(b, int(ids[s])) for b in range(N_BUYERS) for s in by_buyer.partners[by_buyer.start[b] :][: by_buyer.degree[b]]}
    from_shops = {(int(b), int(ids[s])) for s in range(N_SHOPS) for b in by_shop.partners[by_shop.start[s] :][: by_shop.degree[s]]}
    return from_buyers, from_shops


@pytest.mark.parametrize("threads", [1, 2])
def test_each_pair_is_listed_once_from_both_sides(threads: int) -> None:
    buyers, shops = some_orders()
    pairs = pair_up(buyers, shops, N_BUYERS, N_SHOPS, Threads(threads))
    expected = set(zip(buyers.tolist(), shops.tolist(), strict=True))
    assert listed(pairs) == (expected, expected)
    assert pairs.graph.buyers.degree.sum() == pairs.graph.shops.degree.sum() == len(expected)


def test_shops_are_numbered_by_popularity_and_lists_ascend() -> None:
    buyers, shops = some_orders()
    pairs = pair_up(buyers, shops, N_BUYERS, N_SHOPS, Threads(2))
    orders = np.bincount(shops, minlength=N_SHOPS)[pairs.shop_ids]
    assert (np.diff(orders) <= 0).all()
    for side in pairs.graph[:2]:
        lists = [side.partners[first : first + degree] for first, degree in zip(side.start, side.degree, strict=True)]
        assert all((np.diff(each) > 0).all() for each in lists)


def test_what_is_taken_out_is_gone_from_both_sides_and_nothing_else() -> None:
    buyers, shops = some_orders()
    pairs = pair_up(buyers, shops, N_BUYERS, N_SHOPS, Threads(1))
    before, _ = listed(pairs)
    members, stores = np.arange(0, 4_000, 3, dtype=np.int32), np.arange(5, 25, dtype=np.int32)
    marks = np.zeros(N_BUYERS, bool), np.zeros(N_SHOPS, bool)
    take_out(pairs.graph, members, stores, *marks)
    gone = {(int(b), int(pairs.shop_ids[s])) for b in members for s in stores}
    assert listed(pairs) == (before - gone, before - gone)
    assert not marks[0].any()
    assert not marks[1].any()


@pytest.mark.parametrize(("buyers", "shops"), [([0, -1], [0, 0]), ([0, N_BUYERS], [0, 0]), ([0, 1], [0, N_SHOPS]), ([0], [0, 1])])
def test_ids_out_of_range_and_unequal_lengths_are_refused(buyers: list[int], shops: list[int]) -> None:
    with pytest.raises(BadInput):
        pair_up(np.array(buyers, np.int32), np.array(shops, np.int32), N_BUYERS, N_SHOPS, Threads(1))
