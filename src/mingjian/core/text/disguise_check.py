"""Looks at each place where a pattern was found: says how it was disguised, and throws out what is chance."""

from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array, inlined, kernel
from mingjian.core.text.chance import is_chance
from mingjian.core.text.characters import SIGN, Characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.folding import CHANGED, Stream, decode, width
from mingjian.core.text.mentions import Columns, is_as_written, tell
from mingjian.core.text.patterns import Patterns
from mingjian.core.text.places import Table

WIDEST_GAP = 60  # bytes between neighbouring characters of a term: twenty separators; beyond, they do not belong together
REFUSED = -1
_LETTERS = 0x80  # codes below are letters and digits
_SIGN, _SOUND, _LOOK_ALIKE, _FULL_WIDTH = int(Disguise.SIGN), int(Disguise.SOUND), int(Disguise.LOOK_ALIKE), int(Disguise.FULL_WIDTH)
_ONE, _TWO, _THREE, _HALF, _LOWER = (np.uint64(n) for n in (1, 2, 3, 32, (1 << 32) - 1))


@inlined
def _byte(at: Any) -> Any:
    """Return the byte of its row at which a code begins."""
    return np.int64(at & ~CHANGED)


@inlined
def _apart(nth: Array, here: Any, there: Any) -> Any:
    """Return by how many characters two codes are apart."""
    return np.int64(nth[there]) - np.int64(nth[here])


@inlined
def _is_plain(text: Stream, first: Any, last: Any) -> Any:
    """Whether every code first..last is a character of its own, and nothing stands between them. Four at once: how long a pattern is, nobody can guess."""
    at = text.at
    changed = at[first] | at[min(first + _ONE, last)] | at[min(first + _TWO, last)] | at[last]
    for i in range(first + _THREE, last):
        changed |= at[i]
    return (changed < CHANGED) & (_apart(text.nth, first, last) == np.int64(last - first))


@inlined
def _width(code: Any) -> Any:
    """Return the bytes of a character that is its own code."""
    return 1 + (code >= 0x80) + (code >= 0x800)


@inlined
def _same_bytes(data: Array, at: int, size: int, written: Array, begin: int, end: int) -> bool:
    if size != end - begin:
        return False
    for k in range(size):  # noqa: SIM110 - numba has no all()
        if data[at + k] != written[begin + k]:
            return False
    return True


class Points(NamedTuple):
    """Of `Characters` what closer judgement needs."""

    why: Array
    mark: Array
    fold: Array
    light: Array


class Own(NamedTuple):
    """
    The pattern that something is compared with: where its codes begin, whether it is folded as it is written, and whether only its sound is known to be there.

    Then the codes, raw code points, and marks of all patterns.
    """

    at: int
    as_written: bool
    by_sound: bool
    codes: Array
    raws: Array
    marks: Array


@inlined
def _gap(data: Array, at: Any, end: Any, need: Any, of_why: Array, of_mark: Array) -> Any:
    """Return what stands between two characters; refuse where it is too wide, or lacks the mark that is needed."""
    why, has_mark = np.int64(0), need == 0
    if end - at > WIDEST_GAP:
        at, has_mark = end, False
    while at < end:
        point, at = decode(data, at, end)
        if need and of_mark[point] == need:
            has_mark = True
            why |= _FULL_WIDTH if point >= 0xFF00 else 0
        else:
            why |= np.int64(of_why[point])
    return why if has_mark else np.int64(REFUSED)


@inlined
def _differs(point: Any, code: Any, own: Any, own_code: Any, of_why: Array, of_fold: Array, of_light: Array) -> Any:
    """Return how one character differs from the term's."""
    why: Any = np.int64(of_why[point])
    if point == own:
        why = np.int64(0)
    elif of_fold[point] == SIGN:
        why = np.int64(_SIGN)
    elif code != own_code:
        why |= _SOUND
    elif of_light[point] != of_light[own]:
        why |= _LOOK_ALIKE
    return why


@kernel
def _disguise(data: Array, base: Any, codes: Array, all_at: Array, first: Any, last: Any, own: Own, tables: Points) -> int:
    """Return how the codes first..last differ from their pattern's; refuse where they do not belong together."""
    why, (at, as_written, by_sound, own_codes, raws, marks), (of_why, of_mark, of_fold, of_light) = np.int64(0), own, tables
    for i in range(first, last + 1):
        k, here = at + i - first, base + _byte(all_at[i])
        point, behind = decode(data, here, len(data))
        # What is known need not be fetched: patterns lie far from the processor.
        code = own_codes[k] if by_sound else codes[i]
        raw, mark = (np.uint32(code), np.int64(0)) if as_written else (raws[k], np.int64(marks[k]))
        why |= _differs(point, codes[i], raw, code, of_why, of_fold, of_light)
        next_one = base + _byte(all_at[i + 1])
        if i < last and (mark or next_one > behind):
            gap = _gap(data, behind, next_one, mark, of_why, of_mark)
            if gap == REFUSED:
                return REFUSED
            why |= gap
    return int(why)


@inlined
def _both_letters(a: Any, b: Any) -> Any:
    """Return whether two codes are letters or digits; without a branch, since nobody could guess it."""
    return (a < _LETTERS) & (b < _LETTERS) & (a != 0) & (b != 0)


@inlined
def _goes_on(codes: Array, nth: Array, first: Any, last: Any) -> Any:
    """Return whether letters or digits go on before or behind, without anything between: the next character is at most one further."""
    behind = _both_letters(codes[last], codes[last + _ONE]) & (_apart(nth, last, last + _ONE) <= _ONE)
    return behind | (_both_letters(codes[first - _ONE], codes[first]) & (_apart(nth, first - _ONE, first) <= _ONE))


@kernel
def judge(text: Stream, found: Array, n: int, facts: Array, ahead: Array, why: int, tally: Array, first_row: int, out: Columns, kept: int) -> tuple[int, int]:
    """
    Write what stands of `found` (3 x n: first code, last code, pattern) without a fold or a gap into `out` behind what is `kept` there: nearly all.

    Such a place differs from a pattern of the same kind by `why`, and nothing else need be looked at. `tally` (by row of `text`) counts down what may still
    be told of a row; `ahead` is room for what is fetched. Gives how many are kept now, and how many are left at the front of `found`, to be judged closely.
    """
    for f in range(np.uint64(n)):  # all at once: one waits while another is fetched
        ahead[f] = facts[np.uint64(found[2, f])]
    left = 0
    # Taken out of their tuples once: each time costs a count of references, which threads share.
    codes, at, nth, row_of, rows = text.codes, text.at, text.nth, text.row, text.rows
    for f in range(np.uint64(n)):
        first, last, fact = np.uint64(found[0, f]), np.uint64(found[1, f]), ahead[f]
        if not is_as_written(fact) or not _is_plain(text, first, last):
            found[0, left], found[1, left], found[2, left] = first, last, found[2, f]
            left += 1
            continue
        row = row_of[first]
        tally[row] -= 1
        if tally[row] >= 0:
            span, begin = (nth[first], nth[last] + _ONE), _byte(at[first])
            of_bytes = begin, _byte(at[last]) + _width(codes[last])
            tell(out, kept, rows[row] + first_row, fact, span, of_bytes, why, _goes_on(codes, nth, first, last))
            kept += 1
    return kept, left


@inlined
def _fetch(found: Array, n: Any, pattern: Patterns, ahead: Array) -> None:
    """
    Bring near what is known of the patterns found, all at once: each by itself would wait for the one before, wherever that was guessed wrong.

    What is left in `ahead` is not read; it is written since nobody fetches what nobody keeps.
    """
    codes, starts, places, raws, marks, written = pattern.codes, pattern.starts, pattern.places, pattern.raws, pattern.marks, pattern.written
    for f in range(np.uint64(n)):
        p = np.uint64(found[2, f])
        ahead[f] = np.uint64(places[p]) << _HALF | np.uint64(starts[p])
    for f in range(np.uint64(n)):
        at = ahead[f] & _LOWER
        ahead[f] = written[ahead[f] >> _HALF] | codes[at] | raws[at] | marks[at]


@kernel
def judge_closely(
    data: Array,
    offsets: Array,
    text: Stream,
    found: Array,
    ahead: Array,
    n: int,
    pattern: Patterns,
    tables: Characters,
    common: Table,
    need: int,
    tally: Array,
    first_row: int,
    out: Columns,
    kept: int,
) -> int:
    """
    Write what stands of `found`, as `judge` does, whatever stands in the raw text there; give how many are kept now.

    With `need`, only what has one of these disguises stands, so that nothing is told twice.
    """
    codes, at, nth, row_of, rows = text.codes, text.at, text.nth, text.row, text.rows
    own, own_starts, own_places, facts, written = pattern.codes, pattern.starts, pattern.places, pattern.facts, pattern.written
    _fetch(found, n, pattern, ahead)
    raws, marks, of_points = pattern.raws, pattern.marks, Points(tables.why, tables.mark, tables.fold, tables.light)
    for f in range(np.uint64(n)):
        first, last, p = np.uint64(found[0, f]), np.uint64(found[1, f]), np.uint64(found[2, f])
        row = row_of[first]
        base = offsets[rows[row]]
        begin, tail = _byte(at[first]), _byte(at[last])
        stop = tail + width(data, base + tail)
        why, plain = 0, is_as_written(facts[p]) != 0  # such a pattern would have stood before `judge`
        if need == _SOUND or plain or not _same_bytes(data, base + begin, stop - begin, written, own_places[p], own_places[p + _ONE]):
            compared = Own(own_starts[p], plain, need != 0, own, raws, marks)
            why = _disguise(data, base, codes, at, np.int64(first), np.int64(last), compared, of_points)
        if why == REFUSED or (need and not why & need):
            continue
        if need == _SIGN and why & _SOUND:
            here = np.uint64(own_starts[p])
            if is_chance(codes, first, last, codes[first] != own[here], codes[last] != own[here + last - first], common):
                continue
        tally[row] -= 1
        if tally[row] >= 0:
            span = nth[first], nth[last] + _ONE
            tell(out, kept, rows[row] + first_row, facts[p], span, (begin, stop), why, _goes_on(codes, nth, first, last))
            kept += 1
    return kept
