"""Many terms made ready, to be found in many texts at once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.text import writing
from mingjian.core.text.arrow import bytes_and_offsets
from mingjian.core.text.characters import SYLLABLE, Characters, characters
from mingjian.core.text.disguise import WEAKENING, Disguise
from mingjian.core.text.folding import Stream, fold, stream, to_sounds
from mingjian.core.text.judging import Common, judge
from mingjian.core.text.patterns import Patterns, Term, patterns_of
from mingjian.core.text.trie import Trie, candidates, field, insert, mark, mark_beginnings, mark_sounds, of_pair, of_triple, sound_candidates, trie, walk

PIECE_ROWS, PIECE_BYTES = 4096, 1 << 20  # what stays in the second-level cache
MOST_IN_ROW = 1000
_LARGEST_ROW = (1 << 30) - 1  # bytes: places are 32 bits, and a byte may become two codes
_KEPT_ROOM = 1 << 23  # bytes of text that a thread keeps room for

_WORD = pa.dictionary(pa.int32(), pa.string())
#: One row a mention: `row` counts from 0 in what was searched; spans are half open, in the raw text; `disguise` holds the bits of `Disguise`.
MENTION = pa.schema(
    [
        ("row", pa.int64()),
        ("term", _WORD),
        ("category", _WORD),
        ("strength", pa.int8()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("byte_start", pa.int32()),
        ("byte_end", pa.int32()),
        ("disguise", pa.uint16()),
        ("weaker", pa.bool_()),
        ("in_word", pa.bool_()),
    ]
)


class _Way(NamedTuple):
    """One way of looking: a trie, its chains, and the most patterns that one place can meet."""

    trie: Trie
    following: Array
    most: int


class Lexicon:
    """
    Terms made ready. `find` may be called from several threads; pickles as its terms.

    `by_sound` also finds terms with characters replaced by others of the same sound, and by signs that are read aloud, in a second look at about the same cost.
    `left_out` lists variants too short to look for. Raises BadInput for a term of fewer than two characters, marks apart.
    """

    def __init__(self, terms: Sequence[Term], *, by_sound: bool = True) -> None:
        self.terms, self.by_sound = tuple(terms), by_sound
        self.tables = characters()
        self.patterns, self.left_out = patterns_of(self.terms, self.tables)
        self.common = _common(self.tables)
        self.written = _as_written(self.patterns)
        self.spoken = _as_spoken(self.patterns, self.tables) if by_sound else None
        self._words = [pa.array([term.text for term in self.terms], pa.string()), *_numbered([term.category for term in self.terms])]
        self._strengths = np.array([term.strength for term in self.terms], np.int8)
        self._rooms = threading.local()

    def __reduce__(self) -> tuple[Callable[..., "Lexicon"], tuple[object, ...]]:
        return _made_once, (self.terms, self.by_sound)

    def find(self, strings: pa.Array | pa.ChunkedArray, *, threads: int = 1, most_in_row: int = MOST_IN_ROW) -> pa.Table:
        """
        Find every mention of every term, overlapping ones too, as rows of MENTION; within a row in no particular order.

        Of one row at most `most_in_row` mentions by writing and as many by sound are told, so that one hostile text cannot drown the others.
        Raises BadInput for what is not text, and for a text of 1 GiB.
        """
        data, offsets = bytes_and_offsets(strings)
        pieces = list(_pieces(offsets))
        if threads < 2 or len(pieces) < 2:
            found = [self._look(data, offsets, piece, most_in_row) for piece in pieces]
        else:
            with ThreadPoolExecutor(threads) as pool:
                found = list(pool.map(lambda piece: self._look(data, offsets, piece, most_in_row), pieces))
        return pa.Table.from_batches([batch for batches in found for batch in batches], MENTION)

    def _look(self, data: Array, offsets: Array, piece: tuple[int, int], most_in_row: int) -> list[pa.RecordBatch]:
        begin, end = piece
        looking = _Looking(self, data, offsets[begin : end + 1], self._room(int(offsets[end] - offsets[begin]), end - begin), most_in_row)
        return [self._batch(found, begin) for found in looking.found()]

    def _batch(self, found: Array, first_row: int) -> pa.RecordBatch:
        row, term, start, end, byte_start, byte_end, why, in_word = found
        words, categories, category = self._words
        columns = [
            pa.array(row.astype(np.int64) + first_row),
            pa.DictionaryArray.from_arrays(pa.array(term), words, safe=False),
            pa.DictionaryArray.from_arrays(pa.array(category[term]), categories, safe=False),
            pa.array(self._strengths[term]),
            *(pa.array(span) for span in (start, end, byte_start, byte_end)),
            pa.array(why.astype(np.uint16)),
            pa.array(why & int(WEAKENING) != 0),
            pa.array(in_word != 0),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=MENTION)

    def _room(self, size: int, rows: int) -> "_Room":
        """Give this thread's room, which it keeps unless it is large."""
        kept: _Room | None = getattr(self._rooms, "kept", None)
        if kept is None or kept.size < size or kept.rows < rows:
            kept = _Room(max(size, PIECE_BYTES), max(rows, PIECE_ROWS))
            self._rooms.kept = kept if size <= _KEPT_ROOM else None
        return kept


class _Room:
    """What one thread folds and looks in."""

    def __init__(self, size: int, rows: int) -> None:
        self.size, self.rows = size, rows
        self.text: Stream = stream(size, rows)
        codes = len(self.text.codes)
        self.sounds, self.may, self.places = np.empty(codes, np.uint16), np.empty(codes, np.uint8), np.empty(codes, np.int32)
        self.signed = np.empty(rows + 1, np.int32)


class _Looking:
    """One look at one piece: as written, by sound, and once more at rows with signs that are read aloud."""

    def __init__(self, lexicon: Lexicon, data: Array, offsets: Array, room: _Room, most_in_row: int) -> None:
        self._lexicon, self._data, self._offsets, self._room = lexicon, data, offsets, room
        self._rows, self._most = np.arange(len(offsets) - 1, dtype=np.int32), most_in_row

    def found(self) -> Iterator[Array]:
        """Give what is found, 8 x n a time, as `judge` writes it."""
        tables, room, lexicon = self._lexicon.tables, self._room, self._lexicon
        n, signed = fold(self._data, self._offsets, self._rows, tables.fold, tables.expansions, room.text, room.signed)
        m = candidates(room.text.codes, n, lexicon.written.trie, room.may, room.places)
        yield from self._walk(lexicon.written, room.text.codes, m, 0)
        if lexicon.spoken is None:
            return
        yield from self._by_sound(lexicon.spoken, n, int(Disguise.SOUND))
        if signed:
            rows = room.signed[:signed].copy()
            n, _ = fold(self._data, self._offsets, rows, tables.spoken, tables.expansions, room.text, room.signed)
            yield from self._by_sound(lexicon.spoken, n, int(Disguise.SIGN))

    def _by_sound(self, way: "_Way", n: int, need: int) -> Iterator[Array]:
        room = self._room
        to_sounds(room.text.codes, n, self._lexicon.tables.syllable, room.sounds)
        m = sound_candidates(room.text.codes, room.sounds, n, way.trie, room.may, room.places)
        yield from self._walk(way, room.sounds, m, need)

    def _walk(self, way: "_Way", codes: Array, m: int, need: int) -> Iterator[Array]:
        lexicon, room = self._lexicon, self._room
        tally = np.full(len(self._rows), self._most, np.int64)
        at, met = 0, np.empty((3, way.most + min(m, PIECE_BYTES) * 2), np.int32)
        while at < m:
            at, n = walk(codes, room.places, at, m, way.trie, way.following, way.most, met)
            out = np.empty((8, n), np.int32)
            kept = judge(self._data, self._offsets, room.text, met, n, lexicon.patterns, lexicon.tables, lexicon.common, need, tally, out)
            if kept:
                yield out[:, :kept]


@lru_cache(maxsize=4)
def _made_once(terms: tuple[Term, ...], by_sound: bool) -> Lexicon:
    """Make a lexicon once in each process of an engine, not once a batch."""
    return Lexicon(terms, by_sound=by_sound)


def _as_written(patterns: Patterns) -> _Way:
    chosen = np.ones(len(patterns.terms), np.bool_)
    into, following = trie(len(chosen), len(patterns.codes)), np.full(len(chosen), -1, np.int32)
    longest = insert(patterns.codes, patterns.starts, chosen, into, following)
    mark_beginnings(patterns.codes, patterns.starts, chosen, into)
    return _Way(into, following, _most(longest, into, following))


def _as_spoken(patterns: Patterns, tables: Characters) -> _Way:
    """Terms themselves with a syllable in them: variants are disguised already, and letters have no sound."""
    sounds = tables.syllable[patterns.codes]
    has_syllable = np.add.reduceat(sounds >= SYLLABLE, patterns.starts[:-1]) > 0 if len(patterns.terms) else np.zeros(0, np.bool_)
    chosen = has_syllable & (patterns.why == 0)
    into, following = trie(len(chosen), len(sounds)), np.full(len(chosen), -1, np.int32)
    longest = insert(sounds, patterns.starts, chosen, into, following)
    mark_sounds(patterns.codes, sounds, patterns.starts, chosen, into)
    return _Way(into, following, _most(longest, into, following))


def _most(longest: int, into: Trie, following: Array) -> int:
    """Bound the patterns that one place meets: the sum of the longest chains, one for each length of term."""
    lengths = np.zeros(len(into.first), np.int64)
    heads = into.first.copy()
    while (going := heads >= 0).any():
        lengths += going
        heads[going] = following[heads[going]]
    return int(np.sort(lengths)[::-1][: max(1, longest)].sum()) + 1


def _common(tables: Characters) -> Common:
    made = Common(field(), field())
    for word in writing.common_words():
        codes = [tables.fold[ord(one)] for one in word]
        if len(codes) == 2:
            mark(made.pairs, of_pair(*codes))
        else:
            mark(made.triples, of_triple(*codes))
    return made


def _numbered(words: list[str]) -> tuple[pa.Array, Any]:
    encoded = pa.array(words, pa.string()).dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)


def _pieces(offsets: Array) -> Iterator[tuple[int, int]]:
    """Cut the rows into pieces of a few thousand, a long row in a piece of its own."""
    begin, rows = 0, len(offsets) - 1
    while begin < rows:
        fits = int(np.searchsorted(offsets, offsets[begin] + PIECE_BYTES, side="right")) - 1
        end = min(max(fits, begin + 1), begin + PIECE_ROWS, rows)
        _refuse_large(int(offsets[end] - offsets[begin]), begin)
        yield begin, end
        begin = end


def _refuse_large(size: int, row: int) -> None:
    if size > _LARGEST_ROW:
        raise BadInput(f"第 {row + 1} 行文字超过 1 GiB，无法检索；请先切分。", f"The text of row {row + 1} is over 1 GiB: cut it first.")
