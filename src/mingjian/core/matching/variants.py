"""Ways in which a mark is commonly written to be taken for it: one look-alike character, one letter changed, doubled, dropped or swapped."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.matching.characters import characters, folded, is_han, mistaken_for, shape_likeness

LEAST_ALIKE, LEAST_ALIKE_OF_TWO = 0.5, 0.7  # a mark of two characters is half changed by one
SHORTEST_WORD, SHORTEST_CUT = 4, 4  # letters of which one may change; characters of which one may be dropped
_NEIGHBOURS = 16
_FEWEST_CORNERS = 2
_LEAST_SHARED = 0.3  # of the parts; with fewer hardly any pair is alike enough
_LONG_WORD = 7  # letters, from which a vowel may have been put in
_VOWELS = dict(zip("aeiouy", ("eo", "aio", "eyl", "aueqc", "ov", "i"), strict=True))
_SWAPS = {**_VOWELS, **dict(zip("ckszvmnbdpq", ("kso", "c", "cz", "s", "w", "n", "m", "d", "b", "q", "p"), strict=True))}


def near_writings(mark: str) -> tuple[str, ...]:
    """Return other ways of writing a mark, folded, each once; for two or three letters none, since any word would do."""
    own = folded(mark)[0]
    if len(own) < 2 or len(own) > 20:
        return ()
    made = _of_characters(own) if is_han(own) else _of_letters(own) if len(own) >= SHORTEST_WORD and own.isascii() else iter(())
    return tuple(one for one in dict.fromkeys(made) if one != own)


def _of_characters(mark: str) -> Iterator[str]:
    least = LEAST_ALIKE_OF_TWO if len(mark) == 2 else LEAST_ALIKE
    for place, one in enumerate(mark):
        yield from (mark[:place] + other + mark[place + 1 :] for other, likeness in look_alikes_of(one) if likeness >= least)
    for one in dict.fromkeys(one for one in mark if mark.count(one) > 1):
        yield from (mark.replace(one, other) for other, _ in look_alikes_of(one))
    if len(mark) >= SHORTEST_CUT:
        yield from (mark[:place] + mark[place + 1 :] for place in range(1, len(mark) - 1))
    if len(mark) > 2:
        yield from _swapped(mark)


def _of_letters(word: str) -> Iterator[str]:
    yield from _swapped(word)
    for place, one in enumerate(word):
        before, behind = word[:place], word[place + 1 :]
        yield before + one + one + behind
        yield from (before + other + behind for other in _SWAPS.get(one, ""))
        is_doubled = behind[:1] == one
        if is_doubled or (len(word) > SHORTEST_WORD + 1 and before and behind):
            yield before + behind
        if len(word) >= _LONG_WORD and before:
            yield from (before + vowel + one + behind for vowel in "aeiou")


def _swapped(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1) if word[place] != word[place + 1])


@lru_cache(maxsize=1 << 13)
def look_alikes_of(one: str) -> tuple[tuple[str, float], ...]:
    """Return the characters that look most like one, with their likeness, the closest first."""
    if one not in characters():
        return ()
    alike = [(other, shape_likeness(one, other)) for other in dict.fromkeys((*"".join(mistaken_for(one)), *_may_look_like(one))) if other != one]
    return tuple(sorted((pair for pair in alike if pair[1] >= LEAST_ALIKE), key=lambda pair: (-pair[1], pair[0]))[:_NEIGHBOURS])


def _may_look_like(one: str) -> Iterator[str]:
    """Return the characters that share two corners with one, and parts enough to be as like as `look_alikes_of` asks, whatever their order."""
    table = _codes()
    mine = table.signs.find(one)
    if mine < 0:
        return iter(())
    corners = (table.corners == table.corners[mine]).sum(1)
    shared = 2 * np.minimum(table.parts, table.parts[mine]).sum(1) / (table.parts.sum(1) + table.parts[mine].sum())
    return (table.signs[place] for place in np.flatnonzero((corners >= _FEWEST_CORNERS) & (shared >= _LEAST_SHARED)).tolist())


class _Codes(NamedTuple):
    """The characters whose corners are known: the corners, and how often each part stands in their Cangjie codes."""

    signs: str
    corners: npt.NDArray[np.uint8]
    parts: npt.NDArray[np.int64]


@cache
def _codes() -> _Codes:
    known = {sign: one for sign, one in characters().items() if len(one.corners) == 4}
    parts = np.zeros((len(known), 26), np.int64)
    for row, one in enumerate(known.values()):
        for letter in one.cangjie:
            parts[row, ord(letter) - ord("A")] += 1
    return _Codes("".join(known), np.array([[ord(corner) for corner in one.corners] for one in known.values()], np.uint8), parts)
