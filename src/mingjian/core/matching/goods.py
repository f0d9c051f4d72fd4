"""Which Nice classes some goods, a shop or an industry belong to, and how close two classes are to a buyer."""

import re
from collections.abc import Mapping, Set
from functools import cache
from typing import NamedTuple

from mingjian.core.language import Text
from mingjian.core.matching.tables import table, words

SAME, NEAR, FAR = 1.0, 0.5, 0.0
_NONE = 0


class NiceClass(NamedTuple):
    """One class: its heading in short, words that show it, and the classes beside which buyers expect the same maker."""

    title: Text
    words: tuple[str, ...]
    near: frozenset[int]


@cache
def nice_classes() -> Mapping[int, NiceClass]:
    """Return the classes that the table knows."""
    given = table("marks", "classes")["classes"]
    return {int(n): NiceClass(Text(one["zh"], one["en"]), tuple(str(one["words"]).casefold().split()), frozenset(one["near"])) for n, one in given.items()}


def numbers(text: str | None) -> frozenset[int]:
    """Read class numbers as registers write them: `25`, `第25类`, `3,5;35`."""
    return frozenset(number for number in map(int, re.findall(r"(?<!\d)\d{1,2}(?!\d)", text or "")) if 1 <= number <= 45)


def classes_of(text: str) -> frozenset[int]:
    """Return the classes whose words stand in a text; of overlapping words only the longest count (红酒店 is no wine)."""
    found: set[int] = set()
    taken: list[tuple[int, int]] = []
    plain = text.casefold()
    for word, number in _words():
        for hit in re.finditer(re.escape(word), plain) if word in plain else ():
            span = hit.span()
            if not any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in taken):
                taken.append(span)
                found.add(number)
    return frozenset(found) - {_NONE}


@cache
def _words() -> tuple[tuple[str, int], ...]:
    """Return each word with its class, longest first; those that show no class with none."""
    pairs = [(word, number) for number, one in nice_classes().items() for word in one.words]
    pairs += [(word, _NONE) for word in words("marks", "classes", "neutral")]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def closeness(one: Set[int], other: Set[int]) -> float | None:
    """Return how close two sets of classes are: 1 one in common, 0.5 near ones, 0 neither; None where one side is not known."""
    if not one or not other:
        return None
    if one & other:
        return SAME
    known = nice_classes()
    near = any(b in known[a].near for a in one if a in known for b in other) or any(a in known[b].near for b in other if b in known for a in one)
    return NEAR if near else FAR
