"""Looks at a piece of a text column: folds it, finds where something begins, follows it, and judges what was found."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from mingjian.core.compiled import Array
from mingjian.core.text.characters import Characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.folding import Stream, fold, stream, to_sounds
from mingjian.core.text.judging import COLUMNS, Common, alike, judge
from mingjian.core.text.patterns import Patterns
from mingjian.core.text.sounds import Sounds, enter_cells, sift_sounds, walk_cells
from mingjian.core.text.trie import Trie, enter, sift, walk

AT_A_TIME = 1 << 17  # found between two judgements, at most
_AS_WRITTEN, _SOUND, _SIGN = 0, int(Disguise.SOUND), int(Disguise.SIGN)

#: Walks from some of the listed places, from one till before another, and gives how many patterns it found.
Walk: TypeAlias = Callable[[int, int], int]


class Wanted(NamedTuple):
    """
    What is looked for: the patterns as written and by sound (or None), with the tables that they are folded and judged by.

    `most` bounds the patterns that are found at one place.
    """

    patterns: Patterns
    tables: Characters
    common: Common
    written: Trie
    sounds: Sounds | None
    most: int


class Room(NamedTuple):
    """What one thread works in: folded rows, their sounds, places where something may begin, what they lead to, and what is found there."""

    text: Stream
    sounds: Array
    places: Array
    others: Array
    entries: Array
    found: Array
    signed: Array


def room(size: int, rows: int, most: int) -> Room:
    """Make room for rows of `size` bytes together, at each place of which at most `most` patterns are found."""
    text = stream(size, rows)
    codes = len(text.codes)
    places, others = np.empty(codes, np.uint32), np.empty(codes, np.uint32)
    found = np.empty((3, max(AT_A_TIME, most) + 1), np.int32)
    return Room(text, np.empty(codes, np.uint16), places, others, np.empty(codes, np.uint64), found, np.empty(rows + 1, np.int32))


class Look:
    """One look at the rows data[offsets[r]:offsets[r + 1]]: as written, by sound, and once more at rows with signs that are read aloud."""

    def __init__(self, data: Array, offsets: Array, wanted: Wanted, space: Room, most_in_row: int) -> None:
        self._data, self._offsets, self._wanted, self._room, self._most = data, offsets, wanted, space, most_in_row
        self._rows = len(offsets) - 1
        self._out, self._kept = _columns(self._rows * 4 + 64), 0

    def mentions(self) -> Array:
        """Give what is found, 8 x n, as `judge` writes it."""
        n, signed = self._fold(np.arange(self._rows, dtype=np.int32), self._wanted.tables.fold_by_bytes)
        self._as_written(n)
        if self._wanted.sounds is not None:
            self._by_sound(n, self._wanted.sounds, _SOUND)
        if self._wanted.sounds is not None and signed:
            n, _ = self._fold(self._room.signed[:signed].copy(), self._wanted.tables.spoken_by_bytes)
            self._by_sound(n, self._wanted.sounds, _SIGN)
        return self._out[:, : self._kept]

    def _fold(self, chosen: Array, table: Array) -> tuple[int, int]:
        return fold(self._data, self._offsets, chosen, table, self._wanted.tables.expansions, self._room.text, self._room.signed)

    def _as_written(self, n: int) -> None:
        codes, within, room = self._room.text.codes, self._wanted.written, self._room
        m = enter(codes, sift(codes, n, within, room.places), within, room.places, room.entries)
        self._judge(m, lambda begin, end: walk(codes, room.places, room.entries, begin, end, within, room.found), _AS_WRITTEN, self._tally())

    def _by_sound(self, n: int, within: Sounds, need: int) -> None:
        room, tally = self._room, self._tally()
        codes, sounds = room.text.codes, room.sounds
        to_sounds(codes, n, self._wanted.tables.syllable, sounds)
        pairs, longer = sift_sounds(codes, sounds, n, within, room.places, room.others)
        m, same = enter_cells(sounds, pairs, within, room.places, room.entries), 1 if need == _SOUND else 2
        self._judge(m, lambda begin, end: walk_cells(codes, room.places, room.entries, begin, end, within.pairs, same, room.found), need, tally)
        k = enter(sounds, longer, within.longer, room.others, room.entries)
        self._judge(k, lambda begin, end: walk(sounds, room.others, room.entries, begin, end, within.longer, room.found), need, tally)

    def _tally(self) -> Array:
        return np.full(self._rows, self._most, np.int64)

    def _judge(self, m: int, walk_on: Walk, need: int, tally: Array) -> None:
        """Walk from all m places, and judge what is found as often as the room for it might be full."""
        wanted, found, text = self._wanted, self._room.found, self._room.text
        own, many = (wanted.patterns, wanted.tables, wanted.common), max(1, AT_A_TIME // wanted.most)
        for begin in range(0, m, many):
            n = walk_on(begin, min(begin + many, m))
            if need != _AS_WRITTEN:
                n = alike(text.codes, found, n, wanted.patterns.codes, wanted.patterns.facts, wanted.common, need)
            self._widen(n)
            self._kept = judge(self._data, self._offsets, text, found, n, *own, need, tally, self._out, self._kept)

    def _widen(self, more: int) -> None:
        if self._kept + more > self._out.shape[1]:
            wider = _columns((self._kept + more) * 2)
            wider[:, : self._kept] = self._out[:, : self._kept]
            self._out = wider


def _columns(size: int) -> Array:
    """Make columns to write to in Arrow's memory, which is given again without being cleared by the system."""
    return np.frombuffer(pa.allocate_buffer(COLUMNS * size * 4), np.int32).reshape(COLUMNS, size)
