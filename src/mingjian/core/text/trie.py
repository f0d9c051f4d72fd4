"""
A packed hash trie over codes, with bits in front that let most places of a text pass by.

An entry is one word of 64 bits, key << 26 | node << 3 | several end here << 2 | one ends here << 1 | goes on: one load a step.
Under the root a key is two codes, below it a node and a code. The node where a pattern ends has the number of that pattern.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel

MOST_NODES = 1 << 22
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4)
_FREE, _NODE = np.uint64(0), np.uint64(MOST_NODES - 1)
_ONE, _TWO, _THREE, _FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_KEY, _CODE, _LOW = np.uint64(26), np.uint64(16), np.uint64(0xFFFFFFFF)
_OF_HASH, _ENDS_OR_GOES_ON = 64, np.uint64(7)
# A word of the sieve: its lower half has bits for patterns of two codes, its upper half for the third code of longer ones.
_SMALLEST, _LARGEST = 10, 18  # logarithms of the number of words: from 8 KiB to 2 MiB
_WITHIN_PAIR, _HALF, _SHORT = np.uint64(32), np.uint64(31), np.uint64(32)


class Trie(NamedTuple):
    """
    `sieve` holds bits, `roots` and `deep` are hash tables (all uint64), `shifts` those of the hashes of the three.

    `following` gives for a pattern the next one of the same codes, or -1.
    """

    sieve: Array
    roots: Array
    deep: Array
    shifts: Array
    following: Array


def trie(patterns: int, codes: int) -> Trie:
    """Make an empty trie with room for so many patterns of so many codes together."""
    sieve = np.zeros(1 << min(max(_SMALLEST, patterns.bit_length() - 1), _LARGEST), np.uint64)
    roots, deep = table(patterns), table(codes - 2 * patterns)
    return Trie(sieve, roots, deep, np.array([shift(sieve), shift(roots), shift(deep)], np.uint64), np.full(patterns, -1, np.int32))


def table(entries: int) -> Array:
    """Make an empty hash table, two thirds full at most with so many entries."""
    return np.zeros(1 << max(10, (entries * 3 // 2).bit_length()), np.uint64)


def shift(places: Array) -> int:
    """Say by how much a hash is shifted to be a place of a table."""
    return _OF_HASH + 1 - places.size.bit_length()


@inlined
def pair(a: Any, b: Any) -> Any:
    """Put two codes into one number."""
    return np.uint64(a) << _CODE | np.uint64(b)


@inlined
def mixed(key: Any) -> Any:
    """Hash a number; the upper bits are the good ones."""
    return np.uint64(key) * _MIX


@inlined
def slot(entries: Array, key: Any, by: Any) -> Any:
    """Find the place of a key, or the free one where it would be."""
    mask = np.uint64(len(entries) - 1)
    at = mixed(key) >> by
    while entries[at] != _FREE and (entries[at] >> _KEY) != key:
        at = (at + _ONE) & mask
    return at


@inlined
def of_pair(hashed: Any) -> Any:
    """Give the bit of a pattern of two codes, by their hash."""
    return (hashed >> _WITHIN_PAIR) & _HALF


@inlined
def of_third(code: Any) -> Any:
    """Give the bit of a longer pattern, by its third code."""
    return (np.uint64(code) & _HALF) | _SHORT


@kernel
def insert(codes: Array, starts: Array, chosen: Array, into: Trie) -> int:
    """Put the patterns `chosen`, which must be in the order of their lengths, into a trie; give the length of the longest."""
    sieve, roots, deep, shifts, following = into
    nodes, longest = np.uint64(len(starts) - 1), 0
    for p in chosen:
        begin, end = starts[p], starts[p + 1]
        longest = end - begin
        top = pair(codes[begin], codes[begin + 1])
        sieve[mixed(top) >> shifts[0]] |= _ONE << (of_pair(mixed(top)) if longest == 2 else of_third(codes[begin + 2]))
        entries, at, key = roots, slot(roots, top, shifts[1]), top
        for i in range(begin + 2, end + 1):
            ends = i == end
            if entries[at] == _FREE:
                entries[at] = key << _KEY | (np.uint64(p) if ends else nodes) << _THREE
                nodes += _ONE if not ends else _FREE
            elif ends:
                entries[at] |= _FOUR
                first = np.int64((entries[at] >> _THREE) & _NODE)
                following[p], following[first] = following[first], p
            if ends:
                entries[at] |= _TWO
            else:
                entries[at] |= _ONE
                key = _key(entries[at], codes[i])
                entries, at = deep, slot(deep, key, shifts[2])
    return longest


def fitted(full: Trie) -> Trie:
    """Give a trie with tables no larger than they need be: the smaller, the nearer to the processor."""
    roots, deep = (table(int(np.count_nonzero(entries))) for entries in (full.roots, full.deep))
    shifts = np.array([full.shifts[0], shift(roots), shift(deep)], np.uint64)
    _move(full.roots, roots, shifts[1])
    _move(full.deep, deep, shifts[2])
    return Trie(full.sieve, roots, deep, shifts, full.following)


@kernel
def _move(entries: Array, into: Array, by: Any) -> None:
    for entry in entries:
        if entry != _FREE:
            into[slot(into, entry >> _KEY, by)] = entry


@kernel
def sift(codes: Array, n: int, within: Trie, places: Array) -> int:
    """List the places 1..n where a pattern may begin, doubled, and odd where it may have more than two codes."""
    sieve, by = within.sieve, within.shifts[0]
    m = np.uint64(0)
    for i in range(np.uint64(1), np.uint64(n)):
        hashed = mixed(pair(codes[i], codes[i + _ONE]))
        word = sieve[hashed >> by]
        long = (word >> of_third(codes[i + _TWO])) & _ONE
        places[m] = i << _ONE | long
        m += (word >> of_pair(hashed) | long) & _ONE
    return int(np.int64(m))


@inlined
def first_of(entries: Array, key: Any, by: Any) -> Any:
    """Give the entry where a key would be if no other were in its way: nothing to guess, so many are fetched at once. `settled` goes on from there."""
    return entries[mixed(key) >> by]


@inlined
def settled(entry: Any, entries: Array, key: Any, by: Any) -> Any:
    """Give the entry of a key, or 0 where there is none, by what `first_of` has fetched."""
    if entry == _FREE or entry >> _KEY == key:
        return entry
    return entries[slot(entries, key, by)]


@kernel
def enter(codes: Array, m: int, within: Trie, places: Array, entries: Array) -> int:
    """
    Look up the first two codes at each place that `sift` lists, all at once so that one waits while another is fetched.

    Keeps the places (no longer doubled) that patterns begin with, and their entries, which go on only where a longer pattern may stand.
    """
    roots, by = within.roots, within.shifts[1]
    for q in range(np.uint64(m)):
        i = np.uint64(places[q]) >> _ONE
        entries[q] = first_of(roots, pair(codes[i], codes[i + _ONE]), by)
    kept = np.uint64(0)
    for q in range(np.uint64(m)):
        i, long = np.uint64(places[q]) >> _ONE, np.uint64(places[q]) & _ONE
        entry = settled(entries[q], roots, pair(codes[i], codes[i + _ONE]), by)
        entry &= ~_ONE | long
        places[kept], entries[kept] = i, entry
        kept += np.uint64(entry & _ENDS_OR_GOES_ON != _FREE)
    return int(np.int64(kept))


@kernel
def walk(codes: Array, places: Array, entries: Array, ahead: Array, begin: int, end: int, within: Trie, out: Array) -> int:
    """
    Walk from places[begin:end], all of them one code at a time, and write (first code, last code, pattern) into `out` (3 x n); give how many.

    Their order is by length, and within a length that of the places, which are overwritten. `ahead` is room for what is fetched.
    """
    deep, by, following = within.deep, within.shifts[2], within.following
    n, last, m = 0, _ONE, end
    while m > begin:
        going = begin
        for q in range(begin, m):
            i, entry = np.uint64(places[q]), entries[q]
            out[0, n], out[1, n], out[2, n] = i, i + last, (entry >> _THREE) & _NODE
            n += int(np.int64((entry >> _ONE) & _ONE))
            if entry & _FOUR:
                n = _chain(following, out, n)
            places[going], entries[going] = i, entry
            going += int(np.int64(entry & _ONE))
        last += _ONE
        for q in range(begin, going):
            entries[q] = _key(entries[q], codes[np.uint64(places[q]) + last])
            ahead[q] = first_of(deep, entries[q], by)
        m = begin
        for q in range(begin, going):
            entry = settled(ahead[q], deep, entries[q], by)
            places[m], entries[m] = places[q], entry
            m += int(entry != _FREE)
    return n


@inlined
def _key(entry: Any, code: Any) -> Any:
    """Give the key of what follows an entry by a code."""
    return ((entry >> _THREE) & _NODE) << _CODE | np.uint64(code)


@kernel
def _chain(following: Array, out: Array, n: int) -> int:
    """Write the other patterns of the same codes."""
    p = following[out[2, n - 1]]
    while p >= 0:
        out[0, n], out[1, n], out[2, n] = out[0, n - 1], out[1, n - 1], p
        n += 1
        p = following[p]
    return n
