"""The plain baseline of texts: character n-grams with a linear support vector machine."""

from collections.abc import Callable, Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC


def plain_judge(texts: Sequence[str], labels: Sequence[str]) -> Callable[[Sequence[str]], list[str]]:
    """Fit on labelled texts, and give a judge of others."""
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    fitted = make_pipeline(grams, LinearSVC(random_state=0)).fit(list(texts), list(labels))
    return lambda others: [str(label) for label in fitted.predict(list(others))] if len(others) else []
