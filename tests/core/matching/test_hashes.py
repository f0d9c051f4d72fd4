"""Near hashes: the pairs that a plain comparison of every two gives, neither more nor fewer, and what many show is known without counting all of them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.compiled import Array
from mingjian.core.matching.hashes import Near, near_pictures, shown_by_many


def plain(hashes: Array, owners: Array, most: int, aside: Array | None = None) -> list[Near]:
    """Hold every picture against every later one of another owner."""
    found = []
    for first in range(len(hashes)):
        for second in range(first + 1, len(hashes)):
            apart = np.bitwise_count(hashes[first, 0] ^ hashes[second])
            if owners[first] != owners[second] and apart.min() <= most and not (aside is not None and aside[first] and aside[second]):
                found.append(Near(first, second, int(apart.min()), bool(apart.argmin() > 0)))
    return found


def made(number: int, seed: int, alike: float = 0.3) -> Array:
    """Draw hashes; a share of them is another's, in some way round, with up to a dozen bits flipped."""
    draw = np.random.default_rng(seed)
    hashes = draw.integers(0, 1 << 64, (number, 8), np.uint64)
    for copy in draw.choice(number, int(alike * number), replace=False):
        flips = draw.choice(64, draw.integers(0, 13), replace=False).astype(np.uint64)
        hashes[copy, draw.integers(0, 8)] = hashes[draw.integers(0, number), 0] ^ np.bitwise_or.reduce(np.uint64(1) << flips, initial=np.uint64(0))
    return hashes


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Array, Array, Array]:
    """Draw hashes that crowd around a few, owners who have several each, and which are aside."""
    number = draw(st.integers(0, 14))
    centres = draw(st.lists(st.integers(0, (1 << 64) - 1), min_size=1, max_size=3))
    flips = st.lists(st.integers(0, 63), max_size=6).map(lambda bits: sum(1 << bit for bit in set(bits)))
    one = st.builds(lambda centre, change: centre ^ change, st.sampled_from(centres), flips)
    hashes = draw(st.lists(st.lists(one, min_size=8, max_size=8), min_size=number, max_size=number))
    owners = draw(st.lists(st.integers(-2, 9), min_size=number, max_size=number))
    aside = draw(st.lists(st.booleans(), min_size=number, max_size=number))
    return np.array(hashes, np.uint64).reshape(-1, 8), np.array(owners, np.int64), np.array(aside, np.bool_)


@pytest.mark.slow
@settings(deadline=None)  # the first compiles
@given(pictures(), st.integers(0, 64))
def test_it_gives_the_pairs_that_a_plain_comparison_gives(drawn: Any, most: int) -> None:
    hashes, owners, aside = drawn
    assert list(near_pictures(hashes, owners, most)) == plain(hashes, owners, most)
    assert list(near_pictures(hashes, owners, most, aside)) == plain(hashes, owners, most, aside)


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 2, 3, 8, 11, 16])
def test_it_does_so_among_many_and_with_any_number_of_threads(most: int) -> None:
    hashes, owners = made(400, most, 0.9), np.arange(400) // 2
    expected = plain(hashes, owners, most)
    assert any(one.is_turned for one in expected)
    assert any(not one.is_turned for one in expected)
    assert [list(near_pictures(hashes, owners, most, threads=threads)) for threads in (1, 3)] == [expected, expected]


@pytest.mark.parametrize("number", [0, 1])
def test_of_none_and_of_one_there_are_no_pairs(number: int) -> None:
    assert list(near_pictures(made(number, 1), np.arange(number), 8)) == []
    assert shown_by_many(made(number, 1), np.arange(number), 8, 1).tolist() == [False] * number


def test_the_least_turn_counts_and_the_picture_as_it_is_before_turned_ones() -> None:
    hashes = np.full((4, 8), np.uint64(0))
    hashes[1:, :] = np.uint64(0xFF)
    hashes[2, 5] = np.uint64(0x01)
    hashes[3, 0] = np.uint64(0x03)
    hashes[3, 4] = np.uint64(0x05)
    assert list(near_pictures(hashes, np.array([0, 1, 1, 1]), 8)) == [Near(0, 1, 8, False), Near(0, 2, 1, True), Near(0, 3, 2, False)]


def test_the_first_as_it_is_stands_against_the_second_turned_and_not_the_other_way_round() -> None:
    hashes = made(2, 3, 0)
    hashes[1, 4] = hashes[0, 0]
    assert list(near_pictures(hashes, np.arange(2), 8)) == [Near(0, 1, 0, True)]
    assert list(near_pictures(hashes[::-1], np.arange(2), 8)) == []


def test_many_pictures_of_one_hash_are_each_paired_with_those_of_other_owners() -> None:
    hashes, owners = np.repeat(made(1, 2), 300, axis=0), np.arange(300) % 7
    found = list(near_pictures(hashes, owners, 8))
    assert found == plain(hashes, owners, 8)
    assert {(one.distance, one.is_turned) for one in found} == {(0, False)}


@pytest.mark.slow
def test_what_fifty_thousand_shops_show_is_known_and_makes_no_pairs_but_with_other_pictures() -> None:
    hashes = made(50_100, 4, 0)
    hashes[50:50_050, 0] = hashes[50, 0] ^ (np.uint64(1) << np.arange(50_000, dtype=np.uint64) % np.uint64(5))  # packed anew, it differs in a bit or two
    hashes[50_090, 3] = hashes[50, 0]
    owners = np.arange(len(hashes))
    common = shown_by_many(hashes, owners, 8, 200)
    assert np.flatnonzero(common).tolist() == list(range(50, 50_050))
    found = list(near_pictures(hashes, owners, 8, common))
    assert [(one.first, one.second, one.is_turned) for one in found] == [(first, 50_090, True) for first in range(50, 50_050)]


@pytest.mark.slow
@settings(deadline=None)  # the first compiles
@given(pictures(), st.integers(0, 20), st.integers(1, 8))
def test_none_is_told_that_too_few_others_show_and_all_that_four_times_enough_show(drawn: Any, most: int, stock: int) -> None:
    hashes, owners, _ = drawn
    near = np.bitwise_count(hashes[:, None, 0] ^ hashes[None, :, 0]) <= most
    others = np.array([len({*owners[near[one]].tolist()} - {owners[one]}) for one in range(len(hashes))])
    told = shown_by_many(hashes, owners, most, stock)
    assert not told[others < stock].any()
    assert told[others >= 4 * stock].all()


def test_pictures_of_one_owner_are_not_what_many_show() -> None:
    hashes = np.repeat(made(1, 6), 40, axis=0)
    assert not shown_by_many(hashes, np.arange(40) // 10, 8, 4).any()
    assert shown_by_many(hashes, np.arange(40) // 10, 8, 3).all()
