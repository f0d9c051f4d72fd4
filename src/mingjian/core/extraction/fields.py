"""
Says to which field of goods a listing belongs, how sure that is, and by which words.

Title words and the shop's own category count by how plainly they name a field; a number of a permit counts for its fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mingjian.core.extraction.permits import Permit
from mingjian.core.extraction.plain import plain
from mingjian.core.extraction.tables import table
from mingjian.core.extraction.words import Found, Words

_WEIGHTS = {"strong": 3.0, "plain": 1.5, "weak": 0.5}
_LAST = 1.25  # what a title names last is mostly what is sold
_CATEGORY = 1.5  # the shop's own category says it deliberately
_PERMIT = 4.0
_DOUBT = 1.5  # keeps one weak word from being sure
_LEAST = 0.5
_LONGEST_TITLE = 500  # characters: a field shows at the beginning, or nowhere


@dataclass(frozen=True, slots=True)
class Field:
    """A field of goods (an id of the vocabulary goods_fields); `sure` is 0 to 1; `spans` are those of the title that speak for it, in the raw text."""

    field: str
    sure: float
    spans: tuple[tuple[int, int], ...]


def find_fields(title: str, category: str = "", permits: Sequence[Permit] = ()) -> list[Field]:
    """Return the fields that a listing may belong to, surest first; none where nothing speaks for any."""
    written, ready = plain(title[:_LONGEST_TITLE]), _ready()
    scores: dict[str, float] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    heads = _told(written.text, ready)
    for word, found in {one.word: one for one in heads}.items():  # the last of each word
        for field, weight in ready.weights[word].items():
            scores[field] = scores.get(field, 0.0) + weight * (_LAST if found is heads[-1] else 1.0)
            spans.setdefault(field, []).append(written.raw(found.start, found.end))
    for word in {one.word for one in _told(plain(category[:_LONGEST_TITLE]).text, ready)} if category else ():
        for field, weight in ready.weights[word].items():
            scores[field] = scores.get(field, 0.0) + weight * _CATEGORY
    for permit in permits:
        for field in permit.fields:
            scores[field] = scores.get(field, 0.0) + _PERMIT / len(permit.fields)
            spans.setdefault(field, []).append((permit.start, permit.end))
    return _ranked(scores, spans)


def goods_words() -> frozenset[str]:
    """Return all words that name goods or their fields."""
    return frozenset(_ready().weights)


def _ranked(scores: Mapping[str, float], spans: Mapping[str, list[tuple[int, int]]]) -> list[Field]:
    total = sum(scores.values()) + _DOUBT
    found = [Field(field, round(score / total, 3), tuple(spans.get(field, ()))) for field, score in scores.items() if score >= _LEAST]
    return sorted(found, key=lambda one: (-one.sure, one.field))


class _Ready:
    """The words of all fields in one, each with its weight for each field."""

    def __init__(self) -> None:
        read = table("goods.yaml")
        self.weights: dict[str, dict[str, float]] = {}
        for field, degrees in read["fields"].items():
            for degree, words in degrees.items():
                for word in map(str, str(words).split()):
                    self.weights.setdefault(word, {})[field] = _WEIGHTS[degree]
        self.words = Words(self.weights)
        self.turning = tuple(str(read["turned_by"]).split())


@cache
def _ready() -> _Ready:
    return _Ready()


def _told(text: str, ready: _Ready) -> list[Found]:
    """Return the words that say what is sold: those that the next makes something else are left out."""
    return [found for found in ready.words.find(text) if not text.startswith(ready.turning, found.end)]
