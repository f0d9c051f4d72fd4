"""Throws out what sounds like a term by chance: common words, and what shares a changed character with one."""

from typing import Any

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.places import FREE, Table, entry_of, table

_NONE, _ONE, _THREE, _FOUR, _CODE, _TWO_CODES = (np.uint64(n) for n in (0, 1, 3, 4, 16, 32))


def common(words: list[list[int]]) -> Table:
    """Make the set of words of two and of three codes: entries are the codes themselves, with 0 before a word of two."""
    codes = np.array([[0] * (3 - len(word)) + word for word in words], np.uint64).reshape(-1, 3)
    keys = np.unique(codes[:, 0] << _TWO_CODES | codes[:, 1] << _CODE | codes[:, 2])
    return table(keys, np.zeros_like(keys), 0)


@inlined
def _is_common(a: Any, b: Any, c: Any, words: Table) -> Any:
    return entry_of(words.turns, words.entries, np.uint64(a) << _TWO_CODES | np.uint64(b) << _CODE | np.uint64(c), _NONE) != FREE


@inlined
def is_common(a: Any, b: Any, words: Table) -> Any:
    """Return whether two codes are a common word."""
    return _is_common(0, a, b, words)


@inlined
def is_chance(codes: Array, first: Any, last: Any, of_first: Any, of_last: Any, words: Table) -> Any:
    """
    Return whether a sound-alike is a common word, or shares its first or last character with one, where that is changed.

    Rows stand between zeros, and no word has one.
    """
    size = last - first + _ONE
    if size < _FOUR and _is_common(codes[first] if size == _THREE else 0, codes[last - _ONE], codes[last], words):
        return True
    if of_first and _is_common(0, codes[first - _ONE], codes[first], words):
        return True
    return of_last and _is_common(0, codes[last], codes[last + _ONE], words)


@kernel
def alike(codes: Array, found: Array, n: int, own: Array, starts: Array, words: Table, signs: bool) -> int:
    """Keep of `found` (as for `judge`) what has a character as written, and unless `signs` are read, another that is not, and is no chance."""
    kept = 0
    for f in range(np.uint64(n)):
        first, last, p = np.uint64(found[0, f]), np.uint64(found[1, f]), np.uint64(found[2, f])
        at = np.uint64(starts[p])
        changed = np.uint64(0)
        for i in range(first, last + _ONE):
            changed += np.uint64(codes[i] != own[at + i - first])
        of_first, of_last = codes[first] != own[at], codes[last] != own[at + last - first]
        if changed <= last - first and (signs or (changed > FREE and not is_chance(codes, first, last, of_first, of_last, words))):
            found[0, kept], found[1, kept], found[2, kept] = first, last, p
            kept += 1
    return kept
