"""
Looks for terms by sound: those of two characters in cells of the same two sounds, longer ones in a trie of sounds.

One character at least must be as written, and one at least must not. For two characters that is known here, before anything else is looked at.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core import lanes
from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.lanes import count, either, pack, put, steps, take, words
from mingjian.core.text.chance import is_common
from mingjian.core.text.places import FREE, Table, entry_of, table
from mingjian.core.text.trie import Trie, bit, empty_sieve, of_three, of_two, pair, sieved, trie

MORE = np.uint32(1 << 31)  # of a pair's pattern: the cell goes on
_ONE, _TWO = np.uint64(1), np.uint64(2)
_KEY, _PLACE = np.uint64(26), np.uint64((1 << 26) - 1)
_SECOND = np.uint32(16)
_HALF, _BEHIND_FIRST = np.uint32(15), np.uint32(16)
_BEHIND, _MANY = np.uint64(16), np.uint64(lanes.MANY)


class Sounds(NamedTuple):
    """
    `cells` has for two sounds the place of the first of their pairs. `pairs` (uint32) are second code << 16 | first code, as two codes of a text stand in
    memory; `patterns` (uint32) says beside each pair which pattern it is, and whether more of its cell follow (MORE).

    `longer` is the trie of patterns of three codes and more, by sound. Most texts sound like the beginning of something, so two sieves (uint32) stand before
    both: `of_pairs` has in the word of two sounds sixteen bits for first codes as written, and sixteen for second ones; `of_longer` has bits of three sounds.
    """

    cells: Table
    pairs: Array
    patterns: Array
    of_pairs: Array
    of_longer: Array
    shifts: Array
    longer: Trie


def sounds_of(codes: Array, sounds: Array, starts: Array, chosen: Array) -> Sounds:
    """Make patterns ready to be found by sound, those of `chosen`."""
    are_two = np.diff(starts)[chosen] == 2
    two, more = chosen[are_two], chosen[~are_two]
    at = starts[two]
    key = sounds[at].astype(np.uint64) << _BEHIND | sounds[at + 1]
    order = np.argsort(key, kind="stable")
    two, key, at = two[order], key[order], at[order]
    cell, which, own = np.unique(key, return_index=True, return_inverse=True)
    pairs, patterns = codes[at + 1].astype(np.uint32) << _SECOND | codes[at], two.astype(np.uint32)
    patterns[:-1] |= np.where(own[1:] == own[:-1], MORE, np.uint32(0))
    none = np.zeros(1, np.uint32)  # what is read where there are none
    cells = table(cell, which.astype(np.uint64) + _ONE, int(_KEY))
    (of_pairs, _), (of_longer, shifts) = (empty_sieve(len(chosen) // 2) for _ in range(2))
    made = Sounds(cells, np.append(pairs, none), np.append(patterns, none), of_pairs, of_longer, shifts, trie(sounds, starts, more))
    _mark(codes, sounds, starts, chosen, made)
    return made


def fullest(sounds: Sounds) -> int:
    """Return the number of pairs in the fullest cell."""
    ends = np.flatnonzero(sounds.patterns < MORE)
    return int(np.diff(ends, prepend=-1).max())


@inlined
def _of_first(code: Any) -> Any:
    return code & _HALF


@inlined
def _of_second(code: Any) -> Any:
    return code & _HALF | _BEHIND_FIRST


@kernel
def _mark(codes: Array, sounds: Array, starts: Array, chosen: Array, into: Sounds) -> None:
    """Set the bits of both sieves."""
    by = into.shifts[0]
    for p in chosen:
        at = starts[p]
        two = np.uint32(of_two(np.uint32(sounds[at]), np.uint32(sounds[at + 1])))
        if starts[p + 1] - at == 2:
            into.of_pairs[two >> by] |= np.uint32(1) << _of_first(np.uint32(codes[at])) | np.uint32(1) << _of_second(np.uint32(codes[at + 1]))
        else:
            three = np.uint32(of_three(two, np.uint32(sounds[at + 2])))
            into.of_longer[three >> by] |= np.uint32(1) << bit(three, by)


@kernel
def sift_sounds(codes: Array, sounds: Array, n: int, within: Sounds, pairs: Array, longer: Array) -> tuple[int, int]:
    """List the places 1..n where a pair of sounds may stand, and, as `trie.sift` does, those where a longer pattern may begin."""
    of_pairs, of_longer, by = within.of_pairs, within.of_longer, within.shifts[0]
    m, k, end = np.uint64(0), np.uint64(0), np.uint64(n)
    for i in range(_ONE, end, _MANY):
        here, place = steps() < end - i, steps() + i
        two = of_two(take(sounds, i), take(sounds, i + _ONE))
        three = of_three(two, take(sounds, i + _TWO))
        word = sieved(of_pairs, two, by)
        one = (((word >> _of_first(take(codes, i)) | word >> _of_second(take(codes, i + _ONE))) & 1) != 0) & here
        put(pairs, m, pack(place, one))
        m += count(one)
        other = (((sieved(of_longer, three, by) >> bit(three, by)) & 1) != 0) & here
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
def walk_cells(codes: Array, places: Array, firsts: Array, begin: int, end: int, within: Sounds, common: Table, signs: bool, out: Array) -> int:
    """
    Write (first code, last code, pattern) of every pair with a code as written, and unless `signs` are read, another that is not, and is no chance.

    Gives how many. Goes over the cells' first pairs, then over their second ones, and so on; places[begin:end] are overwritten, sixteen at a time, so that
    end - begin is a multiple of sixteen, unless there is room for sixteen behind all.
    """
    n, m, least, size = np.uint64(0), np.uint64(end), np.uint32(not signs), np.uint64(out.shape[1])
    while m > begin:
        going = np.uint64(begin)
        for q in range(np.uint64(begin), m, _MANY):
            here = steps() < m - q
            i, one = either(here, take(places, q), 0), either(here, take(firsts, q), 0) << 2
            changed, pattern = words(within.pairs, 0, one) ^ words(codes, 0, i << 1), words(within.patterns, 0, one)
            of_first = (changed & 0xFFFF) != 0
            sides = either(of_first, 1, 0) + either(changed >= 0x10000, 1, 0)
            kept = (sides < 2) & (sides >= least) & here
            put(out, n, pack(i, kept))
            # Meanwhile the last code stands for the side on which the changed one has its other neighbour.
            put(out, n + size, pack(either(of_first, i - 1, i + 1), kept))
            put(out, n + size + size, pack(pattern & (MORE - 1), kept))
            n += count(kept)
            more = (pattern >= MORE) & here
            put(places, going, pack(i, more))
            put(firsts, going, pack((one >> 2) + 1, more))
            going += count(more)
        m = going
    return int(_without_chance(codes, n, common, signs, out))


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
