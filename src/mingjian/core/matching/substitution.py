"""
Finds marks of which one character was replaced by any other, in many texts at once: 六仁核桃 for 六个核桃.

Every mark leaves a key for each character left out, a sum of hashes (after Karp and Rabin, 1987); a text has the same key where all its other characters stand.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.matching.characters import folded, is_han

SHORTEST, LONGEST = 3, 8  # characters of a mark; of two, any word would do
_MOST_IN_TEXT, _PIECE = 100, 4096
_BITS, _GOLDEN = 22, np.uint64(0x9E3779B97F4A7C15)
_CODE_POINTS = 0x110000

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


class Replaced(NamedTuple):
    """A mark (by its place among those given) of which one character was replaced: the half-open span in the raw text, and what stands for what."""

    row: int
    mark: int
    start: int
    end: int
    wanted: str
    written: str


class OneReplaced:
    """Marks made ready; those that are not wholly Chinese, or of fewer than 3 or more than 8 characters, are never found. Pickles as its marks."""

    def __init__(self, marks: Sequence[str]) -> None:
        self.given = tuple(marks)
        self._marks = [folded(mark)[0] for mark in marks]
        self._known: dict[int, dict[int, list[int]]] = {}
        for place, mark in enumerate(self._marks):
            if SHORTEST <= len(mark) <= LONGEST and all(is_han(one) for one in mark):
                self._add(place, mark)
        self._sieves = {size: _sieve(keys) for size, keys in self._known.items()}

    def __reduce__(self) -> tuple[Callable[..., "OneReplaced"], tuple[object, ...]]:
        return _made_once, (self.given,)

    def _add(self, place: int, mark: str) -> None:
        codes = _codes(mark)
        parts = np.array([_part(codes[n : n + 1], n)[0] for n in range(len(mark))])
        for n, rest in enumerate(parts.sum() - parts):
            self._known.setdefault(len(mark), {}).setdefault(_key(rest, n), []).append(place)

    def find(self, texts: Sequence[str]) -> list[Replaced]:
        """Find every place of every text, at most 100 in one; what stands in the place of the character is Chinese too, and nothing stands between."""
        found = [one for begin in range(0, len(texts), _PIECE) for one in self._in_piece(texts[begin : begin + _PIECE], begin)]
        return sorted(found)

    def _in_piece(self, texts: Sequence[str], first: int) -> Iterator[Replaced]:
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        codes = _codes("\n".join(texts))
        told = np.zeros(len(texts), np.int64)
        for place, n, size in self._places(codes):
            row = int(np.searchsorted(starts, place, "right")) - 1
            begin = place - int(starts[row])
            window = "".join(map(chr, codes[place : place + size].tolist()))
            for mark in self._standing(window, n):
                if told[row] < _MOST_IN_TEXT:
                    told[row] += 1
                    yield Replaced(first + row, mark, begin, begin + size, self._marks[mark][n], window[n])

    def _places(self, codes: Ints) -> Iterator[tuple[int, int, int]]:
        """Return (place, character left out, size) where a key is known; a hash may deceive."""
        broken = np.concatenate([[0], np.cumsum(codes == 0)])
        for size, sieve in self._sieves.items():
            many = len(codes) - size + 1
            if many <= 0:
                continue
            may = broken[size:] == broken[:many]
            parts = [_part(codes[n : n + many], n) for n in range(size)]
            whole = np.add.reduce(parts)
            for n, part in enumerate(parts):
                hit = np.flatnonzero(may & sieve[_short(_keys(whole - part, n))])
                yield from ((place, n, size) for place in hit.tolist())

    def _standing(self, window: str, n: int) -> Iterator[int]:
        """Return the marks that a window is, but for its n-th character; the mark itself is none."""
        codes = _codes(window)
        parts = [_part(codes[k : k + 1], k)[0] for k in range(len(window)) if k != n]
        for place in self._known[len(window)].get(_key(np.add.reduce(np.array(parts, np.uint64)), n), ()):
            mark = self._marks[place]
            if mark[:n] == window[:n] and mark[n + 1 :] == window[n + 1 :] and mark[n] != window[n]:
                yield place


@lru_cache(maxsize=4)
def _made_once(marks: tuple[str, ...]) -> OneReplaced:
    """Make the marks ready once in each process of an engine, not once a batch."""
    return OneReplaced(marks)


def _codes(text: str) -> Ints:
    """Fold each character by itself to a Chinese one; 0 for whatever else stands there."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    found: Ints = _folds()[points].astype(np.int64)
    return found


@cache
def _folds() -> npt.NDArray[np.uint32]:
    table = np.zeros(_CODE_POINTS, np.uint32)
    for point in (*range(0x2E80, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x32000)):
        one = folded(chr(point))[0]
        if len(one) == 1 and is_han(one):
            table[point] = ord(one)
    return table


def _part(codes: Ints, place: int) -> Keys:
    """Hash characters that stand at a place of the window."""
    mixed = (codes.astype(np.uint64) + np.uint64(place << 32)) * _GOLDEN
    mixed ^= mixed >> np.uint64(29)
    found: Keys = mixed * np.uint64(0xBF58476D1CE4E5B9)
    return found


def _keys(sums: Keys, place: int) -> Keys:
    found: Keys = (sums ^ np.uint64(place + 1)) * _GOLDEN
    return found


def _key(total: np.uint64, place: int) -> int:
    return int(_keys(np.array([total], np.uint64), place)[0])


def _short(keys: Keys) -> Keys:
    found: Keys = keys >> np.uint64(64 - _BITS)
    return found


def _sieve(known: dict[int, list[int]]) -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << _BITS, np.bool_)
    table[_short(np.array(list(known), np.uint64))] = True
    return table
