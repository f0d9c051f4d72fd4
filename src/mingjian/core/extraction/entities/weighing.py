"""
Weighs a span once more: what the chains say of it, against what is known of the whole word and of spans that would overlap it.

A logistic regression for each type, fitted on titles that the chain had not seen.
"""

from collections.abc import Mapping, Sequence
from math import exp, log, log1p

from mingjian.core.extraction.entities.chain import Span
from mingjian.core.extraction.entities.known import NOTHING, Known, narrow

Weights = Mapping[str, Sequence[float]]  # by type: the constant, then one weight for each figure
FIGURES = 11
_LEAST = 1e-3


def figures(title: str, spans: Mapping[Span, float], known: Known, part: int | None = None) -> dict[Span, list[float]]:
    """Give the figures of each span of a title; `part` is the title's own part while fitting."""
    text = narrow(title)
    rivals = _rivals(spans)
    return {span: _figures(text, span, share, rivals[span], known, part) for span, share in spans.items()}


def _figures(text: str, span: Span, share: float, rival: float, known: Known, part: int | None) -> list[float]:
    start, end, kind = span
    word = text[start:end].strip()
    count = known.count(word, part) if word in known.counts else NOTHING
    marked, here = (count.brand, count.brand_here) if kind == "HP" else (count.product, count.product_here)
    return [
        _odds(share),
        (here + 0.5) / (count.seen_here + 1.5),
        (marked + 0.5) / (count.seen + 1.5),
        log1p(max(0, count.seen_here)),
        log1p(max(0, count.seen)),
        float(min(end - start, 8)),
        float(count.brand_books > 0),
        float(count.product_books),
        rival,
        float(start == 0),
        float(end == len(text)),
    ]


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


def weighed(title: str, spans: Mapping[Span, float], known: Known, weights: Weights) -> dict[Span, float]:
    """Give the probability of each span anew."""
    return {span: _share(weights[span[2]], told) for span, told in figures(title, spans, known).items()}


def _share(weights: Sequence[float], told: Sequence[float]) -> float:
    total = weights[0] + sum(weight * value for weight, value in zip(weights[1:], told, strict=True))
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def _odds(share: float) -> float:
    return log(max(share, _LEAST) / max(1 - share, _LEAST))
