"""
A packed hash trie over codes, with bits in front that let most places of a text pass by.

An entry is one word of 64 bits, key << 26 | node << 3 | several end here << 2 | one ends here << 1 | goes on: one load a step.
Under the root a key is two codes, below it a node and a code.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel

MOST_NODES = 1 << 22
_BITS = 22  # the logarithm of the size of each field of bits: 512 KiB, which stays in the second-level cache
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4)
_FREE, _NODE = np.uint64(0), np.uint64(0x3FFFFF)
_ONE, _TWO, _THREE, _FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_KEY, _CODE = np.uint64(26), np.uint64(16)
_OF_TABLE = 64
# Hashes of bits are 32 bits wide, so that eight or sixteen places are tried at once.
_A, _B, _C = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D)  # primes of xxHash
_OF_BITS, _OF_WORD, _WITHIN = np.uint32(32 - _BITS), np.uint32(5), np.uint32(31)
_BIT = np.uint32(1)


class Trie(NamedTuple):
    """`pairs` and `triples` are bits (uint32), `roots` and `deep` hash tables (uint64), `shifts` those of their hashes, `first` a pattern by node."""

    pairs: Array
    triples: Array
    roots: Array
    deep: Array
    shifts: Array
    first: Array


def trie(patterns: int, codes: int) -> Trie:
    """Make an empty trie with room for so many patterns of so many codes together."""
    roots, deep = _room(patterns), _room(codes - 2 * patterns)
    shifts = np.array([_OF_TABLE - roots.size.bit_length() + 1, _OF_TABLE - deep.size.bit_length() + 1], np.uint64)
    return Trie(field(), field(), roots, deep, shifts, np.full(codes + 2, -1, np.int32))


def field() -> Array:
    """Make an empty field of bits."""
    return np.zeros(1 << (_BITS - 5), np.uint32)


def _room(entries: int) -> Array:
    return np.zeros(1 << max(10, (entries * 2).bit_length()), np.uint64)


@inlined
def of_pair(a: Any, b: Any) -> Any:
    """Hash two codes."""
    # numba widens each product to 64 bits: without the casts the hash runs out of the field.
    return np.uint32(np.uint32(np.uint32(a) * _A + np.uint32(b) * _B) * _C) >> _OF_BITS


@inlined
def of_triple(a: Any, b: Any, c: Any) -> Any:
    """Hash three codes."""
    mixed = np.uint32(np.uint32(np.uint32(a) * _A + np.uint32(b) * _B) * _C)
    return np.uint32(np.uint32(mixed + np.uint32(c)) * _A) >> _OF_BITS


@inlined
def mark(bits: Array, place: Any) -> None:
    """Set a bit."""
    bits[place >> _OF_WORD] |= np.uint32(_BIT << (place & _WITHIN))


@inlined
def marked(bits: Array, place: Any) -> Any:
    """Give a bit."""
    return (bits[place >> _OF_WORD] >> (place & _WITHIN)) & _BIT


@inlined
def slot(table: Array, key: Any, shift: Any) -> Any:
    """Find the place of a key, or the free one where it would be."""
    mask = np.uint64(len(table) - 1)
    at = ((key * _MIX) >> shift) & mask
    while table[at] != _FREE and (table[at] >> _KEY) != key:
        at = (at + _ONE) & mask
    return at


@kernel
def insert(codes: Array, starts: Array, chosen: Array, into: Trie, following: Array) -> int:
    """Put patterns into a trie; `following` chains those with the same codes. Gives the most patterns that one walk can meet, chains apart."""
    roots, deep, shifts, first = into.roots, into.deep, into.shifts, into.first
    nodes, longest = np.uint64(1), 0
    for p in range(len(chosen)):
        if not chosen[p]:
            continue
        begin, end = starts[p], starts[p + 1]
        longest = max(longest, end - begin)
        table = roots
        at = slot(roots, np.uint64(codes[begin]) << _CODE | np.uint64(codes[begin + 1]), shifts[0])
        if table[at] == _FREE:
            table[at] = (np.uint64(codes[begin]) << _CODE | np.uint64(codes[begin + 1])) << _KEY | nodes << _THREE
            nodes += _ONE
        for i in range(begin + 2, end):
            table[at] |= _ONE
            key = ((table[at] >> _THREE) & _NODE) << _CODE | np.uint64(codes[i])
            table, at = deep, slot(deep, key, shifts[1])
            if table[at] == _FREE:
                table[at] = key << _KEY | nodes << _THREE
                nodes += _ONE
        table[at] |= _TWO | (_FOUR if table[at] & _TWO else _FREE)
        node = np.int64((table[at] >> _THREE) & _NODE)
        following[p], first[node] = first[node], p
    return longest


@kernel
def mark_beginnings(codes: Array, starts: Array, chosen: Array, into: Trie) -> None:
    """Set the bits of patterns: pairs for those of two codes, triples for longer ones."""
    for p in range(len(chosen)):
        at = starts[p]
        if chosen[p] and starts[p + 1] - at == 2:
            mark(into.pairs, of_pair(codes[at], codes[at + 1]))
        elif chosen[p]:
            mark(into.triples, of_triple(codes[at], codes[at + 1], codes[at + 2]))


@kernel
def mark_sounds(codes: Array, sounds: Array, starts: Array, chosen: Array, into: Trie) -> None:
    """Set the bits of patterns by sound: of two codes one must be as written and one sound alike, of longer ones the first three sounds."""
    for p in range(len(chosen)):
        at = starts[p]
        if chosen[p] and starts[p + 1] - at == 2:
            mark(into.pairs, of_pair(codes[at], sounds[at + 1]))
            mark(into.pairs, of_pair(sounds[at], codes[at + 1]))
        elif chosen[p]:
            mark(into.triples, of_triple(sounds[at], sounds[at + 1], sounds[at + 2]))


@kernel
def candidates(codes: Array, n: int, within: Trie, may: Array, places: Array) -> int:
    """List the places where a pattern may begin; `may` (uint8) is room to work in."""
    pairs, triples = within.pairs, within.triples
    for i in range(n):
        may[i] = marked(pairs, of_pair(codes[i], codes[i + 1])) | marked(triples, of_triple(codes[i], codes[i + 1], codes[i + 2]))
    return _listed(may, n, places)


@kernel
def sound_candidates(codes: Array, sounds: Array, n: int, within: Trie, may: Array, places: Array) -> int:
    """List the places where a pattern may begin by its sound."""
    pairs, triples = within.pairs, within.triples
    for i in range(n):
        mixed = marked(pairs, of_pair(codes[i], sounds[i + 1])) | marked(pairs, of_pair(sounds[i], codes[i + 1]))
        may[i] = mixed | marked(triples, of_triple(sounds[i], sounds[i + 1], sounds[i + 2]))
    return _listed(may, n, places)


@kernel
def _listed(may: Array, n: int, places: Array) -> int:
    m = 0
    for i in range(n):
        places[m] = i
        m += may[i]
    return m


@kernel
def walk(codes: Array, places: Array, begin: int, end: int, within: Trie, following: Array, most: int, out: Array) -> tuple[int, int]:
    """
    Walk from places[begin:end] and write (first code, last code, pattern) into `out` (3 x n).

    Stops before `out` could overflow, given that one place meets at most `most` patterns; gives the next place and how many were written.
    """
    roots, deep, shifts, first = within.roots, within.deep, within.shifts, within.first
    n, q, room = 0, begin, out.shape[1] - most
    while q < end and n <= room:
        i = places[q]
        q += 1
        at = i + 1
        entry = roots[slot(roots, np.uint64(codes[i]) << _CODE | np.uint64(codes[at]), shifts[0])]
        while entry != _FREE:
            if entry & _TWO:
                pattern = first[(entry >> _THREE) & _NODE]
                out[0, n], out[1, n], out[2, n] = i, at, pattern
                n += 1
                while entry & _FOUR and following[pattern] >= 0:
                    pattern = following[pattern]
                    out[0, n], out[1, n], out[2, n] = i, at, pattern
                    n += 1
            at += 1
            if codes[at] == 0 or not entry & _ONE:
                break
            entry = deep[slot(deep, ((entry >> _THREE) & _NODE) << _CODE | np.uint64(codes[at]), shifts[1])]
    return q, n
