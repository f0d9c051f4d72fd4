"""Looks at each place where a pattern was found: says how it was disguised, and throws out what is chance."""

from typing import NamedTuple

import numpy as np

from mingjian.core.text.characters import Characters
from mingjian.core.text.compiled import Array, inlined, kernel
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.folding import Stream, decode, width
from mingjian.core.text.patterns import Patterns
from mingjian.core.text.trie import marked, of_pair, of_triple

WIDEST_GAP = 60  # bytes between neighbouring characters of a term: twenty separators; beyond, they do not belong together
REFUSED = -1
_LETTERS = 0x80  # codes below are letters and digits
_SIGN, _SOUND, _LOOK_ALIKE, _FULL_WIDTH = int(Disguise.SIGN), int(Disguise.SOUND), int(Disguise.LOOK_ALIKE), int(Disguise.FULL_WIDTH)
_NEEDED_BY_SOUND = int(Disguise.SOUND | Disguise.SIGN)


class Common(NamedTuple):
    """Common words of two and of three codes, as bits."""

    pairs: Array
    triples: Array


@inlined
def _touch(text: Stream, i: int) -> bool:
    """Whether a code's character stands right before the next one's."""
    return text.places[i + 1] <= text.places[i] + width(text.raws[i])


@kernel
def _gap(data: Array, at: int, end: int, need: int, tables: Characters) -> int:
    """Say what stands between two characters; refuse where it is too wide, or lacks the mark that is needed."""
    if end - at > WIDEST_GAP:
        return REFUSED
    why, has_mark = 0, need == 0
    while at < end:
        point, at = decode(data, at, end)
        if need and tables.mark[point] == need:
            has_mark = True
            why |= _FULL_WIDTH if point >= 0xFF00 else 0
        else:
            why |= np.int64(tables.why[point])
    return why if has_mark else REFUSED


@kernel
def _character(text: Stream, i: int, pattern: Patterns, k: int, tables: Characters) -> int:
    """Say how one character differs from the term's."""
    point, own = np.int64(text.raws[i]), np.int64(pattern.raws[k])
    if point == own:
        return 0
    if tables.fold[point] == 0:
        return _SIGN
    why = np.int64(tables.why[point])
    if text.codes[i] != pattern.codes[k]:
        return why | _SOUND
    return why | _LOOK_ALIKE if tables.light[point] != tables.light[own] else why


@kernel
def _disguise(data: Array, base: int, text: Stream, first: int, last: int, pattern: Patterns, at: int, tables: Characters) -> int:
    """Say how the codes first..last differ from the pattern whose codes begin at `at`; refuse where they do not belong together."""
    why = 0
    for i in range(first, last + 1):
        k = at + i - first
        why |= _character(text, i, pattern, k, tables)
        if i < last and (pattern.marks[k] or not _touch(text, i)):
            gap = _gap(data, base + text.places[i] + width(text.raws[i]), base + text.places[i + 1], np.int64(pattern.marks[k]), tables)
            if gap == REFUSED:
                return REFUSED
            why |= gap
    return why


@kernel
def _is_chance(text: Stream, first: int, last: int, pattern: Patterns, at: int, common: Common) -> bool:
    """Whether a sound-alike has no character as written, is a common word, or shares its changed character with one."""
    codes, changed = text.codes, 0
    for i in range(first, last + 1):
        changed += codes[i] != pattern.codes[at + i - first]
    if changed == last - first + 1:
        return True
    if last - first == 1 and marked(common.pairs, of_pair(codes[first], codes[last])):
        return True
    if last - first == 2 and marked(common.triples, of_triple(codes[first], codes[first + 1], codes[last])):
        return True
    if codes[first] != pattern.codes[at] and first > 0 and codes[first - 1] != 0 and marked(common.pairs, of_pair(codes[first - 1], codes[first])):
        return True
    return codes[last] != pattern.codes[at + last - first] and codes[last + 1] != 0 and bool(marked(common.pairs, of_pair(codes[last], codes[last + 1])))


@kernel
def _is_in_word(text: Stream, first: int, last: int) -> bool:
    """Whether letters or digits go on before or behind: `pt` in `script`."""
    codes = text.codes
    before = first > 0 and codes[first] < _LETTERS and 0 < codes[first - 1] < _LETTERS and _touch(text, first - 1)
    return before or (codes[last] < _LETTERS and 0 < codes[last + 1] < _LETTERS and _touch(text, last))


@kernel
def judge(
    data: Array,
    offsets: Array,
    text: Stream,
    found: Array,
    n: int,
    pattern: Patterns,
    tables: Characters,
    common: Common,
    by_sound: bool,
    tally: Array,
    out: Array,
) -> int:
    """
    Write what stands of `found` (3 x n: first code, last code, pattern) into `out` (8 x n).

    Columns: row, term, begin and end in characters, begin and end in bytes, disguise, whether letters go on. `tally` (rows) counts down what may still be told of a row.
    """
    row, kept = 0, 0
    for f in range(n):
        first, last, p = found[0, f], found[1, f], found[2, f]
        while text.starts[row + 1] <= first:
            row += 1
        at = pattern.starts[p]
        why = _disguise(data, offsets[row], text, first, last, pattern, at, tables)
        if why == REFUSED or (by_sound and not why & _NEEDED_BY_SOUND) or (why & _SOUND and _is_chance(text, first, last, pattern, at, common)):
            continue
        tally[row] -= 1
        if tally[row] < 0:
            continue
        out[0, kept], out[1, kept] = row, pattern.terms[p]
        out[2, kept], out[3, kept] = text.characters[first], text.characters[last] + 1
        out[4, kept], out[5, kept] = text.places[first], text.places[last] + width(text.raws[last])
        out[6, kept], out[7, kept] = why | pattern.why[p], _is_in_word(text, first, last)
        kept += 1
    return kept
