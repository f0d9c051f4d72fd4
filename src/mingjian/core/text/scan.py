"""Looks at rows of a text column, some hundred at a time: folds them, finds where something begins, follows it, and judges what was found."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core import lanes
from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.chance import alike
from mingjian.core.text.characters import Characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.disguise_check import judge, judge_closely
from mingjian.core.text.folding import Stream, fold, stream, to_sounds
from mingjian.core.text.mentions import Columns
from mingjian.core.text.patterns import Patterns
from mingjian.core.text.places import Table
from mingjian.core.text.sounds import Sounds, enter_cells, sift_sounds, walk_cells
from mingjian.core.text.trie import Sieve, Trie, enter, sift, walk

BLOCK_ROWS, BLOCK_BYTES = 512, 1 << 17  # looked at together: little enough to stay near the processor
AT_A_TIME = 1 << 16  # found between two judgements, at most
_AS_WRITTEN, _SOUND, _SIGN = 0, int(Disguise.SOUND), int(Disguise.SIGN)


class Rows(NamedTuple):
    """The rows data[offsets[r]:offsets[r + 1]], told as number `first` + r, of each of which at most `most` mentions are told at each look."""

    data: Array
    offsets: Array
    first: int
    most: int


class Wanted(NamedTuple):
    """
    What is looked for: the patterns as written and, where `by_sound`, by sound, with the tables that they are folded and judged by.

    `most` bounds the patterns that are found at one place.
    """

    patterns: Patterns
    tables: Characters
    common: Table
    sieve: Sieve
    written: Trie
    sounds: Sounds
    by_sound: bool
    most: int


class Room(NamedTuple):
    """
    What one thread works in: folded rows, their sounds, places where something may begin, what they lead to and what lies ahead, and what is found there.

    `chosen` lists the rows that are looked at, `signed` those with signs that are read aloud; `tally` has for each what may still be told of it.
    """

    text: Stream
    sounds: Array
    places: Array
    others: Array
    firsts: Array
    entries: Array
    ahead: Array
    found: Array
    chosen: Array
    signed: Array
    tally: Array


def room(size: int, most: int) -> Room:
    """Make room for rows of `size` bytes together, at each place of which at most `most` patterns are found."""
    text, many = stream(size, BLOCK_ROWS), max(AT_A_TIME, lanes.MANY * most) + lanes.MANY
    codes = len(text.codes)
    places, others, firsts = np.empty(codes, np.uint32), np.empty(codes, np.uint32), np.empty(codes, np.uint32)
    entries, ahead = np.empty(codes, np.uint64), np.empty(max(codes, many), np.uint64)
    rows = np.empty(BLOCK_ROWS, np.int32), np.empty(BLOCK_ROWS + 1, np.int32), np.empty(BLOCK_ROWS, np.int64)
    return Room(text, np.empty(codes, np.uint16), places, others, firsts, entries, ahead, np.empty((3, many), np.int32), *rows)


# Between this kernel and those that it calls stand only inlined ones: each layer of kernels would be compiled once more.
@kernel
def look(given: Rows, begin: int, wanted: Wanted, room: Room, out: Columns, kept: int) -> tuple[int, int, int]:
    """
    Look at the rows from `begin` on: as written, by sound, and once more at rows with signs that are read aloud; write mentions behind what is `kept`.

    Gives the row where `out` was too small, or the number of rows; how many are kept of the rows before; and for how many more there was no room.
    """
    tables, text, chosen = wanted.tables, room.text, room.chosen
    while begin < len(given.offsets) - 1:
        rows = _block(given.offsets, begin, chosen)
        n, signed = fold(given.data, given.offsets, chosen, rows, tables.fold, tables.expansions, text, room.signed)
        now = _as_written(n, given, wanted, room, out, kept)
        for need in (_SOUND, _SIGN):
            if now < 0 or not wanted.by_sound or (need == _SIGN and not signed):
                break
            if need == _SIGN:
                for r in range(signed):
                    chosen[r] = room.signed[r]
                n, _ = fold(given.data, given.offsets, chosen, signed, tables.spoken, tables.expansions, text, room.signed)
            now = _by_sound(n, need, given, wanted, room, out, now)
        if now < 0:
            return begin, kept, -now
        begin, kept = begin + rows, now
    return begin, kept, 0


@inlined
def _block(offsets: Array, begin: Any, chosen: Array) -> Any:
    """Choose the rows from one on that are looked at together, at least one; say how many."""
    most, size = min(len(chosen), len(offsets) - 1 - begin), 0
    while size < most and (size == 0 or offsets[begin + size + 1] - offsets[begin] <= BLOCK_BYTES):
        chosen[size] = begin + size
        size += 1
    return size


@inlined
def _allow(most: Any, tally: Array) -> None:
    """Allow each row so many mentions; a loop, since to set a slice numba compiles the words of an error that cannot be."""
    for r in range(len(tally)):
        tally[r] = most


@inlined
def _together(most: Any) -> Any:
    """Return for how many places there is room in what is found, if `most` patterns are found at each: a multiple of sixteen, which are written at a time."""
    return max(lanes.MANY, AT_A_TIME // most // lanes.MANY * lanes.MANY)


@inlined
def _as_written(n: Any, given: Rows, wanted: Wanted, room: Room, out: Columns, kept: Any) -> Any:
    """Look for patterns as written; below zero: so many more might be kept than `out` has room for."""
    codes, within, many = room.text.codes, wanted.written, _together(wanted.most)
    _allow(given.most, room.tally)
    m = enter(codes, sift(codes, n, wanted.sieve, room.places), within, room.places, room.entries)
    for q in range(0, m, many):
        k = walk(codes, room.places, room.entries, q, min(q + many, m), within, room.found)
        kept = _judged(k, _AS_WRITTEN, given, wanted, room, out, kept)
    return kept


@inlined
def _by_sound(n: Any, need: Any, given: Rows, wanted: Wanted, room: Room, out: Columns, kept: Any) -> Any:
    """Look for patterns by sound, first pairs, then longer ones; below zero as above."""
    codes, heard, found, own = room.text.codes, room.sounds, room.found, wanted.patterns
    within, common, many = wanted.sounds, wanted.common, _together(wanted.most)
    _allow(given.most, room.tally)
    to_sounds(codes, n, wanted.tables.syllable, heard)
    pairs, longer = sift_sounds(codes, heard, n, within, room.places, room.others)
    m = enter_cells(heard, pairs, within, room.places, room.firsts)
    for q in range(0, m, many):
        k = walk_cells(codes, room.places, room.firsts, q, min(q + many, m), within, common, need == _SIGN, found)
        kept = _judged(k, need, given, wanted, room, out, kept)
    m = enter(heard, longer, within.longer, room.others, room.entries)
    for q in range(0, m, many):
        k = walk(heard, room.others, room.entries, q, min(q + many, m), within.longer, found)
        k = alike(codes, found, k, own.codes, own.starts, common, need == _SIGN)
        kept = _judged(k, need, given, wanted, room, out, kept)
    return kept


@inlined
def _judged(k: Any, need: Any, given: Rows, wanted: Wanted, room: Room, out: Columns, kept: Any) -> Any:
    text, found, own = room.text, room.found, wanted.patterns
    if kept < 0 or kept + k > len(out.rows):
        return min(kept, -k)
    left = k
    if need != _SIGN:
        kept, left = judge(text, found, k, own.facts, room.ahead, need, room.tally, given.first, out, kept)
    return judge_closely(given.data, given.offsets, text, found, room.ahead, left, own, wanted.tables, wanted.common, need, room.tally, given.first, out, kept)
