"""The packed trie finds what was put in, whatever the hash."""

import numpy as np

from mingjian.core.text.trie import candidates, insert, mark_beginnings, trie, walk


def test_a_trie_finds_each_pattern_in_its_place_chains_and_refills_included() -> None:
    draw = np.random.default_rng(1)
    patterns = [draw.integers(1, 9, draw.integers(2, 6)).astype(np.uint16) for _ in range(300)]
    codes, starts = np.concatenate(patterns), np.cumsum([0, *map(len, patterns)])
    chosen, following, into = np.ones(300, np.bool_), np.full(300, -1, np.int32), trie(300, len(codes))
    assert insert(codes, starts, chosen, into, following) == 5
    mark_beginnings(codes, starts, chosen, into)
    text = np.r_[draw.integers(1, 9, 400), 0, 0, 0].astype(np.uint16)
    places, may = np.empty(403, np.int32), np.empty(403, np.uint8)
    m = candidates(text, 401, into, may, places)
    found, at, met = set(), 0, np.empty((3, 600), np.int32)
    while at < m:
        at, n = walk(text, places, at, m, into, following, 500, met)
        found |= set(map(tuple, met[:, :n].T.tolist()))
    assert found == {(i, i + len(one) - 1, p) for p, one in enumerate(patterns) for i in range(400) if np.array_equal(text[i : i + len(one)], one)}
