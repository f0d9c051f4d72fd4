"""Many terms made ready, to be found in many texts at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from itertools import pairwise
from operator import itemgetter

import numpy as np
import pyarrow as pa

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.text import script_tables
from mingjian.core.text.arrow import bytes_and_offsets, with_room
from mingjian.core.text.chance import common
from mingjian.core.text.characters import SYLLABLE, Characters, characters
from mingjian.core.text.folding import AHEAD
from mingjian.core.text.mentions import MENTION, Columns, batch, columns, moved
from mingjian.core.text.patterns import Patterns, Term, numbered, patterns_of
from mingjian.core.text.places import Table
from mingjian.core.text.scan import BLOCK_BYTES, Room, Rows, Wanted, look, room
from mingjian.core.text.sounds import Sounds, fullest, sounds_of
from mingjian.core.text.trie import Sieve, Trie, sieve, trie

PIECE_ROWS, PIECE_BYTES = 16384, 1 << 22  # what a thread takes at a time
MOST_IN_ROW = 1000
_TOLD_TOGETHER = 1 << 18  # mentions that a thread writes into one block of memory
_LARGEST_ROW = (1 << 30) - 1  # bytes: places are 32 bits, and a byte may become two codes
_KEPT_ROOM = 1 << 23  # codes: larger rooms are not kept


class Lexicon:
    """
    Terms made ready. `find` may be called from several threads; pickles as its terms.

    `by_sound` also finds terms with characters replaced by others of the same sound, and by signs that are read aloud, in a second look at about the same cost.
    `left_out` lists variants too short to look for. Raises BadInput for a term of fewer than two characters, marks apart.
    """

    def __init__(self, terms: Sequence[Term], *, by_sound: bool = True) -> None:
        self.terms, self.by_sound = tuple(terms), by_sound
        tables = characters()
        patterns, self.left_out = patterns_of(self.terms, tables)
        (sieve_of_all, written), sounds = _as_written(patterns), _by_sound(patterns, tables, by_sound)
        most = max(1, _most(patterns, written), _most(patterns, sounds.longer), fullest(sounds))
        self._wanted = Wanted(patterns, tables, _common(), sieve_of_all, written, sounds, by_sound, most)
        self._words = [pa.array([term.text for term in self.terms], pa.string()), numbered([term.category for term in self.terms])[0]]
        self._rooms: list[Room] = []  # that no thread works in now

    def __reduce__(self) -> tuple[Callable[..., "Lexicon"], tuple[object, ...]]:
        return _made_once, (self.terms, self.by_sound)

    def find(self, strings: pa.Array | pa.ChunkedArray, *, threads: int = 1, most_in_row: int = MOST_IN_ROW) -> pa.Table:
        """
        Find every mention of every term, overlapping ones too, as rows of MENTION; in no particular order, save that it is always the same.

        Of one row at most `most_in_row` mentions by writing and as many by sound are told, so that one hostile text cannot drown the others.
        Raises BadInput for what is not text, and for a text of 1 GiB.
        """
        data, offsets = bytes_and_offsets(strings)
        pieces = list(_pieces(offsets))
        waiting = iter(pieces)

        def work() -> list[tuple[int, pa.RecordBatch]]:
            return list(self._look(data, offsets, waiting, most_in_row))

        if threads < 2 or len(pieces) < 2:
            found = work()
        else:
            with ThreadPoolExecutor(threads) as pool:
                found = [one for working in [pool.submit(work) for _ in range(threads)] for one in working.result()]
        return pa.Table.from_batches([told for _, told in sorted(found, key=itemgetter(0))], MENTION)

    def _look(self, data: Array, offsets: Array, waiting: Iterator[tuple[int, int]], most_in_row: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Look at pieces as long as some are waiting; give each with its first row. Their mentions share memory: large blocks cost the system less."""
        size = min(_TOLD_TOGETHER, (len(offsets) - 1) * 6 + 64)
        out, kept, pieces = columns(size), 0, list[tuple[int, int]]()
        for begin, end in waiting:
            given = Rows(*with_room(data, offsets[begin : end + 1], AHEAD), begin, most_in_row)
            space, first = self._room(given), kept
            row, kept, more = look(given, 0, self._wanted, space, out, first)
            while more:
                yield from self._told(out, first, pieces)
                out, first, kept = moved(out, first, kept, max(size, (kept - first + more) * 2))
                pieces = []
                row, kept, more = look(given, row, self._wanted, space, out, kept)
            if len(space.text.codes) <= _KEPT_ROOM:
                self._rooms.append(space)
            pieces.append((begin, first))
        yield from self._told(out, kept, pieces)

    def _told(self, out: Columns, end: int, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Return the mentions of pieces, of each of which the first row is known and where its mentions begin; they end where those of the next begin."""
        whole = batch(out, end, self._words)
        for (row, first), (_, behind) in pairwise([*pieces, (0, end)]):
            yield row, whole.slice(first, behind - first)

    def _room(self, given: Rows) -> Room:
        """Take a room that another look has left, if it is large enough for the longest row, or make one."""
        largest = max(BLOCK_BYTES, int(np.diff(given.offsets).max()))
        try:
            return self._rooms.pop() if largest == BLOCK_BYTES else room(largest, self._wanted.most)
        except IndexError:
            return room(largest, self._wanted.most)


@lru_cache(maxsize=4)
def _made_once(terms: tuple[Term, ...], by_sound: bool) -> Lexicon:
    """Make a lexicon once in each process of an engine, not once a batch."""
    return Lexicon(terms, by_sound=by_sound)


def _as_written(patterns: Patterns) -> tuple[Sieve, Trie]:
    given = patterns.codes, patterns.starts, np.arange(len(patterns.terms))
    return sieve(*given), trie(*given)


def _by_sound(patterns: Patterns, tables: Characters, wanted: bool) -> Sounds:
    """Terms themselves with a syllable in them: variants are disguised already, and letters have no sound."""
    sounds = tables.syllable[patterns.codes]
    syllables = np.concatenate([[0], np.cumsum(sounds >= SYLLABLE)])
    chosen = (np.diff(syllables[patterns.starts]) > 0) & (patterns.why == 0) & wanted
    return sounds_of(patterns.codes, sounds, patterns.starts, np.flatnonzero(chosen))


def _most(patterns: Patterns, into: Trie) -> int:
    """Bound the patterns that one place meets: the sum of the longest chains, one for each length of pattern."""
    chained, heads = np.ones(len(into.following), np.int64), into.following.copy()
    while (going := heads >= 0).any():
        chained += going
        heads[going] = into.following[heads[going]]
    own = np.diff(patterns.starts)
    lengths = np.zeros(int(own.max(initial=0)) + 1, np.int64)
    np.maximum.at(lengths, own, chained)
    return int(lengths.sum())


@cache
def _common() -> Table:
    """Return the common words in codes: the same for every lexicon, and a tenth of a second of work."""
    fold = characters().fold
    return common([[int(fold[ord(one)]) for one in word] for word in script_tables.common_words()])


def _pieces(offsets: Array) -> Iterator[tuple[int, int]]:
    """Cut the rows into pieces of a few thousand, all the same, so that two threads end together; a long row is a piece of its own."""
    begin, rows = 0, len(offsets) - 1
    most = -(-rows // (2 * -(-rows // (2 * PIECE_ROWS)))) if rows > PIECE_ROWS else PIECE_ROWS
    while begin < rows:
        fits = int(np.searchsorted(offsets, offsets[begin] + PIECE_BYTES, side="right")) - 1
        end = min(max(fits, begin + 1), begin + most, rows)
        _refuse_large(int(offsets[end] - offsets[begin]), begin)
        yield begin, end
        begin = end


def _refuse_large(size: int, row: int) -> None:
    if size > _LARGEST_ROW:
        raise BadInput(f"第 {row + 1} 行文字超过 1 GiB，无法检索；请先切分。", f"The text of row {row + 1} is over 1 GiB: cut it first.")
