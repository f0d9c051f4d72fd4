"""Folds raw UTF-8 into codes, and keeps for every code the place that it came from."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.characters import EXPANDED, LONGEST, SIGN, SYLLABLE

_NO_CHARACTER = 0xFFFFF  # a private code point, which matches nothing: in place of what is no UTF-8


class Stream(NamedTuple):
    """
    Folded rows, one after another, each closed by a 0: `codes` (uint16), and for each code its `places` in its row, in bytes << 32 | in characters (int64).

    `rows` are the numbers of the rows, `starts` gives where each begins, and where the last ends.
    """

    codes: Array
    places: Array
    rows: Array
    starts: Array


def stream(size: int, rows: int) -> Stream:
    """Make room for rows of `size` bytes together; a character of two bytes may become four codes, each row gets a 0, and two codes are looked ahead."""
    room = size * 2 + rows + 2
    return Stream(np.empty(room, np.uint16), np.empty(room, np.int64), np.empty(rows, np.int32), np.empty(rows + 1, np.int64))


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
def fold(data: Array, offsets: Array, chosen: Array, table: Array, expansions: Array, out: Stream, signed: Array) -> tuple[int, int]:
    """
    Fold the rows data[offsets[r]:offsets[r + 1]], r of `chosen`, through a table into `out`.

    Gives the number of codes, and of the rows with signs that are spoken, which are listed in `signed`.
    """
    codes, places, rows, starts = out
    n, with_sign = 0, 0
    for r in range(len(chosen)):
        row = chosen[r]
        rows[r], starts[r], signed[with_sign] = row, n, row
        begin, end = offsets[row], offsets[row + 1]
        at, place, signs = begin, 0, 0
        while at < end:
            point, following = decode(data, at, end)
            code = table[point]
            codes[n], places[n] = code, place
            if EXPANDED <= code < SYLLABLE:
                for k in range(LONGEST):
                    codes[n], places[n] = expansions[code - EXPANDED, k], place
                    n += codes[n] != 0
            else:
                n += (code != 0) & (code != SIGN)
                signs += code == SIGN
            place += ((following - at) << 32) + 1
            at = following
        codes[n], places[n] = 0, place
        n += 1
        with_sign += signs > 0
    starts[len(chosen)] = n
    codes[n] = codes[n + 1] = 0
    return n, with_sign


@kernel
def to_sounds(codes: Array, n: int, syllable: Array, out: Array) -> None:
    """Give the sound of each code, and of the two behind the last."""
    for i in range(n + 2):
        out[i] = syllable[codes[i]]
