"""
Folds raw UTF-8 into codes, and keeps for every code the place that it came from.

Sixteen characters are folded at a time, save where one stands for several codes.
"""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core import lanes
from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.lanes import count, either, pack, put, steps, take, words
from mingjian.core.text.characters import EXPANDED, LONGEST, SIGN, SYLLABLE

_NO_CHARACTER = 0xFFFFF  # a private code point, which matches nothing: in place of what is no UTF-8
# Kernels index by unsigned numbers: numba looks at signed ones once more, whether they count from the end.
_1, _2, _MANY = np.uint64(1), np.uint64(2), np.uint64(lanes.MANY)
AHEAD = lanes.MANY  # bytes that must be there behind the last row
CHANGED = np.uint32(1 << 31)  # of a place: its character is not its own code


class Stream(NamedTuple):
    """
    Folded rows, one after another, each between zeros: `codes` (uint16), and for each code where its character stands in its row.

    `at` (uint32) is CHANGED, where the character is not its own code, | the byte where it begins; `nth` (uint32) counts characters. `row` (uint16) is which
    of the rows looked at together. `rows` are the numbers of those rows, `starts` gives where each begins, and where the last ends. `firsts` (uint32) is
    room for the bytes where the characters of one row begin, `points` (uint32) for sixteen code points.
    """

    codes: Array
    at: Array
    nth: Array
    row: Array
    rows: Array
    starts: Array
    firsts: Array
    points: Array


def stream(size: int, rows: int) -> Stream:
    """
    Make room for rows of `size` bytes together; a character of two bytes may become four codes, and each row gets a 0.

    Sixteen codes are written at a time, and two more are looked ahead.
    """
    room = size * 2 + rows + 3 * lanes.MANY
    codes, row = np.empty(room, np.uint16), np.empty(room, np.uint16)
    at, nth, firsts = np.empty(room, np.uint32), np.empty(room, np.uint32), np.empty(size + 2 * lanes.MANY, np.uint32)
    return Stream(codes, at, nth, row, np.empty(rows, np.int32), np.empty(rows + 1, np.uint64), firsts, np.empty(lanes.MANY, np.uint32))


@inlined
def width(data: Array, at: Any) -> Any:
    """Return the bytes of the character that begins at a byte."""
    first = data[at]
    return 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)


@inlined
def decode(data: Array, at: Any, end: Any) -> tuple[Any, Any]:
    """Return the code point at a byte, and where the next begins; broken bytes at the end become one private code point."""
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


@inlined
def _write(code: Any, at: Any, nth: Any, row: Any, n: Any, out: Stream) -> Any:
    """Write one code, unless it is 0; give where the next goes."""
    out.codes[n], out.at[n], out.nth[n], out.row[n] = code, at, nth, row
    return n + np.uint64(code != 0)


@kernel
def _one_by_one(k: Any, m: Any, r: Any, table: Array, expansions: Array, n: Any, out: Stream) -> tuple[Any, Any]:
    """Fold the characters k to before m of a row, whose code points are given: some stand for several codes, or for nothing. As `_fold_row`."""
    sign = False
    for q in range(k, m):
        point, at, nth = out.points[q - k], out.firsts[q], np.uint32(q)
        code = table[point]
        sign |= code == SIGN
        if EXPANDED <= code < SYLLABLE:
            for j in range(LONGEST):
                n = _write(expansions[code - EXPANDED, j], at | CHANGED, nth, r, n, out)
        else:
            n = _write(code if code != SIGN else 0, at | CHANGED if code != point else at, nth, r, n, out)
    return n, sign


@inlined
def _begins(data: Array, begin: Any, end: Any, firsts: Array) -> Any:
    """List the bytes of a row where characters begin; give how many."""
    m = np.uint64(0)
    for here in range(begin, end, _MANY):
        one = ((take(data, here) & 0xC0) != 0x80) & (steps() < end - here)
        put(firsts, m, pack(steps() + (here - begin), one))
        m += count(one)
    put(firsts, m, 0)  # the last sixteen may be fewer: what would be read for the others must be there, too
    return m


@inlined
def _point(some: Any) -> Any:
    """Return the code points of sixteen characters by their first four bytes. What is no UTF-8 becomes some code point or other."""
    last, third, second = (some >> 24) & 0x3F, (some >> 16) & 0x3F, (some >> 8) & 0x3F
    of_four = (some & 0x7) << 18 | second << 12 | third << 6 | last
    of_three, of_two = (some & 0xF) << 12 | second << 6 | third, (some & 0x1F) << 6 | second
    first = some & 0xFF
    longer = either(first < 0xF0, of_three, either(of_four < 0x110000, of_four, 0x10FFFF))
    return either(first < 0x80, first, either(first < 0xE0, of_two, longer))


@inlined
def _fold_row(data: Array, begin: Any, m: Any, r: Any, table: Array, expansions: Array, n: Any, out: Stream) -> tuple[Any, Any]:
    """Fold the m characters of a row, which begin at `out.firsts`; give where the next code goes, and whether a sign stands there."""
    codes, all_at, all_nth, row, firsts, sign = out.codes, out.at, out.nth, out.row, out.firsts, False
    for k in range(np.uint64(0), m, _MANY):
        at, nth, here = take(firsts, k), steps() + k, steps() < m - k
        point = _point(words(data, begin, at))
        code = words(table, 0, point << 1) & 0xFFFF
        if count((code >= EXPANDED) & here):
            put(out.points, 0, point)
            n, is_sign = _one_by_one(k, min(k + _MANY, m), r, table, expansions, n, out)
            sign |= is_sign
            continue
        kept = (code != 0) & here
        put(codes, n, pack(code, kept))
        put(all_at, n, pack(either(code == point, at, at | CHANGED), kept))
        put(all_nth, n, pack(nth, kept))
        put(row, n, r)
        n += count(kept)
    return n, sign


@kernel
def fold(data: Array, offsets: Array, chosen: Array, m: int, table: Array, expansions: Array, out: Stream, signed: Array) -> tuple[int, int]:
    """
    Fold the rows data[offsets[r]:offsets[r + 1]], r of chosen[:m], through a table into `out`. AHEAD bytes must be there behind the last row.

    Gives where the codes end, and the number of the rows with signs that are spoken, which are listed in `signed`.
    """
    out.codes[0] = 0
    n, with_sign = _1, 0
    for r in range(m):
        chosen_row = chosen[r]
        begin, end = np.uint64(offsets[chosen_row]), np.uint64(offsets[chosen_row + 1])
        out.rows[r], out.starts[r], signed[with_sign] = chosen_row, n, chosen_row
        characters = _begins(data, begin, end, out.firsts)
        n, sign = _fold_row(data, begin, characters, r, table, expansions, n, out)
        out.codes[n], out.at[n], out.nth[n], out.row[n] = 0, end - begin, characters, r
        n += _1
        with_sign += sign
    out.starts[m] = n
    for behind in range(0, 2 * lanes.MANY, lanes.MANY):  # what is looked ahead must lead nowhere
        put(out.codes, n + np.uint64(behind), 0)
    return int(np.int64(n)), with_sign


@kernel
def to_sounds(codes: Array, n: int, syllable: Array, out: Array) -> None:
    """
    Write the sound of each code to `out`, and of those behind the last, which lead nowhere.

    Four bytes are read of each of two; no code is the last of the table.
    """
    for i in range(np.uint64(0), np.uint64(n) + _2, _MANY):
        put(out, i, words(syllable, 0, take(codes, i) << 1) & 0xFFFF)
