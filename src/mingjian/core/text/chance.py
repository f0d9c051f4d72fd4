"""Throws out what sounds like a term by chance: common words, and what shares a changed character with one."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.trie import mixed, shift, table

_FREE, _ONE, _THREE, _FOUR, _CODE, _TWO_CODES = (np.uint64(n) for n in (0, 1, 3, 4, 16, 32))


class Common(NamedTuple):
    """Common words of two and of three codes: a hash set (uint64), and the shift of its hash."""

    words: Array
    shifts: Array


def common(words: list[list[int]]) -> Common:
    """Make the set of words that are given in codes."""
    entries = table(len(words))
    made = Common(entries, np.array([shift(entries)], np.uint64))
    _fill(np.array([[0] * (3 - len(word)) + word for word in words], np.uint16).reshape(-1, 3), made.words, made.shifts[0])
    return made


@inlined
def _slot(a: Any, b: Any, c: Any, words: Array, by: Any) -> Any:
    """Find the place of a word of codes, or the free one where it would be; `a` is 0 before a word of two."""
    key, mask = _word(a, b, c), np.uint64(len(words) - 1)
    at = mixed(key) >> by
    while words[at] != _FREE and words[at] != key:
        at = (at + _ONE) & mask
    return at


@inlined
def _word(a: Any, b: Any, c: Any) -> Any:
    return np.uint64(a) << _TWO_CODES | np.uint64(b) << _CODE | np.uint64(c)


@kernel
def _fill(codes: Array, words: Array, by: Any) -> None:
    for k in range(len(codes)):
        a, b, c = codes[k, 0], codes[k, 1], codes[k, 2]
        words[_slot(a, b, c, words, by)] = _word(a, b, c)


@inlined
def _is_common(a: Any, b: Any, c: Any, words: Array, by: Any) -> Any:
    return words[_slot(np.uint16(a), b, c, words, by)] != _FREE


@inlined
def is_chance(codes: Array, first: Any, last: Any, of_first: Any, of_last: Any, words: Array, by: Any) -> Any:
    """
    Whether a sound-alike is a common word, or shares its first or last character with one, where that is changed.

    Rows stand between zeros, and no word has one.
    """
    size = last - first + _ONE
    if size < _FOUR and _is_common(codes[first] if size == _THREE else 0, codes[last - _ONE], codes[last], words, by):
        return True
    if of_first and _is_common(0, codes[first - _ONE], codes[first], words, by):
        return True
    return of_last and _is_common(0, codes[last], codes[last + _ONE], words, by)


@kernel
def alike(codes: Array, found: Array, n: int, own: Array, starts: Array, common: Common, signs: bool) -> int:
    """Keep of `found` (as for `judge`) what has a character as written, and unless `signs` are read, another that is not, and is no chance."""
    kept, words, by = 0, common.words, common.shifts[0]
    for f in range(np.uint64(n)):
        first, last, p = np.uint64(found[0, f]), np.uint64(found[1, f]), np.uint64(found[2, f])
        at = np.uint64(starts[p])
        changed = np.uint64(0)
        for i in range(first, last + _ONE):
            changed += np.uint64(codes[i] != own[at + i - first])
        of_first, of_last = codes[first] != own[at], codes[last] != own[at + last - first]
        if changed <= last - first and (signs or (changed > _FREE and not is_chance(codes, first, last, of_first, of_last, words, by))):
            found[0, kept], found[1, kept], found[2, kept] = first, last, p
            kept += 1
    return kept
