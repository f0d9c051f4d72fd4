"""What the sets of labelled texts share: texts encoded once, one way to fit, one plain baseline."""

from collections.abc import Sequence
from typing import NamedTuple

from mingjian.core.learning import encoders, fitting
from mingjian.core.learning.fused import Fused, Plan
from mingjian.core.learning.patterns import LAYERS
from mingjian.core.learning.plain import plain_judge
from mingjian.core.learning.vocabulary import Floats
from mingjian.core.quality import Judge, Row


class Encoded(NamedTuple):
    """Texts as points of each encoder of a plan, and as tokens where its networks look at them."""

    texts: list[str]
    points: dict[str, Floats]
    tokens: list[encoders.Halves]


def label_of(given: object) -> str | None:
    """Give a label as it stands; None where a row has none."""
    return given if isinstance(given, str) and given else None


def encode_once(rows: Sequence[Row], plan: Plan) -> Encoded:
    """Encode every text once, for all fits."""
    texts = sorted({row.content for row in rows})
    points = {name: encoders.encode(name, texts) for name in plan.encoders}
    return Encoded(texts, points, encoders.tokens(texts) if LAYERS.keys() & plan.networks.keys() else [])


def fit_texts(rows: Sequence[Row], plan: Plan, encoded: Encoded) -> Fused:
    """Fit the judge of texts as planned."""
    for name, points in encoded.points.items():
        encoders.remember(name, encoded.texts, points)
    encoders.remember_tokens(encoded.texts[: len(encoded.tokens)], encoded.tokens)
    return fitting.fit(plan, [row.content for row in rows], [row.label for row in rows])


def plain_baseline(rows: Sequence[Row]) -> Judge:
    """Fit character n-grams with a linear support vector machine."""
    return plain_judge([row.content for row in rows], [row.label for row in rows])
