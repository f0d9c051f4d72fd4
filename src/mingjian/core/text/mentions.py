"""What is told of a mention, written by kernels as Arrow keeps it: no column is copied or cast again."""

import mmap as _mmap
import weakref
from collections.abc import Sequence
from mmap import mmap
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.compiled import Array, inlined
from mingjian.core.text.disguise import WEAKENING

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
_ALIGNED = 64  # mentions: columns begin where Arrow asks them to
_MUCH, _LARGE_PAGE, _MOST_LEFT = 1 << 22, 1 << 21, 1 << 26  # bytes
_left: dict[int, list[mmap]] = {}  # by size: memory that nobody uses now
_WEAKENING = np.uint64(WEAKENING)
# What `facts` hold of a pattern, from the lowest bit on: term, category, strength + 128, ways of disguise, and whether it is folded as it is written.
_NUMBER, _CATEGORY, _STRENGTH, _WAYS, _AS_WRITTEN = np.uint64((1 << 21) - 1), np.uint64(21), np.uint64(42), np.uint64(50), np.uint64(63)
_OF_WAYS, _MIDDLE = np.uint64(0xFFF), np.uint64(128)


class Columns(NamedTuple):
    """
    The columns of MENTION as kernels write them: `rows` (int64), and of each mention its `numbers` (int32, from term and category to the span's bytes),
    `ways` (uint16) and `signs` (uint8: strength, weaker, in_word).
    """

    rows: Array
    numbers: Array
    ways: Array
    signs: Array


def columns(size: int) -> Columns:
    """Make columns to write to."""
    size = -(-size // _ALIGNED) * _ALIGNED
    shapes = [(np.int64, (size,)), (np.int32, (6, size)), (np.uint16, (size,)), (np.uint8, (3, size))]
    sizes = [int(np.prod(shape)) * np.dtype(kind).itemsize for kind, shape in shapes]
    whole = _memory(sum(sizes))
    made = [whole[sum(sizes[:k]) : sum(sizes[: k + 1])] for k in range(len(sizes))]
    return Columns(*(part.view(kind).reshape(shape) for part, (kind, shape) in zip(made, shapes, strict=True)))


def _memory(size: int) -> Array:
    """
    Return bytes from Arrow; where they are many, from the system in its large pages, since each page that is first written to costs a fault.

    Such memory is not given back when the last array in it is gone, but used again: the system would clear it each time.
    """
    if size < _MUCH or not hasattr(_mmap, "MADV_HUGEPAGE"):
        return np.frombuffer(pa.allocate_buffer(size), np.uint8)
    try:
        mapped = _left[size].pop()
    except (KeyError, IndexError):
        mapped = mmap(-1, size + _LARGE_PAGE, _mmap.MAP_PRIVATE | _mmap.MAP_ANONYMOUS)  # what is shared has small pages only
        mapped.madvise(_mmap.MADV_HUGEPAGE)
    whole = np.frombuffer(mapped, np.uint8)
    weakref.finalize(whole, _leave, size, mapped).atexit = False
    begin = -whole.ctypes.data % _LARGE_PAGE
    return whole[begin : begin + size]


def _leave(size: int, mapped: mmap) -> None:
    """Keep memory that no array is in any more, unless enough is kept."""
    if sum(each * len(kept) for each, kept in list(_left.items())) + size <= _MOST_LEFT:
        _left.setdefault(size, []).append(mapped)


def moved(full: Columns, begin: int, end: int, size: int) -> tuple[Columns, int, int]:
    """Make columns of their own for the mentions from one to before another, with more room; give also where those begin and end there."""
    made = columns(size)
    for column, old in zip(made, full, strict=True):
        column[..., : end - begin] = old[..., begin:end]
    return made, 0, end - begin


def facts_of(terms: Array, categories: Array, strengths: Array, ways: Array, as_written: Array) -> Array:
    """Put all that telling a mention needs of each pattern into one word: one load, wherever the pattern is."""
    parts = [(terms, 0), (categories, 21), (strengths.astype(np.int64) + 128, 42), (ways, 50), (as_written, 63)]
    facts: Array = np.bitwise_or.reduce([part.astype(np.uint64) << np.uint64(by) for part, by in parts])
    return facts


@inlined
def is_as_written(fact: Any) -> Any:
    """Return whether every character of the pattern is its own code, and nothing else stands in it."""
    return fact >> _AS_WRITTEN


@inlined
def tell(out: Columns, at: Any, row: Any, fact: Any, characters: tuple[Any, Any], of_bytes: tuple[Any, Any], why: Any, in_word: Any) -> None:
    """Write a mention: its row, what the pattern's `fact` says, its span, how it is disguised, and whether its word goes on."""
    ways, numbers, signs = np.uint64(why) | (fact >> _WAYS) & _OF_WAYS, out.numbers, out.signs
    out.rows[at], out.ways[at] = row, ways
    numbers[0, at], numbers[1, at] = fact & _NUMBER, (fact >> _CATEGORY) & _NUMBER
    numbers[2, at], numbers[3, at] = characters
    numbers[4, at], numbers[5, at] = of_bytes
    signs[0, at], signs[1, at], signs[2, at] = (fact >> _STRENGTH) - _MIDDLE, ways & _WEAKENING != 0, in_word


def batch(found: Columns, end: int, words: Sequence[pa.Array]) -> pa.RecordBatch:
    """Return the mentions before one as Arrow, in the same memory; `words` are the terms and the categories."""
    term, category, *spans = (pa.array(numbers[:end]) for numbers in found.numbers)
    terms, categories = (pa.DictionaryArray.from_arrays(numbers, own, safe=False) for numbers, own in zip((term, category), words, strict=True))
    strength, weaker, in_word = found.signs[:, :end]
    others = pa.array(strength.view(np.int8)), *spans, pa.array(found.ways[:end]), _bits(weaker), _bits(in_word)
    return pa.RecordBatch.from_arrays([pa.array(found.rows[:end]), terms, categories, *others], schema=MENTION)


def _bits(column: Array) -> pa.Array:
    return pa.Array.from_buffers(pa.bool_(), len(column), [None, pa.py_buffer(np.packbits(column, bitorder="little"))])
