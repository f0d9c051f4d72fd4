"""
A packed hash trie over codes, with bits in front that let most places of a text pass by: one load says whether a pattern of two codes, or a longer one,
may begin there.

An entry is one word of 64 bits, key << 26 | node << 3 | several end here << 2 | one ends here << 1 | goes on: it is found without a guess (see `places`).
Under the root a key is two codes, below it a node and a code. The node where a pattern ends has the number of that pattern.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from mingjian.core import lanes
from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.lanes import count, pack, put, steps, take, words
from mingjian.core.text.places import FREE, Table, entry_of, table

MOST_NODES = 1 << 22
_NODE = np.uint64(MOST_NODES - 1)
_ONE, _TWO, _THREE, _FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_KEY, _CODE, _ENDS_OR_GOES_ON, _MANY = np.uint64(26), np.uint64(16), np.uint64(7), np.uint64(lanes.MANY)
_SMALLEST, _LARGEST, _OF_HASH = 11, 19, 32  # logarithms of the words of a sieve: from 8 KiB to 2 MiB
_MIX, _WORD, _BIT, _IN_WORD, _ALL = (np.uint32(n) for n in (0x9E3779B1, 2, 31, 5, 32))  # a prime near 2^32 divided by the golden ratio


class Trie(NamedTuple):
    """`roots` and `deep` hold the entries; `following` gives for a pattern the next one of the same codes, or -1."""

    roots: Table
    deep: Table
    following: Array


class Sieve(NamedTuple):
    """
    `words` (uint32) has one for the first two codes, at the place that the upper bits of their hash give (it is shifted by shifts[0]).

    In it a bit is set for each pattern of two codes, by lower bits of this hash, and for each longer one, by the hash of its first three.
    """

    words: Array
    shifts: Array


def trie(codes: Array, starts: Array, chosen: Array) -> Trie:
    """Put the patterns `chosen`, of two codes each at least, into a trie."""
    following = np.full(len(starts) - 1, -1, np.int32)
    none = np.zeros(0, np.uint64)
    (keys, values), *deeper = list(_levels(codes, starts, np.sort(chosen), following)) or [(none, none)]
    deep_keys, deep_values = (np.concatenate([none, *parts]) for parts in zip(*deeper, strict=True)) if deeper else (none, none)
    return Trie(table(keys, values, int(_KEY)), table(deep_keys, deep_values, int(_KEY)), following)


def sieve(codes: Array, starts: Array, chosen: Array) -> Sieve:
    """Make the sieve that stands before a trie of the patterns `chosen`."""
    made = empty_sieve(len(starts))
    _mark(codes, starts, chosen, made)
    return made


def empty_sieve(many: int) -> Sieve:
    """Make room for so many patterns: two words for each, or more."""
    words = 1 << min(max(_SMALLEST, many.bit_length() + 1), _LARGEST)
    return Sieve(np.zeros(words, np.uint32), np.array([_OF_HASH + 1 - words.bit_length()], np.uint32))


def _levels(codes: Array, starts: Array, going: Array, following: Array) -> Iterator[tuple[Array, Array]]:
    """Return keys and values of the nodes two codes deep, three, and so on. Where no pattern ends they have the numbers behind those of patterns."""
    sizes, depth, nodes = np.diff(starts), 2, len(starts) - 1
    keys = codes[starts[going]].astype(np.uint64) << _CODE | codes[starts[going] + 1]
    while len(going):
        own, which = np.unique(keys, return_inverse=True)
        ends = sizes[going] == depth
        numbers, goes_on = np.arange(nodes, nodes + len(own), dtype=np.uint64), np.zeros(len(own), np.uint64)
        at, ending = which[ends], going[ends]
        _chained(at, ending, following)
        numbers[at[::-1]] = ending[::-1]  # the first of the same codes is written last
        one_ends = np.bincount(at, minlength=len(own))
        goes_on[which[~ends]] = _ONE
        several, ends_here = (one_ends > 1).astype(np.uint64), (one_ends > 0).astype(np.uint64)
        yield own, numbers << _THREE | several << _TWO | ends_here << _ONE | goes_on
        nodes, depth, going = nodes + len(own), depth + 1, going[~ends]
        keys = numbers[which[~ends]] << _CODE | codes[starts[going] + depth - 1]


def _chained(at: Array, ending: Array, following: Array) -> None:
    """Link the patterns that end at the same node, in their order."""
    order = np.argsort(at, kind="stable")
    same = np.flatnonzero(at[order][1:] == at[order][:-1])
    following[ending[order][same]] = ending[order][same + 1]


@inlined
def pair(a: Any, b: Any) -> Any:
    """Put two codes into one number."""
    return np.uint64(a) << _CODE | np.uint64(b)


# What follows is written once for single numbers, where patterns are put in, and for sixteen at a time, where they are looked for.
@inlined
def of_two(a: Any, b: Any) -> Any:
    """Hash two codes for a sieve; the upper bits are the good ones."""
    return (a << np.uint32(16) | b) * _MIX


@inlined
def of_three(two: Any, c: Any) -> Any:
    """Hash three codes, by the hash of the first two."""
    return (two + c) * _MIX


@inlined
def bit(hashed: Any, by: Any) -> Any:
    """Return which bit of its word a hash means: by the bits of it beside those that find the word."""
    return (hashed >> (by - _IN_WORD)) & _BIT


@inlined
def _of_longer(three: Any) -> Any:
    """Return which bit means a longer pattern, by the hash of its first three codes."""
    return three >> (_ALL - _IN_WORD)


@inlined
def sieved(sieve: Array, hashed: Any, by: Any) -> Any:
    """Return the words of a sieve for sixteen hashes."""
    return words(sieve, 0, (hashed >> by) << _WORD)


@kernel
def _mark(codes: Array, starts: Array, chosen: Array, into: Sieve) -> None:
    """Set the bits of the sieve."""
    by = into.shifts[0]
    for p in chosen:
        at = starts[p]
        two = np.uint32(of_two(np.uint32(codes[at]), np.uint32(codes[at + 1])))
        is_pair = starts[p + 1] - at == 2
        which = bit(two, by) if is_pair else _of_longer(np.uint32(of_three(two, np.uint32(codes[at + 2]))))
        into.words[two >> by] |= np.uint32(1) << which


@kernel
def sift(codes: Array, n: int, within: Sieve, places: Array) -> int:
    """List the places 1..n where a pattern may begin, doubled, and odd where it may have more than two codes. Room for sixteen is needed behind all."""
    sieve, by = within.words, within.shifts[0]
    m, end = np.uint64(0), np.uint64(n)
    for i in range(_ONE, end, _MANY):
        two = of_two(take(codes, i), take(codes, i + _ONE))
        word = sieved(sieve, two, by)
        long = (word >> _of_longer(of_three(two, take(codes, i + _TWO)))) & 1
        kept = (((word >> bit(two, by) | long) & 1) != 0) & (steps() < end - i)
        put(places, m, pack((steps() + i) << 1 | long, kept))
        m += count(kept)
    return int(np.int64(m))


@kernel
def enter(codes: Array, m: int, within: Trie, places: Array, entries: Array) -> int:
    """
    Look up the first two codes at each place that `sift` lists. No step waits for the one before, so many are fetched at once.

    Keeps the places (no longer doubled) that patterns begin with, and their entries, which go on only where a longer pattern may stand.
    """
    turns, roots = within.roots
    kept = np.uint64(0)
    for q in range(np.uint64(m)):
        i, long = np.uint64(places[q]) >> _ONE, np.uint64(places[q]) & _ONE
        entry = entry_of(turns, roots, pair(codes[i], codes[i + _ONE]), _KEY) & (~_ONE | long)
        places[kept], entries[kept] = i, entry
        kept += np.uint64(entry & _ENDS_OR_GOES_ON != FREE)
    return int(np.int64(kept))


@kernel
def walk(codes: Array, places: Array, entries: Array, begin: int, end: int, within: Trie, out: Array) -> int:
    """
    Walk from places[begin:end], all of them one code at a time, and write (first code, last code, pattern) into `out` (3 x n); give how many.

    Their order is by length, and within a length that of the places, which are overwritten.
    """
    (turns, deep), following = within.deep, within.following
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
        m = begin
        for q in range(begin, going):
            i = np.uint64(places[q])
            entry = entry_of(turns, deep, ((entries[q] >> _THREE) & _NODE) << _CODE | np.uint64(codes[i + last]), _KEY)
            places[m], entries[m] = i, entry
            m += int(entry != FREE)
    return n


@kernel
def _chain(following: Array, out: Array, n: int) -> int:
    """Write the other patterns of the same codes."""
    p = following[out[2, n - 1]]
    while p >= 0:
        out[0, n], out[1, n], out[2, n] = out[0, n - 1], out[1, n - 1], p
        n += 1
        p = following[p]
    return n
