"""
Looks for terms by sound: those of two characters in cells of the same two sounds, longer ones in a trie of sounds.

One character at least must be as written, and one at least must not. For two characters that is known here, before anything else is looked at.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.chance import Common, is_chance
from mingjian.core.text.trie import Trie, first_of, fitted, insert, mixed, of_third, pair, settled, shift, slot, table, trie

_FREE, _ONE, _TWO = np.uint64(0), np.uint64(1), np.uint64(2)
_KEY, _PLACE = np.uint64(26), np.uint64((1 << 26) - 1)
_FIRST, _SECOND, _CODE, _PATTERN = np.uint64(48), np.uint64(32), np.uint64(0xFFFF), np.uint64(0xFFFFFFFF)
# A word of the sieve: sixteen bits for the first code of a pair as written, sixteen for the second, and the upper half for the third sound of longer terms.
_QUARTER, _BEHIND = np.uint64(15), np.uint64(16)


class Sounds(NamedTuple):
    """
    `cells` is a hash table, two sounds << 26 | the place of the first of their pairs; `pairs` are code << 48 | code << 32 | pattern, 0 behind a cell's last.

    `longer` is the trie of patterns of three codes and more, by sound; its sieve serves pairs too. `shifts` has that of the hash of cells.
    """

    cells: Array
    pairs: Array
    shifts: Array
    longer: Trie


def sounds_of(codes: Array, sounds: Array, starts: Array, chosen: Array) -> tuple[Sounds, int]:
    """Make patterns ready to be found by sound, those of `chosen` (in the order of their lengths); also gives the length of the longest."""
    two = chosen[np.diff(starts)[chosen] == 2]
    at = starts[two]
    key = sounds[at].astype(np.uint64) << _BEHIND | sounds[at + 1]
    order = np.argsort(key, kind="stable")
    two, key, at = two[order], key[order], at[order]
    cell, which, many = np.unique(key, return_index=True, return_counts=True)
    pairs = np.zeros(len(two) + len(cell), np.uint64)
    items = codes[at].astype(np.uint64) << _FIRST | codes[at + 1].astype(np.uint64) << _SECOND | two.astype(np.uint64)
    pairs[np.arange(len(two)) + np.repeat(np.arange(len(cell)), many)] = items
    longer = trie(len(starts) - 1, len(codes))
    longest = insert(sounds, starts, chosen[len(two) :], longer)
    longer = fitted(longer)
    cells = table(len(cell))
    made = Sounds(cells, pairs, np.array([shift(cells)], np.uint64), longer)
    _fill(cell, which + np.arange(len(cell)), made)
    return made, longest


def fullest(sounds: Sounds) -> int:
    """Give the number of pairs in the fullest cell."""
    ends = np.flatnonzero(sounds.pairs == 0)
    return int(np.diff(ends, prepend=-1).max()) if len(ends) else 0


@inlined
def _of_first(code: Any) -> Any:
    return np.uint64(code) & _QUARTER


@inlined
def _of_second(code: Any) -> Any:
    return (np.uint64(code) & _QUARTER) | _BEHIND


@kernel
def _fill(keys: Array, places: Array, into: Sounds) -> None:
    """Set the cells, and the bits of their pairs."""
    sieve, by = into.longer.sieve, into.longer.shifts[0]
    for k in range(len(keys)):
        key, i = keys[k], places[k]
        into.cells[slot(into.cells, key, into.shifts[0])] = key << _KEY | np.uint64(i)
        bits = _FREE
        while into.pairs[i] != _FREE:
            bits |= _ONE << _of_first(into.pairs[i] >> _FIRST) | _ONE << _of_second((into.pairs[i] >> _SECOND) & _CODE)
            i += 1
        sieve[mixed(key) >> by] |= bits


@kernel
def sift_sounds(codes: Array, sounds: Array, n: int, within: Sounds, pairs: Array, longer: Array) -> tuple[int, int]:
    """List the places 1..n where a pair of sounds may stand, and, as `trie.sift` does, those where a longer pattern may begin."""
    sieve, by = within.longer.sieve, within.longer.shifts[0]
    m, k = np.uint64(0), np.uint64(0)
    for i in range(_ONE, np.uint64(n)):
        word = sieve[mixed(pair(sounds[i], sounds[i + _ONE])) >> by]
        pairs[m], longer[k] = i, i << _ONE | _ONE
        m += (word >> _of_first(codes[i]) | word >> _of_second(codes[i + _ONE])) & _ONE
        k += (word >> of_third(sounds[i + _TWO])) & _ONE
    return int(np.int64(m)), int(np.int64(k))


@kernel
def enter_cells(sounds: Array, m: int, within: Sounds, places: Array, firsts: Array) -> int:
    """Look up the cell of each place, all at once as in `trie.enter`; keep the places that have one, and where its pairs begin."""
    cells, by = within.cells, within.shifts[0]
    for q in range(np.uint64(m)):
        i = np.uint64(places[q])
        firsts[q] = first_of(cells, pair(sounds[i], sounds[i + _ONE]), by)
    kept = np.uint64(0)
    for q in range(np.uint64(m)):
        i = np.uint64(places[q])
        entry = settled(firsts[q], cells, pair(sounds[i], sounds[i + _ONE]), by)
        places[kept], firsts[kept] = i, entry & _PLACE
        kept += np.uint64(entry != _FREE)
    return int(np.int64(kept))


@kernel
def walk_cells(codes: Array, places: Array, firsts: Array, begin: int, end: int, pairs: Array, common: Common, signs: bool, out: Array) -> int:
    """
    Write (first code, last code, pattern) of every pair with a code as written, and unless `signs` are read, another that is not, and is no chance.

    Gives how many.
    """
    n, words, by = 0, common.words, common.shifts[0]
    for q in range(begin, end):
        i, one = np.uint64(places[q]), firsts[q]
        first, second = np.uint64(codes[i]), np.uint64(codes[i + _ONE])
        item = pairs[one]
        while item != _FREE:
            of_first, of_second = item >> _FIRST != first, (item >> _SECOND) & _CODE != second
            if (signs and not (of_first and of_second)) or (of_first != of_second and not is_chance(codes, i, i + _ONE, of_first, of_second, words, by)):
                out[0, n], out[1, n], out[2, n] = i, i + _ONE, item & _PATTERN
                n += 1
            one += _ONE
            item = pairs[one]
    return n
