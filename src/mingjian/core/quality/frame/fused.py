"""What the sets of labelled texts share: texts encoded once, one way to fit, one plain baseline."""

from collections.abc import Sequence

from mingjian.core.learning import encoders, fitting
from mingjian.core.learning.fused import Fused, Plan
from mingjian.core.learning.plain import plain_judge
from mingjian.core.learning.vocabulary import Floats
from mingjian.core.quality import Judge, Row

Encoded = dict[str, tuple[list[str], Floats]]


def label_of(given: object) -> str | None:
    """Give a label as it stands; None where a row has none."""
    return given if isinstance(given, str) and given else None


def encode_once(rows: Sequence[Row], plan: Plan) -> Encoded:
    """Encode every text once, for all fits."""
    texts = sorted({row.content for row in rows})
    return {name: (texts, encoders.encode(name, texts)) for name in plan.encoders}


def fit_texts(rows: Sequence[Row], plan: Plan, encoded: Encoded) -> Fused:
    """Fit the judge of texts as planned."""
    for name, (texts, points) in encoded.items():
        encoders.remember(name, texts, points)
    return fitting.fit(plan, [row.content for row in rows], [row.label for row in rows])


def plain_baseline(rows: Sequence[Row]) -> Judge:
    """Fit character n-grams with a linear support vector machine."""
    return plain_judge([row.content for row in rows], [row.label for row in rows])
