"""Looks at each place where a pattern was found: says how it was disguised, and throws out what is chance."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.characters import SIGN, Characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.folding import Stream, decode, width
from mingjian.core.text.patterns import Patterns
from mingjian.core.text.trie import mixed, shift, table

WIDEST_GAP = 60  # bytes between neighbouring characters of a term: twenty separators; beyond, they do not belong together
REFUSED = -1
COLUMNS = 8
_LETTERS = 0x80  # codes below are letters and digits
_SIGN, _SOUND, _LOOK_ALIKE, _FULL_WIDTH = int(Disguise.SIGN), int(Disguise.SOUND), int(Disguise.LOOK_ALIKE), int(Disguise.FULL_WIDTH)
_CHARACTERS = 0xFFFFFFFF
_FREE, _ONE, _CODE, _TWO_CODES = np.uint64(0), np.uint64(1), np.uint64(16), np.uint64(32)


class Common(NamedTuple):
    """Common words of two and of three codes: a hash set (uint64), and the shift of its hash."""

    words: Array
    shifts: Array


def common(words: list[list[int]]) -> Common:
    """Make the set of words that are given in codes."""
    entries = table(len(words))
    made = Common(entries, np.array([shift(entries)], np.uint64))
    _fill(np.array([[0] * (3 - len(word)) + word for word in words], np.uint16).reshape(-1, 3), made.words, made.shifts[0])
    return made


@kernel
def _slot(a: Any, b: Any, c: Any, words: Array, by: Any) -> Any:
    """Find the place of a word of codes, or the free one where it would be; `a` is 0 before a word of two."""
    key, mask = _word(a, b, c), np.uint64(len(words) - 1)
    at = mixed(key) >> by
    while words[at] != _FREE and words[at] != key:
        at = (at + _ONE) & mask
    return at


@inlined
def _word(a: Any, b: Any, c: Any) -> Any:
    return np.uint64(a) << _TWO_CODES | np.uint64(b) << _CODE | np.uint64(c)


@kernel
def _fill(codes: Array, words: Array, by: Any) -> None:
    for k in range(len(codes)):
        a, b, c = codes[k, 0], codes[k, 1], codes[k, 2]
        words[_slot(a, b, c, words, by)] = _word(a, b, c)


@inlined
def _is_common(a: Any, b: Any, c: Any, words: Array, by: Any) -> Any:
    return words[_slot(np.uint16(a), b, c, words, by)] != _FREE


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
def _as_folded(data: Array, base: int, codes: Array, places: Array, first: int, last: int) -> bool:
    """Whether characters follow one another without a gap, each being its own code."""
    if (places[last] - places[first]) & _CHARACTERS != last - first:
        return False
    for i in range(first, last + 1):  # noqa: SIM110 - numba has no all()
        if decode(data, base + (places[i] >> 32), len(data))[0] != codes[i]:
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
def _is_chance(codes: Array, first: int, last: int, own: Array, at: int, words: Array, by: Any) -> bool:
    """Whether a sound-alike is a common word, or shares its changed character with one. Rows stand between zeros, and no word has one."""
    if last - first == 1 and _is_common(0, codes[first], codes[last], words, by):
        return True
    if last - first == 2 and _is_common(codes[first], codes[first + 1], codes[last], words, by):
        return True
    if codes[first] != own[at] and _is_common(0, codes[first - 1], codes[first], words, by):
        return True
    return codes[last] != own[at + last - first] and bool(_is_common(0, codes[last], codes[last + 1], words, by))


@inlined
def _is_in_word(data: Array, base: int, codes: Array, places: Array, first: int, last: int) -> Any:
    """Whether letters or digits go on before or behind: `pt` in `script`."""
    goes_on = codes[last] < _LETTERS and 0 < codes[last + 1] < _LETTERS and _touch(data, base, places[last], places[last + 1])
    if codes[first] < _LETTERS and 0 < codes[first - 1] < _LETTERS:
        goes_on = goes_on or _touch(data, base, places[first - 1], places[first])
    return goes_on


@kernel
def _changed(codes: Array, first: int, last: int, own: Array, at: int) -> int:
    """Count the codes that are not the pattern's."""
    changed = 0
    for i in range(first, last + 1):
        changed += codes[i] != own[at + i - first]
    return changed


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
    need: int,
    tally: Array,
    out: Array,
    kept: int,
) -> int:
    """
    Write what stands of `found` (3 x n: first code, last code, pattern) into `out` (8 x n) behind what is `kept` there; give how many that makes.

    Columns: row, term, begin and end in characters, begin and end in bytes, disguise, whether letters go on. `tally` (by row of `text`) counts down what
    may still be told of a row. With `need`, only what has one of these disguises stands, so that nothing is told twice.
    """
    row = 0
    # Taken out of their tuples once: each time costs a count of references, which threads share.
    codes, places, starts, rows = text.codes, text.places, text.starts, text.rows
    own, own_starts, own_places, own_why, terms, plain, written = (
        pattern.codes,
        pattern.starts,
        pattern.places,
        pattern.why,
        pattern.terms,
        pattern.plain,
        pattern.written,
    )
    words, by = common.words, common.shifts[0]
    for f in range(n):
        first, last, p = found[0, f], found[1, f], found[2, f]
        at = own_starts[p]
        if need:
            # By sound, one character at least is as written; and without signs, one at least is not.
            changed = _changed(codes, first, last, own, at)
            if changed > last - first or (need == _SOUND and (changed == 0 or _is_chance(codes, first, last, own, at, words, by))):
                continue
        while starts[row + 1] <= first:
            row += 1
        base = offsets[rows[row]]
        begin, tail = places[first] >> 32, places[last] >> 32
        stop = tail + width(data, base + tail)
        why = 0
        if need or not plain[p] or not _as_folded(data, base, codes, places, first, last):
            if not _same_bytes(data, base + begin, stop - begin, written, own_places[p], own_places[p + 1]):
                why = _disguise(data, base, text, first, last, pattern, at, tables)
            if why == REFUSED or (need and not why & need):
                continue
            if need & _SIGN and why & _SOUND and _is_chance(codes, first, last, own, at, words, by):
                continue
        tally[row] -= 1
        if tally[row] < 0:
            continue
        out[0, kept], out[1, kept] = rows[row], terms[p]
        out[2, kept], out[3, kept] = places[first] & _CHARACTERS, (places[last] & _CHARACTERS) + 1
        out[4, kept], out[5, kept] = begin, stop
        out[6, kept], out[7, kept] = why | own_why[p], _is_in_word(data, base, codes, places, first, last)
        kept += 1
    return kept
