"""Folds raw UTF-8 into codes, and keeps for every code the place that it came from."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.characters import BEFORE, EXPANDED, LONGEST, SIGN, SYLLABLE

_NO_CHARACTER = 0xFFFFF  # a private code point, which matches nothing: in place of what is no UTF-8
# Kernels index by unsigned numbers: numba looks at signed ones once more, whether they count from the end.
_1, _2, _3, _6, _12, _32, _63 = (np.uint64(n) for n in (1, 2, 3, 6, 12, 32, 63))
_OF_TWO, _OF_THREE, _OF_FOUR = np.uint64(0x80), np.uint64(0xE0), np.uint64(0xF0)  # first bytes from here on
CHANGED = np.uint64(1 << 63)  # of a place: its character is not its own code
_BEFORE, _SUM = np.uint64(BEFORE), np.uint64(0xE0000)


class Stream(NamedTuple):
    """
    Folded rows, one after another, each between zeros: `codes` (uint16), and for each code its place in its row.

    `places` (uint64) are CHANGED, where the character is not its own code, | in bytes << 32 | in characters.

    `rows` are the numbers of the rows, `starts` gives where each begins, and where the last ends.
    """

    codes: Array
    places: Array
    rows: Array
    starts: Array


def stream(size: int, rows: int) -> Stream:
    """Make room for rows of `size` bytes together; a character of two bytes may become four codes, each row gets a 0, and two codes are looked ahead."""
    room = size * 2 + rows + 4
    return Stream(np.empty(room, np.uint16), np.empty(room, np.uint64), np.empty(rows, np.int32), np.empty(rows + 1, np.uint64))


@inlined
def width(data: Array, at: Any) -> Any:
    """Give the bytes of the character that begins at a byte."""
    first = data[at]
    return 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)


@inlined
def decode(data: Array, at: Any, end: Any) -> tuple[Any, Any]:
    """Give the code point at a byte, and where the next begins; broken bytes at the end become one private code point."""
    first = np.int64(data[at])
    if first < 0x80:
        return first, at + 1
    if first < 0xE0 and at + 2 <= end:
        return (first & 31) << 6 | np.int64(data[at + 1]) & 63, at + 2
    if 0xE0 <= first < 0xF0 and at + 3 <= end:
        return (first & 15) << 12 | (np.int64(data[at + 1]) & 63) << 6 | np.int64(data[at + 2]) & 63, at + 3
    if first >= 0xF0 and at + 4 <= end:
        point = (first & 7) << 18 | (np.int64(data[at + 1]) & 63) << 12 | (np.int64(data[at + 2]) & 63) << 6 | np.int64(data[at + 3]) & 63
        return min(point, 0x10FFFF), at + 4
    return _NO_CHARACTER, end


@kernel
def _rare(data: Array, at: Any, end: Any) -> tuple[Any, Any]:
    """Give the code point and the width of a character of two or four bytes, or of what is none."""
    point, following = decode(data, np.int64(at), np.int64(end))
    return np.uint64(point), np.uint64(following) - at


@kernel
def _expand(code: Any, place: Any, expansions: Array, codes: Array, places: Array, n: Any) -> Any:
    """Write the codes of a character that stands for several, or nothing for a sign; give where the next goes."""
    if code >= SYLLABLE:
        codes[n], places[n] = code, place
        return n + np.uint64(code != SIGN)
    for k in range(LONGEST):
        codes[n], places[n] = expansions[code - EXPANDED, k], place
        n += np.uint64(codes[n] != 0)
    return n


@inlined
def _of_three(data: Array, at: Any) -> Any:
    """Give the code point of three bytes plus BEFORE: the sum of the shifted bytes, less what their marks add up to. Broken bytes stay within the table."""
    return (np.uint64(data[at]) << _12) + (np.uint64(data[at + _1]) << _6) + np.uint64(data[at + _2]) - _SUM


@inlined
def _changed(code: Any, which: Any) -> Any:
    """Give CHANGED where a code is not that of the point that it was looked up by."""
    return np.uint64(np.uint64(code) + _BEFORE != which) << _63


@kernel
def fold(data: Array, offsets: Array, chosen: Array, m: int, table: Array, expansions: Array, out: Stream, signed: Array) -> tuple[int, int]:
    """
    Fold the rows data[offsets[r]:offsets[r + 1]], r of chosen[:m], through a table with BEFORE entries in front into `out`.

    Gives where the codes end, and the number of the rows with signs that are spoken, which are listed in `signed`.
    """
    codes, places, rows, starts = out
    codes[0] = 0
    n, with_sign = _1, 0
    for r in range(m):
        row = chosen[r]
        rows[r], starts[r], signed[with_sign] = row, n, row
        at, end = np.uint64(offsets[row]), np.uint64(offsets[row + 1])
        place, signs = np.uint64(0), False
        while at < end:
            which, size = np.uint64(data[at]) + _BEFORE, _1
            if _OF_THREE <= data[at] < _OF_FOUR and at + _3 <= end:
                which, size = _of_three(data, at), _3
            elif data[at] >= _OF_TWO:
                point, size = _rare(data, at, end)
                which = point + _BEFORE
            code = table[which]
            if code < EXPANDED:
                codes[n], places[n] = code, place | _changed(code, which)
                n += np.uint64(code != 0)
            else:
                n = _expand(code, place | CHANGED, expansions, codes, places, n)
                signs |= code == SIGN
            at += size
            place += (size << _32) + _1
        codes[n], places[n] = 0, place
        n += _1
        with_sign += signs
    starts[m] = n
    codes[n] = codes[n + _1] = 0
    return int(np.int64(n)), with_sign


@kernel
def to_sounds(codes: Array, n: int, syllable: Array, out: Array) -> None:
    """Give the sound of each code, and of the two behind the last."""
    for i in range(n + 2):
        out[i] = syllable[codes[i]]
