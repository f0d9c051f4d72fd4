"""Folds raw UTF-8 into codes, and keeps for every code the place that it came from."""

from typing import NamedTuple

import numpy as np

from mingjian.core.text.characters import EXPANDED, LONGEST, SYLLABLE
from mingjian.core.text.compiled import Array, inlined, kernel

_NO_CHARACTER = 0xFFFFF  # a private code point, which matches nothing: in place of what is no UTF-8


class Stream(NamedTuple):
    """
    Folded rows, one after another, each closed by a 0: `codes` (uint16), and for each its raw code point, and its place in its row in bytes and in characters.

    `starts` gives where each row begins, and where the last ends.
    """

    codes: Array
    raws: Array
    places: Array
    characters: Array
    starts: Array


def stream(size: int, rows: int) -> Stream:
    """Make room for rows of `size` bytes together; a character of two bytes may become four codes, each row gets a 0, and two codes are looked ahead."""
    room = size * 2 + rows + 2
    return Stream(np.empty(room, np.uint16), np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32), np.empty(rows + 1, np.int64))


@inlined
def width(point: int) -> int:
    """Give the bytes of a code point in UTF-8."""
    return 1 + (point >= 0x80) + (point >= 0x800) + (point >= 0x10000)


@inlined
def decode(data: Array, at: int, end: int) -> tuple[int, int]:
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
def fold(data: Array, offsets: Array, table: Array, expansions: Array, out: Stream) -> int:
    """Fold the rows data[offsets[n]:offsets[n + 1]] through a table into `out`; gives the number of codes."""
    codes, raws, places, characters, starts = out
    n = 0
    for row in range(len(offsets) - 1):
        starts[row] = n
        begin, end = offsets[row], offsets[row + 1]
        at, character = begin, 0
        while at < end:
            point, following = decode(data, at, end)
            code = table[point]
            codes[n], raws[n], places[n], characters[n] = code, point, at - begin, character
            if EXPANDED <= code < SYLLABLE:
                for k in range(LONGEST):
                    part = expansions[code - EXPANDED, k]
                    codes[n], raws[n], places[n], characters[n] = part, point, at - begin, character
                    n += part != 0
            else:
                n += code != 0
            at, character = following, character + 1
        codes[n], raws[n], places[n], characters[n] = 0, 0, end - begin, character
        n += 1
    starts[len(offsets) - 1] = n
    codes[n] = codes[n + 1] = 0
    return n


@kernel
def to_sounds(codes: Array, n: int, syllable: Array, out: Array) -> None:
    """Give the sound of each code, and of the two behind the last."""
    for i in range(n + 2):
        out[i] = syllable[codes[i]]
