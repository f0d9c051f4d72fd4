"""
Weighs a span once more: what the chains say of it, against what is known of the whole word and of spans that would overlap it.

A logistic regression for each type, fitted on titles that the chain had not seen.
"""

from collections.abc import Mapping, Sequence
from math import exp, log, log1p
from typing import NamedTuple

from mingjian.core.extraction.entities.chain import Span
from mingjian.core.extraction.entities.known import NOTHING, Known, narrow

Weights = Mapping[str, Sequence[float]]  # by type: the constant, then one weight for each figure; where there are fewer, the others are 0
_LEAST = 1e-3


class Asked(NamedTuple):
    """What the chains say of the spans of a title: as the hand would mark it whose marking is learnt, and as the others would."""

    here: Mapping[Span, float]
    aside: Mapping[Span, float]


def figures(title: str, asked: Asked, known: Known, part: int | None = None) -> dict[Span, list[float]]:
    """Give the figures of each span of a title; `part` is the title's own part while fitting."""
    text = narrow(title)
    rivals = _rivals(asked.here)
    return {
        span: [
            _odds(share),
            _odds(asked.aside.get(span, 0.0)),
            rivals[span],
            *_of_place(text, span),
            *_of_word(text[span[0] : span[1]].strip(), span[2], known, part),
        ]
        for span, share in asked.here.items()
    }


def _of_place(text: str, span: Span) -> list[float]:
    start, end, _ = span
    again = text.count(text[start:end]) > 1
    return [float(min(end - start, 8)), float(start == 0), float(end == len(text)), float(again)]


def _of_word(word: str, kind: str, known: Known, part: int | None) -> list[float]:
    count = known.count(word, part) if word in known.counts else NOTHING
    marked, here = (count.brand, count.brand_here) if kind == "HP" else (count.product, count.product_here)
    return [
        _share_of(here, count.seen_here),
        _share_of(marked, count.seen),
        log1p(max(0, count.seen_here)),
        log1p(max(0, count.seen)),
        float(count.brand_books > 0),
        float(count.product_books),
        *(_share_of(*known.tail(word, length, part)) for length in (1, 2)),
    ]


def _share_of(part: int, whole: int) -> float:
    return (max(0, part) + 0.5) / (max(0, whole) + 1.5)


def _rivals(spans: Mapping[Span, float]) -> dict[Span, float]:
    """Give for each span the most probable of those that overlap it."""
    placed = sorted(spans)
    found = dict.fromkeys(placed, 0.0)
    for place, one in enumerate(placed):
        for other in placed[place + 1 :]:
            if other[0] >= one[1]:
                break
            found[one], found[other] = max(found[one], spans[other]), max(found[other], spans[one])
    return found


def weighed(title: str, asked: Asked, known: Known, weights: Weights) -> dict[Span, float]:
    """Give the probability of each span anew."""
    return {span: _share(weights[span[2]], told) for span, told in figures(title, asked, known).items()}


def _share(weights: Sequence[float], told: Sequence[float]) -> float:
    total = weights[0] + sum(weight * value for weight, value in zip(weights[1:], told, strict=False))
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def _odds(share: float) -> float:
    return log(max(share, _LEAST) / max(1 - share, _LEAST))
