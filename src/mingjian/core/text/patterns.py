"""Turns terms into patterns of codes: the term itself, its known variants, and its characters split into parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.compiled import Array
from mingjian.core.errors import BadInput
from mingjian.core.text import script_tables
from mingjian.core.text.arrow import bytes_and_offsets, with_room
from mingjian.core.text.characters import MARKS, Characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.folding import AHEAD, fold, stream
from mingjian.core.text.mentions import facts_of
from mingjian.core.text.trie import MOST_NODES

_MOST_SPLIT = 8  # ways of splitting one term


@dataclass(frozen=True, slots=True)
class Term:
    """
    A word to look for, with the category it stands in and other ways of writing it that folding does not undo.

    `strength` is the vocabulary's: 3 nearly says it all, 1 counts in combination only, below 0 lowers suspicion. `spelled`: ways that write some
    of its characters in letters, as they sound; one that leaves none as written counts one step weaker.
    """

    text: str
    category: str = ""
    variants: tuple[str, ...] = ()
    strength: int = 1
    spelled: tuple[str, ...] = ()


class Patterns(NamedTuple):
    """
    Patterns one after another in `codes`, and raw in `written` (UTF-8); `starts` and `places` say where each begins.

    By pattern its term, how it is disguised already, and its `facts` (see `mentions.facts_of`). By code the raw code point and the mark that must follow.
    """

    codes: Array
    raws: Array
    marks: Array
    starts: Array
    written: Array
    places: Array
    terms: Array
    why: Array
    facts: Array


def patterns_of(terms: Sequence[Term], tables: Characters) -> tuple[Patterns, list[str]]:
    """
    Fold terms into patterns; also gives what was left out, since fewer than two characters are left of it.

    Raises BadInput where a term itself has fewer than two, or where all together are too long.
    """
    written = list(_written(terms))
    if sum(max(2, len(text)) for text, _, _ in written) > MOST_NODES - 2:  # which bounds the number of terms, too
        raise BadInput(f"词表过长：合计不得超过 {MOST_NODES - 2} 个字符。", f"The terms are too long: {MOST_NODES - 2} characters together at most.")
    folded = _fold([text for text, _, _ in written], tables)
    kept, left_out = _choose(written, folded)
    return _gather(kept, written, folded, terms), left_out


def _written(terms: Sequence[Term]) -> Iterator[tuple[str, int, int]]:
    """Return the ways of writing each term: text, number of the term, disguise."""
    known = script_tables.splits()
    for number, term in enumerate(terms):
        yield term.text, number, 0
        for variant in term.variants:
            yield variant, number, Disguise.VARIANT
        for spelled in term.spelled:
            yield spelled, number, Disguise.VARIANT | (Disguise.SOUND if spelled.isascii() else 0)
        if not known.keys().isdisjoint(term.text):
            for split in _split(term.text):
                yield split, number, Disguise.SPLIT


def _split(text: str) -> Iterator[str]:
    known = script_tables.splits()
    ways = product(*[(one, *known.get(one, ())) for one in text])
    return ("".join(parts) for parts in islice(ways, 1, 1 + _MOST_SPLIT))


class _Folded(NamedTuple):
    codes: Array
    raws: Array
    starts: Array


def _fold(texts: list[str], tables: Characters) -> _Folded:
    data, offsets = with_room(*bytes_and_offsets(pa.array(texts, pa.large_string())), AHEAD)
    out = stream(len(data), len(texts))
    rows = np.arange(len(texts), dtype=np.int32)
    n, _ = fold(data, offsets, rows, len(texts), tables.fold, tables.expansions, out, np.empty(len(texts) + 1, np.int32))
    points = np.frombuffer("".join(text + "\0" for text in texts).encode("utf-32-le"), np.uint32)
    begins = np.zeros(len(texts), np.int64)
    np.cumsum([len(text) + 1 for text in texts[:-1]], out=begins[1:])
    starts: Array = out.starts.astype(np.int64)
    sizes: Array = np.diff(starts)
    return _Folded(out.codes[1:n], points[np.repeat(begins, sizes) + out.nth[1:n].astype(np.int64)], starts - 1)


def _choose(written: list[tuple[str, int, int]], folded: _Folded) -> tuple[list[int], list[str]]:
    """Choose those that say something new: a variant that folds to the term itself is found without it."""
    seen: set[tuple[int, bytes]] = set()
    kept, left_out = [], []
    for p, (text, number, why) in enumerate(written):
        codes = folded.codes[folded.starts[p] : folded.starts[p + 1] - 1]
        key = (number, codes.tobytes())
        if len(codes) < 2 and not why:
            raise BadInput(
                f"词“{text}”不足两个字（符号不算），无法检索；请加长或删去。",
                f"The term “{text}” has fewer than two characters, marks apart: lengthen it or take it out.",
            )
        if len(codes) < 2:
            left_out.append(text)
        elif key not in seen:
            seen.add(key)
            kept.append(p)
    return kept, left_out


def _gather(kept: list[int], written: list[tuple[str, int, int]], folded: _Folded, terms: Sequence[Term]) -> Patterns:
    spans = [slice(int(folded.starts[p]), int(folded.starts[p + 1]) - 1) for p in kept]
    starts = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([span.stop - span.start for span in spans], out=starts[1:])
    empty = np.zeros(0, np.uint16)
    marks = np.zeros(int(starts[-1]), np.uint8)
    for q, p in enumerate(kept):
        if any(one in MARKS for one in written[p][0]):
            _require_marks(written[p][0], marks[starts[q] : starts[q + 1]])
    codes = np.concatenate([folded.codes[span] for span in spans] or [empty])
    raws = np.concatenate([folded.raws[span] for span in spans] or [empty]).astype(np.uint32)
    numbers, ways = np.array([written[p][1] for p in kept], np.int32), np.array([written[p][2] for p in kept], np.uint16)
    places = bytes_and_offsets(pa.array([written[p][0] for p in kept], pa.large_string()))
    as_folded = _as_folded(codes, raws, starts, np.array([len(written[p][0]) for p in kept], np.int64))
    strengths = np.array([term.strength for term in terms], np.int8)[numbers]
    facts = facts_of(numbers, numbered([term.category for term in terms])[1][numbers], strengths, ways, as_folded)
    return Patterns(codes, raws, marks, starts, *places, numbers, ways, facts)


def numbered(words: list[str]) -> tuple[pa.Array, Array]:
    """Return each word once, and by word its number among those (int32)."""
    encoded = pa.array(words, pa.string()).dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)


def _as_folded(codes: Array, raws: Array, starts: Array, sizes: Array) -> Array:
    """Return of which patterns every character is its own code."""
    same = np.concatenate([[0], np.cumsum(codes == raws)])
    as_folded: Array = (np.diff(same[starts]) == sizes) & (np.diff(starts) == sizes)
    return as_folded


def _require_marks(text: str, marks: Array) -> None:
    """Note the marks between digits, which alone tell 1:1 from 11; in other terms marks say nothing."""
    digits = [place for place, one in enumerate(text) if one in "0123456789"]
    if len(digits) != len(marks) or any(one not in MARKS and not one.isspace() for place, one in enumerate(text) if place not in digits):
        return
    for k, (here, there) in enumerate(pairwise(digits)):
        between = [MARKS[one] for one in text[here + 1 : there] if one in MARKS]
        marks[k] = between[0] if between else 0
