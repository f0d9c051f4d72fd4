"""Looks at each place where a pattern was found: says how it was disguised, and throws out what is chance."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.characters import SIGN, Characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.folding import Stream, decode, width
from mingjian.core.text.patterns import Patterns
from mingjian.core.text.trie import marked, of_pair, of_triple

WIDEST_GAP = 60  # bytes between neighbouring characters of a term: twenty separators; beyond, they do not belong together
REFUSED = -1
_LETTERS = 0x80  # codes below are letters and digits
_SIGN, _SOUND, _LOOK_ALIKE, _FULL_WIDTH = int(Disguise.SIGN), int(Disguise.SOUND), int(Disguise.LOOK_ALIKE), int(Disguise.FULL_WIDTH)
_CHARACTERS = 0xFFFFFFFF


class Common(NamedTuple):
    """Common words of two and of three codes, as bits."""

    pairs: Array
    triples: Array


@inlined
def _touch(data: Array, base: int, here: int, there: int) -> Any:
    """Whether the character at one place stands right before the one at another."""
    at = here >> 32
    return (there >> 32) <= at + width(data, base + at)


@inlined
def _same_bytes(data: Array, at: int, size: int, written: Array, begin: int, end: int) -> bool:
    if size != end - begin:
        return False
    for k in range(size):  # noqa: SIM110 - numba has no all()
        if data[at + k] != written[begin + k]:
            return False
    return True


@kernel
def _gap(data: Array, at: Any, end: Any, need: Any, tables: Characters) -> Any:
    """Say what stands between two characters; refuse where it is too wide, or lacks the mark that is needed."""
    if end - at > WIDEST_GAP:
        return REFUSED
    why: Any = 0
    has_mark = need == 0
    while at < end:
        point, at = decode(data, at, end)
        if need and tables.mark[point] == need:
            has_mark = True
            why |= _FULL_WIDTH if point >= 0xFF00 else 0
        else:
            why |= np.int64(tables.why[point])
    return why if has_mark else REFUSED


@inlined
def _character(point: Any, code: Any, own: Any, own_code: Any, tables: Characters) -> Any:
    """Say how one character differs from the term's."""
    why: Any = np.int64(tables.why[point])
    if point == own:
        why = 0
    elif tables.fold[point] == SIGN:
        why = _SIGN
    elif code != own_code:
        why |= _SOUND
    elif tables.light[point] != tables.light[own]:
        why |= _LOOK_ALIKE
    return why


@kernel
def _disguise(data: Array, base: int, text: Stream, first: int, last: int, pattern: Patterns, at: int, tables: Characters) -> int:
    """Say how the codes first..last differ from the pattern whose codes begin at `at`; refuse where they do not belong together."""
    why, places = 0, text.places
    for i in range(first, last + 1):
        k, here = at + i - first, base + (places[i] >> 32)
        point, behind = decode(data, here, len(data))
        why |= _character(point, text.codes[i], pattern.raws[k], pattern.codes[k], tables)
        next_one = base + (places[i + 1] >> 32)
        if i < last and (pattern.marks[k] or next_one > behind):
            gap = _gap(data, behind, next_one, np.int64(pattern.marks[k]), tables)
            if gap == REFUSED:
                return REFUSED
            why |= gap
    return why


@kernel
def _is_chance(text: Stream, first: int, last: int, pattern: Patterns, at: int, common: Common) -> bool:
    """Whether a sound-alike is a common word, or shares its changed character with one."""
    codes = text.codes
    if last - first == 1 and marked(common.pairs, of_pair(codes[first], codes[last])):
        return True
    if last - first == 2 and marked(common.triples, of_triple(codes[first], codes[first + 1], codes[last])):
        return True
    if codes[first] != pattern.codes[at] and first > 0 and codes[first - 1] != 0 and marked(common.pairs, of_pair(codes[first - 1], codes[first])):
        return True
    return codes[last] != pattern.codes[at + last - first] and codes[last + 1] != 0 and bool(marked(common.pairs, of_pair(codes[last], codes[last + 1])))


@inlined
def _is_in_word(data: Array, base: int, codes: Array, places: Array, first: int, last: int) -> Any:
    """Whether letters or digits go on before or behind: `pt` in `script`."""
    goes_on = codes[last] < _LETTERS and 0 < codes[last + 1] < _LETTERS and _touch(data, base, places[last], places[last + 1])
    if first > 0 and codes[first] < _LETTERS and 0 < codes[first - 1] < _LETTERS:
        goes_on = goes_on or _touch(data, base, places[first - 1], places[first])
    return goes_on


@inlined
def _changed(codes: Array, first: int, last: int, own: Array, at: int) -> int:
    changed = 0
    for i in range(first, last + 1):
        changed += codes[i] != own[at + i - first]
    return changed


@kernel
def judge(
    data: Array, offsets: Array, text: Stream, found: Array, n: int, pattern: Patterns, tables: Characters, common: Common, need: int, tally: Array, out: Array
) -> int:
    """
    Write what stands of `found` (3 x n: first code, last code, pattern) into `out` (8 x n).

    Columns: row, term, begin and end in characters, begin and end in bytes, disguise, whether letters go on. `tally` (rows) counts down what may still be told
    of a row. With `need`, only what has one of these disguises stands, so that nothing is told twice.
    """
    row, kept = 0, 0
    codes, places, starts, rows = text.codes, text.places, text.starts, text.rows
    for f in range(n):
        first, last, p = found[0, f], found[1, f], found[2, f]
        at = pattern.starts[p]
        changed = _changed(codes, first, last, pattern.codes, at) if need else 0
        # By sound, one character at least is as written; and without signs, one at least is not.
        if changed == last - first + 1 or (need == _SOUND and changed == 0):
            continue
        while starts[row + 1] <= first:
            row += 1
        base = offsets[rows[row]]
        begin, tail = places[first] >> 32, places[last] >> 32
        stop = tail + width(data, base + tail)
        why = 0
        if not _same_bytes(data, base + begin, stop - begin, pattern.written, pattern.places[p], pattern.places[p + 1]):
            why = _disguise(data, base, text, first, last, pattern, at, tables)
        if why == REFUSED or (need and not why & need) or (why & _SOUND and _is_chance(text, first, last, pattern, at, common)):
            continue
        tally[rows[row]] -= 1
        if tally[rows[row]] < 0:
            continue
        out[0, kept], out[1, kept] = rows[row], pattern.terms[p]
        out[2, kept], out[3, kept] = places[first] & _CHARACTERS, (places[last] & _CHARACTERS) + 1
        out[4, kept], out[5, kept] = begin, stop
        out[6, kept], out[7, kept] = why | pattern.why[p], _is_in_word(data, base, codes, places, first, last)
        kept += 1
    return kept
