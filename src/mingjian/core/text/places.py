"""
Hash tables in which every key has a place of its own: to look one up costs two loads, and never a guess at where to go on.

Keys are hashed to groups of about four; each group is turned until all its keys fall on free places, the largest groups first, while most are free
(hash and displace: Belazzougui, Botelho, Dietzfelbinger, ESA 2009). Tables are eight tenths full, and so lie near to the processor.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel

_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4)
FREE, _HALF = np.uint64(0), np.uint64(32)
_IN_GROUP, _TURNS = 4, 1 << 16


class Table(NamedTuple):
    """Entries (uint64) are key << a number of bits | value, none 0 but the free; `turns` (uint16) says for each group of keys how it was turned."""

    turns: Array
    entries: Array


def table(keys: Array, values: Array, bits: int) -> Table:
    """Make the table of keys (uint64, each once, below 2^(64 - bits)) and their values (uint64, below 2^bits); a key 0 may not have a value 0."""
    groups = max(1, len(keys) // _IN_GROUP)
    size = max(16, len(keys) * 5 // 4)
    while True:
        made = Table(np.zeros(groups, np.uint16), np.zeros(size, np.uint64))
        group = _groups(keys, groups)
        many = np.bincount(group, minlength=groups)
        order = np.argsort(-many[group] * groups + group, kind="stable")  # the largest groups first, and a group's keys together
        if _fill(keys[order], group[order], values[order], np.uint64(bits), made):
            return made
        size += size // 4  # keys that cannot be told apart are a matter of chance: rarer, the larger the table


@inlined
def mixed(key: Any) -> Any:
    """Hash a number; the upper bits are the good ones."""
    return np.uint64(key) * _MIX


@inlined
def _within(hashed: Any, size: Any) -> Any:
    """Return a hash a place among `size` (Lemire, "Fast random integer generation in an interval", 2019)."""
    return ((hashed >> _HALF) * np.uint64(size)) >> _HALF


def _groups(keys: Array, groups: int) -> Array:
    hashed: Array = ((keys * _MIX) >> _HALF) * np.uint64(groups) >> _HALF
    return hashed.astype(np.int64)


@inlined
def _place(hashed: Any, turn: Any, size: Any) -> Any:
    return _within(mixed(hashed ^ np.uint64(turn)), size)


@inlined
def entry_of(turns: Array, entries: Array, key: Any, bits: Any) -> Any:
    """Return the entry of a key, or 0 where there is none."""
    hashed = mixed(key)
    entry = entries[_place(hashed, turns[_within(hashed, len(turns))], len(entries))]
    return entry if entry >> bits == key else FREE


@kernel
def _fill(keys: Array, group: Array, values: Array, bits: Any, into: Table) -> bool:
    """Place all keys, those of a group together; say whether all found a place."""
    begin, size = 0, len(into.entries)
    while begin < len(keys):
        end = begin
        while end < len(keys) and group[end] == group[begin]:
            end += 1
        turn = 0
        while turn < _TURNS and not _all_free(keys, begin, end, np.uint64(turn), into.entries):
            turn += 1
        if turn == _TURNS:
            return False
        into.turns[group[begin]] = turn
        for k in range(begin, end):
            into.entries[_place(mixed(keys[k]), np.uint64(turn), size)] = keys[k] << bits | values[k]
        begin = end
    return True


@kernel
def _all_free(keys: Array, begin: int, end: int, turn: Any, entries: Array) -> bool:
    """Return whether the keys begin..end fall on free places, each on its own, turned so; their places are marked meanwhile."""
    marked = begin
    while marked < end:
        at = _place(mixed(keys[marked]), turn, len(entries))
        if entries[at] != FREE:
            break
        entries[at] = np.uint64(1)
        marked += 1
    for k in range(begin, marked):
        entries[_place(mixed(keys[k]), turn, len(entries))] = FREE
    return marked == end
