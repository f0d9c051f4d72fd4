"""The packed trie and the cells of sounds find what was put in, whatever the hash, and let most places pass by."""

from typing import Any

import numpy as np
import pytest

from mingjian.core.lanes import MANY
from mingjian.core.text.chance import common
from mingjian.core.text.sounds import enter_cells, sift_sounds, sounds_of, walk_cells
from mingjian.core.text.trie import enter, sieve, sift, trie, walk

DRAW = np.random.default_rng(1)
PATTERNS = [DRAW.integers(1, 9, DRAW.integers(2, 6)).astype(np.uint16) for _ in range(300)]
CODES, STARTS = np.concatenate(PATTERNS), np.cumsum([0, *map(len, PATTERNS)])
ORDER = np.argsort(np.diff(STARTS), kind="stable")
TEXT = np.r_[0, DRAW.integers(1, 9, 400), np.zeros(2 * MANY)].astype(np.uint16)
N = 402
WORDS = {(1, 3), (5, 2)}


def lists() -> tuple[Any, Any]:
    return np.empty(N + MANY, np.uint32), np.empty(N, np.uint64)


def test_a_trie_finds_each_pattern_in_its_place_chains_and_refills_included() -> None:
    before, into = sieve(CODES, STARTS, ORDER), trie(CODES, STARTS, ORDER)
    places, entries = lists()
    m = enter(TEXT, sift(TEXT, N, before, places), into, places, entries)
    half, met = m // 2, np.empty((3, 2000), np.int32)
    found = set()
    for begin, end in ((0, half), (half, m)):
        n = walk(TEXT, places, entries, begin, end, into, met)
        found |= set(map(tuple, met[:, :n].T.tolist()))
    assert found == {(i, i + len(one) - 1, p) for p, one in enumerate(PATTERNS) for i in range(N) if np.array_equal(TEXT[i : i + len(one)], one)}


@pytest.mark.parametrize("signs", [False, True])
def test_cells_find_pairs_of_which_one_code_is_as_written(signs: bool) -> None:
    sound_of = np.array([0, 9, 9, 10, 10, 11, 11, 12, 12], np.uint16)  # codes 1 and 2 sound alike, and so on
    made = sounds_of(CODES, sound_of[CODES], STARTS, ORDER)
    (places, _), (others, _), (firsts, _) = lists(), lists(), lists()
    pairs, _ = sift_sounds(TEXT, sound_of[TEXT], N, made, places, others)
    met, found = np.empty((3, 20_000), np.int32), set()
    m = enter_cells(sound_of[TEXT], pairs, made, places, firsts)
    assert m > MANY
    for begin, end in ((0, MANY), (MANY, m)):
        n = walk_cells(TEXT, places, firsts, begin, end, made, common(list(map(list, WORDS))), signs, met)
        found |= set(map(tuple, met[:, :n].T.tolist()))

    def stands(i: int, one: Any) -> bool:
        here, before, behind = (tuple(TEXT[k : k + 2].tolist()) for k in (i, i - 1, i + 1))
        same = TEXT[i : i + 2] == one
        chance = here in WORDS or (not same[0] and before in WORDS) or (not same[1] and behind in WORDS)
        return bool(same.any() if signs else same.sum() == 1 and not chance)

    assert found == {
        (i, i + 1, p)
        for p, one in enumerate(PATTERNS)
        for i in range(1, N)
        if len(one) == 2 and np.array_equal(sound_of[TEXT[i : i + 2]], sound_of[one]) and stands(i, one)
    }


def test_most_places_of_another_text_pass_by() -> None:
    before, into = sieve(CODES, STARTS, ORDER), trie(CODES, STARTS, ORDER)
    other = DRAW.integers(1000, 20_000, N + 2 * MANY).astype(np.uint16)
    places, entries = lists()
    passed = sift(other, N, before, places)
    assert passed < N * 0.2
    assert enter(other, passed, into, places, entries) == 0
