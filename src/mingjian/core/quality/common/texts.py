"""What sets of labelled texts share: texts encoded once for all fits, and the plain baseline."""

from collections.abc import Sequence
from typing import NamedTuple

from mingjian.core.learning import encoder
from mingjian.core.quality import Judge, LabelledRow


class Encoded(NamedTuple):
    """Texts, and the points that the encoder gives for them."""

    texts: list[str]
    points: encoder.Floats


def label_of(given: object) -> str | None:
    """Return a label as it stands; None where a row has none."""
    return given if isinstance(given, str) and given else None


def encode_once(rows: Sequence[LabelledRow]) -> Encoded:
    """Encode every text once, for all fits."""
    texts = sorted({row.content for row in rows})
    return Encoded(texts, encoder.points(texts))


def plain_baseline(rows: Sequence[LabelledRow]) -> Judge:
    """Fit character n-grams with a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    fitted = make_pipeline(grams, LinearSVC(random_state=0)).fit([row.content for row in rows], [row.label for row in rows])
    return lambda others: [str(label) for label in fitted.predict(list(others))] if len(others) else []
