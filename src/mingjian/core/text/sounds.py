"""
Looks for terms by sound: those of two characters in cells of the same two sounds, longer ones in a trie of sounds.

One character at least must be as written, and one at least must not. For two characters that is known here, before anything else is looked at.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core import lanes
from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.lanes import count, pack, put, steps, take
from mingjian.core.text.chance import is_common
from mingjian.core.text.places import FREE, Table, entry_of, table
from mingjian.core.text.trie import Trie, bit, of_three, of_two, pair, sieved, trie

_ONE, _TWO = np.uint64(1), np.uint64(2)
_KEY, _PLACE = np.uint64(26), np.uint64((1 << 26) - 1)
_FIRST, _SECOND, _CODE, _PATTERN = np.uint64(48), np.uint64(32), np.uint64(0xFFFF), np.uint64(0xFFFFFFFF)
# A word of the sieve of pairs: sixteen bits for the first code as written, sixteen for the second.
_QUARTER, _SECOND_HALF, _BEHIND, _MANY = np.uint32(15), np.uint32(16), np.uint64(16), np.uint64(lanes.MANY)


class Sounds(NamedTuple):
    """
    `cells` has for two sounds the place of the first of their pairs, plus 1; `pairs` are code << 48 | code << 32 | pattern, 0 behind a cell's last.

    `sieve` (uint32) has bits of pairs, by the hash that the sieves of `longer` go by: the trie of patterns of three codes and more, by sound.
    """

    cells: Table
    pairs: Array
    sieve: Array
    longer: Trie


def sounds_of(codes: Array, sounds: Array, starts: Array, chosen: Array) -> Sounds:
    """Make patterns ready to be found by sound, those of `chosen`."""
    are_two = np.diff(starts)[chosen] == 2
    two, more = chosen[are_two], chosen[~are_two]
    at = starts[two]
    key = sounds[at].astype(np.uint64) << _BEHIND | sounds[at + 1]
    order = np.argsort(key, kind="stable")
    two, key, at = two[order], key[order], at[order]
    cell, which, many = np.unique(key, return_index=True, return_counts=True)
    pairs = np.zeros(len(two) + len(cell), np.uint64)
    items = codes[at].astype(np.uint64) << _FIRST | codes[at + 1].astype(np.uint64) << _SECOND | two.astype(np.uint64)
    pairs[np.arange(len(two)) + np.repeat(np.arange(len(cell)), many)] = items
    places = (which + np.arange(len(cell))).astype(np.uint64)
    longer = trie(sounds, starts, more)
    made = Sounds(table(cell, places + _ONE, int(_KEY)), pairs, np.zeros_like(longer.pairs), longer)
    _mark(cell, places, made)
    return made


def fullest(sounds: Sounds) -> int:
    """Give the number of pairs in the fullest cell."""
    ends = np.flatnonzero(sounds.pairs == 0)
    return int(np.diff(ends, prepend=-1).max()) if len(ends) else 0


@inlined
def _of_first(code: Any) -> Any:
    return code & _QUARTER


@inlined
def _of_second(code: Any) -> Any:
    return (code & _QUARTER) | _SECOND_HALF


@kernel
def _mark(keys: Array, places: Array, into: Sounds) -> None:
    """Set the bits of pairs in their sieve."""
    sieve, by = into.sieve, into.longer.shifts[0]
    for k in range(len(keys)):
        key, i = keys[k], places[k]
        bits = np.uint32(0)
        while into.pairs[i] != FREE:
            first, second = np.uint32(into.pairs[i] >> _FIRST), np.uint32((into.pairs[i] >> _SECOND) & _CODE)
            bits |= np.uint32(1) << _of_first(first) | np.uint32(1) << _of_second(second)
            i += _ONE
        sieve[np.uint32(of_two(np.uint32(key >> _BEHIND), np.uint32(key & _CODE))) >> by] |= bits


@kernel
def sift_sounds(codes: Array, sounds: Array, n: int, within: Sounds, pairs: Array, longer: Array) -> tuple[int, int]:
    """List the places 1..n where a pair of sounds may stand, and, as `trie.sift` does, those where a longer pattern may begin."""
    sieve, triples, by = within.sieve, within.longer.triples, within.longer.shifts[0]
    m, k, end = np.uint64(0), np.uint64(0), np.uint64(n)
    for i in range(_ONE, end, _MANY):
        here, place = steps() < end - i, steps() + i
        two = of_two(take(sounds, i), take(sounds, i + _ONE))
        three = of_three(two, take(sounds, i + _TWO))
        of_pairs = sieved(sieve, two, by)
        one = (((of_pairs >> _of_first(take(codes, i)) | of_pairs >> _of_second(take(codes, i + _ONE))) & 1) != 0) & here
        put(pairs, m, pack(place, one))
        m += count(one)
        other = (((sieved(triples, three, by) >> bit(three, by)) & 1) != 0) & here
        put(longer, k, pack(place << 1 | 1, other))
        k += count(other)
    return int(np.int64(m)), int(np.int64(k))


@kernel
def enter_cells(sounds: Array, m: int, within: Sounds, places: Array, firsts: Array) -> int:
    """Look up the cell of each place; keep the places that have one, and where its pairs begin."""
    turns, cells = within.cells
    kept = np.uint64(0)
    for q in range(np.uint64(m)):
        i = np.uint64(places[q])
        entry = entry_of(turns, cells, pair(sounds[i], sounds[i + _ONE]), _KEY)
        places[kept], firsts[kept] = i, (entry & _PLACE) - _ONE
        kept += np.uint64(entry != FREE)
    return int(np.int64(kept))


@kernel
def walk_cells(codes: Array, places: Array, firsts: Array, begin: int, end: int, pairs: Array, words: Table, signs: bool, out: Array) -> int:
    """
    Write (first code, last code, pattern) of every pair with a code as written, and unless `signs` are read, another that is not, and is no chance.

    Gives how many.
    """
    n = 0
    for q in range(begin, end):
        i, one = np.uint64(places[q]), firsts[q]
        first, second = np.uint64(codes[i]), np.uint64(codes[i + _ONE])
        item = pairs[one]
        while item != FREE:
            of_first, of_second = item >> _FIRST != first, (item >> _SECOND) & _CODE != second
            # Meanwhile the last code stands for the side on which the changed one has its other neighbour.
            out[0, n], out[1, n], out[2, n] = i, i - _ONE if of_first else i + _ONE, item & _PATTERN
            n += (of_first != of_second) | (signs & (not (of_first & of_second)))
            one += _ONE
            item = pairs[one]
    return int(_without_chance(codes, n, words, signs, out))


@inlined
def _without_chance(codes: Array, n: Any, words: Table, signs: Any, out: Array) -> Any:
    """Keep of pairs those that are no common word, and whose changed code is none with its other neighbour; nothing to guess on the way."""
    kept = 0
    for f in range(np.uint64(n)):
        i, beside = np.uint64(out[0, f]), np.uint64(out[1, f])
        by_chance = is_common(codes[i], codes[i + _ONE], words) | is_common(codes[beside], codes[beside + _ONE], words)
        out[0, kept], out[1, kept], out[2, kept] = i, i + _ONE, out[2, f]
        kept += signs | (not by_chance)
    return kept
