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
_CHARACTERS = np.uint64(0xFFFFFFFF)
_START, _TERM, _WHY, _BITS, _PLAIN = np.uint64(0x3FFFFF), np.uint64(22), np.uint64(44), np.uint64(0xFFFF), np.uint64(60)  # see `Patterns.facts`
_FREE, _ONE, _TWO, _THREE, _FOUR, _CODE, _TWO_CODES = (np.uint64(n) for n in (0, 1, 2, 3, 4, 16, 32))
_OF_THREE, _OF_FOUR, _6, _12, _15, _63 = np.uint64(0xE0), np.uint64(0xF0), np.uint64(6), np.uint64(12), np.uint64(15), np.uint64(63)


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


@inlined
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
def _byte(place: Any) -> Any:
    """Give the byte of its row at which a code begins."""
    return np.int64(place >> _TWO_CODES)


@inlined
def _touch(data: Array, base: int, here: Any, there: Any) -> Any:
    """Whether the character at one place stands right before the one at another."""
    at = _byte(here)
    return _byte(there) <= at + width(data, base + at)


@inlined
def _same_bytes(data: Array, at: int, size: int, written: Array, begin: int, end: int) -> bool:
    if size != end - begin:
        return False
    for k in range(size):  # noqa: SIM110 - numba has no all()
        if data[at + k] != written[begin + k]:
            return False
    return True


@inlined
def _as_folded(data: Array, base: Any, codes: Array, places: Array, first: Any, last: Any) -> Any:
    """Whether characters of one or three bytes follow one another without a gap, each being its own code."""
    same = (places[last] - places[first]) & _CHARACTERS == last - first
    for i in range(first, last + _ONE):
        at = base + (places[i] >> _TWO_CODES)
        byte = np.uint64(data[at])
        if _OF_THREE <= byte < _OF_FOUR:
            byte = (byte & _15) << _12 | (np.uint64(data[at + _ONE]) & _63) << _6 | np.uint64(data[at + _TWO]) & _63
        same = same and byte == codes[i]
    return same


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
def _disguise(data: Array, base: int, text: Stream, first: Any, last: Any, pattern: Patterns, at: Any, tables: Characters) -> int:
    """Say how the codes first..last differ from the pattern whose codes begin at `at`; refuse where they do not belong together."""
    why, places = 0, text.places
    for i in range(first, last + 1):
        k, here = at + i - first, base + _byte(places[i])
        point, behind = decode(data, here, len(data))
        why |= _character(point, text.codes[i], pattern.raws[k], pattern.codes[k], tables)
        next_one = base + _byte(places[i + 1])
        if i < last and (pattern.marks[k] or next_one > behind):
            gap = _gap(data, behind, next_one, np.int64(pattern.marks[k]), tables)
            if gap == REFUSED:
                return REFUSED
            why |= gap
    return why


@inlined
def _is_chance(codes: Array, first: Any, last: Any, own: Array, at: Any, words: Array, by: Any) -> Any:
    """Whether a sound-alike is a common word, or shares its changed character with one. Rows stand between zeros, and no word has one."""
    size = last - first + _ONE
    before = codes[first] != own[at] and _is_common(0, codes[first - _ONE], codes[first], words, by)
    behind = codes[last] != own[at + size - _ONE] and _is_common(0, codes[last], codes[last + _ONE], words, by)
    return before or behind or (size < _FOUR and _is_common(codes[first] if size == _THREE else 0, codes[last - _ONE], codes[last], words, by))


@kernel
def _is_chance_of_sign(codes: Array, first: Any, last: Any, own: Array, at: Any, words: Array, by: Any) -> bool:
    return bool(_is_chance(codes, first, last, own, at, words, by))


@inlined
def _both_letters(a: Any, b: Any) -> Any:
    """Whether two codes are letters or digits; without a branch, since nobody could guess it."""
    return (a < _LETTERS) & (b < _LETTERS) & (a != 0) & (b != 0)


@kernel
def _goes_on(data: Array, base: int, codes: Array, places: Array, first: Any, last: Any) -> bool:
    """Whether letters or digits go on before or behind, without anything between."""
    behind = _both_letters(codes[last], codes[last + _ONE]) and _touch(data, base, places[last], places[last + _ONE])
    return bool(behind or (_both_letters(codes[first - _ONE], codes[first]) and _touch(data, base, places[first - _ONE], places[first])))


@kernel
def alike(codes: Array, found: Array, n: int, own: Array, facts: Array, common: Common, need: int) -> int:
    """Keep of `found` (as for `judge`) what has a character as written, and where signs are not read, another that is not, and is no chance."""
    kept, words, by = 0, common.words, common.shifts[0]
    for f in range(np.uint64(n)):
        first, last, p = np.uint64(found[0, f]), np.uint64(found[1, f]), np.uint64(found[2, f])
        at = facts[p] & _START
        changed = np.uint64(0)
        for i in range(first, last + _ONE):
            changed += np.uint64(codes[i] != own[at + i - first])
        if changed <= last - first and (need == _SIGN or (changed > _FREE and not _is_chance(codes, first, last, own, at, words, by))):
            found[0, kept], found[1, kept], found[2, kept] = first, last, p
            kept += 1
    return kept


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
    own, own_places, facts, written = pattern.codes, pattern.places, pattern.facts, pattern.written
    words, by = common.words, common.shifts[0]
    for f in range(np.uint64(n)):
        first, last, p = np.uint64(found[0, f]), np.uint64(found[1, f]), np.uint64(found[2, f])
        fact = facts[p]
        if first < starts[row]:  # the next length begins
            row = 0
        while starts[row + 1] <= first:
            row += 1
        base = offsets[rows[row]]
        begin, tail = _byte(places[first]), _byte(places[last])
        stop = tail + width(data, base + tail)
        why = 0
        if need or not fact >> _PLAIN or not _as_folded(data, np.uint64(base), codes, places, first, last):
            at = np.int64(fact & _START)
            if need == _SOUND or not _same_bytes(data, base + begin, stop - begin, written, own_places[p], own_places[p + _ONE]):
                why = _disguise(data, base, text, np.int64(first), np.int64(last), pattern, at, tables)
            if why == REFUSED or (need and not why & need):
                continue
            if need == _SIGN and why & _SOUND and _is_chance_of_sign(codes, first, last, own, fact & _START, words, by):
                continue
        tally[row] -= 1
        if tally[row] < 0:
            continue
        out[0, kept], out[1, kept] = rows[row], (fact >> _TERM) & _START
        out[2, kept], out[3, kept] = places[first] & _CHARACTERS, (places[last] & _CHARACTERS) + _ONE
        out[4, kept], out[5, kept] = begin, stop
        out[6, kept], out[7, kept] = why | np.int64((fact >> _WHY) & _BITS), False
        if _both_letters(codes[last], codes[last + _ONE]) | _both_letters(codes[first - _ONE], codes[first]):
            out[7, kept] = _goes_on(data, base, codes, places, first, last)
        kept += 1
    return kept
