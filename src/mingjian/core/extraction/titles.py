"""
Reads the brand of the goods out of the title of a listing, by the marks of a register of rights.

Only a mark that stands there as it is counts: an altered one is what `brand_disguise` looks for. A mark that only says what the goods fit, or what they are
like (适用于X, X同款), is no brand of theirs.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import pyarrow as pa

from mingjian.core.extraction.fields import goods_words
from mingjian.core.matching.brand_position import stands_as_brand
from mingjian.core.matching.characters import folded
from mingjian.core.matching.tables import words
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.patterns import Term
from mingjian.core.text.script_tables import common_words

TITLE = "title"  # what `brand_from` says of a brand that was read here
LONGEST, MOST = 500, 200  # characters of a title that are read; marks of one title that are weighed
_MARKS = 100_000  # that one lexicon holds
_NEAR, _MODEL = 8, 12  # characters between a mark and the word before it that says what it is there for; of a model behind it
_SHORT = 2  # Han characters of a mark that may stand inside ordinary words by chance
_ALTERED = ~(Disguise.FULL_WIDTH | Disguise.LETTER_CASE | Disguise.TRADITIONAL)
_SIGNS = re.compile(r"[，。；！？,;!?|｜【】\[\]]")


class _Place(NamedTuple):
    start: int
    end: int
    mark: str


class TitleReader:
    """Marks made ready to be read out of titles; pickles as its marks. Reading costs one look for all of them together."""

    def __init__(self, marks: Sequence[str]) -> None:
        self.marks = tuple(marks)
        self._lexicons = [Lexicon([Term(mark, "") for mark in some], by_sound=False) for some in _parts(self.marks)]

    def __reduce__(self) -> tuple[type["TitleReader"], tuple[tuple[str, ...]]]:
        return TitleReader, (self.marks,)

    def brands(self, titles: pa.Array) -> list[str | None]:
        """Return the brand of each title as the register writes it; None where none is named, or none is the goods' own."""
        told: list[str | None] = [None] * len(titles)
        for row, places in self._places(titles).items():
            title = titles[row].as_py()
            own = _own(title, _longest(places))
            told[row] = own.mark if own else None
        return told

    def _places(self, titles: pa.Array) -> dict[int, list[_Place]]:
        found: dict[int, list[_Place]] = {}
        for lexicon in self._lexicons:
            told = lexicon.find(titles.cast(pa.string()), most_in_row=MOST)
            for row, mark, start, end, disguise, in_word in _rows(told):
                if not in_word and not disguise & _ALTERED and end <= LONGEST:
                    found.setdefault(row, []).append(_Place(start, end, mark))
        return found


def _parts(marks: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (marks[first : first + _MARKS] for first in range(0, len(marks), _MARKS))


def _rows(told: pa.Table) -> Iterator[tuple[int, str, int, int, int, bool]]:
    columns = [told.column(name) for name in ("row", "term", "start", "end", "disguise", "in_word")]
    return zip(*(column.to_pylist() for column in columns), strict=True)


def _longest(places: list[_Place]) -> list[_Place]:
    """Return the places in the order of the title, of those that overlap the longest."""
    kept: list[_Place] = []
    for one in sorted(places, key=lambda place: (place.start - place.end, place.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


def _own(title: str, places: list[_Place]) -> _Place | None:
    """Choose the brand of the goods: the first that is offered as one, else the first that is no ordinary word."""
    others = _others(title, places)
    left = [place for place in places if place not in others]
    standing = (place for place in left if stands_as_brand(title, place.start, place.end, _ordinary()))
    return next(standing, None) or next((place for place in left if not _may_be_chance(title, place)), None)


def _may_be_chance(title: str, place: _Place) -> bool:
    """Return whether it is an ordinary word, or so short that it may be cut out of one: only at the beginning of a run of characters is it not."""
    key, before = folded(place.mark)[0], title[: place.start]
    return key in _ordinary() or (len(key) <= _SHORT and bool(before) and before[-1].isalnum())


def _others(title: str, places: list[_Place]) -> set[_Place]:
    """Return the marks that are named for what the goods fit or are like: behind 适用 and its like, one after the other; or before 专用, 同款."""
    found, begins = set[_Place](), [match.end() for match in _before().finditer(title)]
    for place in places:
        if any(0 <= place.start - begin <= _NEAR and not _SIGNS.search(title[begin : place.start]) for begin in begins):
            found.add(place)
            begins.append(place.end)
        elif _behind().match(title, place.end):
            found.add(place)
    return found


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(common_words()) | goods_words()


@cache
def _before() -> re.Pattern[str]:
    return re.compile("|".join((*map(re.escape, words("marks", "words", "for_use_with")), r"\bfor\b")), re.IGNORECASE)


@cache
def _behind() -> re.Pattern[str]:
    """Match what stands right behind a mark, or behind a model of it."""
    told = "|".join(map(re.escape, words("marks", "words", "made_for")))
    return re.compile(rf"[A-Za-z0-9 .+/-]{{0,{_MODEL}}}(?:系列|车型|手机|机型)?(?:{told})")
