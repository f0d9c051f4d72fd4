"""Proposes pairs of pictures by the words that they share at one change of size and angle; no pair of pictures is looked at that shares none."""

from collections.abc import Sequence

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel

WORD_TABLES, WORD_BITS = 6, 22  # words of a point, and bits of a word
STOCK = 64  # points that may hold one word; beyond that it is a pattern that every other picture shows
MOST = 12  # pairs proposed for each picture and way round
LEAST = 4  # votes for one change of size and angle
_SIZES, _ANGLES = 24, 12  # steps of half an octave around no change; steps of 30 degrees

Points = tuple[Array, Array]  # words (n x WORD_TABLES), places (n x 4)


def proposed(pictures: Sequence[Points], mirrored: Sequence[Points], owners: Array) -> list[tuple[int, int, bool]]:
    """Return pairs by number, the smaller first, and whether they agree better where one is mirrored; in order."""
    if not pictures:
        return []
    book = _Book(pictures)
    votes: dict[tuple[int, int], tuple[int, bool]] = {}
    for is_mirrored, asked in ((False, pictures), (True, mirrored)):
        for number, (words, places) in enumerate(asked):
            for other, count in book.like(number, words, places, owners):
                pair = (min(number, other), max(number, other))
                votes[pair] = max(votes.get(pair, (0, False)), (count, is_mirrored))
    return sorted((*pair, is_mirrored) for pair, (_, is_mirrored) in votes.items())


class _Book:
    """Every word of every picture in order, with whose it is, how large and which way its point is."""

    def __init__(self, pictures: Sequence[Points]) -> None:
        keys = np.concatenate([_keys(words).ravel() for words, _ in pictures])
        order = np.argsort(keys, kind="stable")
        whose = np.repeat(np.arange(len(pictures), dtype=np.int32), [words.size for words, _ in pictures])
        sizes, angles = (np.concatenate([np.repeat(one(places), WORD_TABLES) for _, places in pictures]) for one in (_size, _angle))
        self._keys, self._whose, self._sizes, self._angles = keys[order], whose[order], sizes[order], angles[order]

    def like(self, number: int, words: Array, places: Array, owners: Array) -> list[tuple[int, int]]:
        """Return the pictures of other owners with most votes, and how many."""
        keys = _keys(words).ravel()
        if not len(keys):
            return []
        low, high = np.searchsorted(self._keys, keys, "left"), np.searchsorted(self._keys, keys, "right")
        high = np.where(high - low > STOCK, low, high)
        out = np.empty(4 * int((high - low).sum()), np.int64)
        sizes, angles = np.repeat(_size(places), WORD_TABLES), np.repeat(_angle(places), WORD_TABLES)
        cast = out[: _votes(low, high, sizes, angles, self._whose, self._sizes, self._angles, owners, owners[number], out)]
        changes, counts = np.unique(cast, return_counts=True)
        best: dict[int, int] = {}
        for other, count in zip((changes // (_SIZES * _ANGLES)).tolist(), counts.tolist(), strict=True):
            if count >= LEAST:
                best[other] = max(best.get(other, 0), count)
        return sorted(best.items(), key=lambda one: (-one[1], one[0]))[:MOST]


def _keys(words: Array) -> Array:
    keys: Array = words + (np.arange(WORD_TABLES, dtype=np.uint32) << np.uint32(WORD_BITS))
    return keys


def _size(places: Array) -> Array:
    return np.log2(np.maximum(places[:, 2], 0.5)).astype(np.float32)


def _angle(places: Array) -> Array:
    return places[:, 3].astype(np.float32)


@inlined
def _change(whose: int, size: int, angle: int) -> int:
    return (whose * _SIZES + min(max(size + _SIZES // 2, 0), _SIZES - 1)) * _ANGLES + angle % _ANGLES


@kernel
def _votes(
    low: Array, high: Array, sizes: Array, angles: Array, whose: Array, their_sizes: Array, their_angles: Array, owners: Array, owner: int, out: Array
) -> int:
    """Cast a vote for each equal word, in the two nearest steps of size and of angle, so that none is lost at a border."""
    n = 0
    for place in range(len(low)):
        for at in range(low[place], high[place]):
            other = whose[at]
            if owners[other] == owner:
                continue
            size = int(np.floor(2.0 * (sizes[place] - their_sizes[at])))
            angle = int(np.floor(((angles[place] - their_angles[at]) % 360.0) / 30.0))
            out[n], out[n + 1] = _change(other, size, angle), _change(other, size + 1, angle)
            out[n + 2], out[n + 3] = _change(other, size, angle + 1), _change(other, size + 1, angle + 1)
            n += 4
    return n
