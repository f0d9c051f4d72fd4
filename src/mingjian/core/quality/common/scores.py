"""Figures with intervals of 95 %: precision, recall, F1, accuracy, area under the curve."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from mingjian.core.quality import Measure

DRAWS, SEED = 2000, 20_260_101
_Z = 1.959964

Floats = npt.NDArray[np.float64]


def by_class(labels: Sequence[str], predictions: Sequence[str], *, only: Sequence[str] = ()) -> list[Measure]:
    """
    Return macro-F1 and accuracy over the classes among the labels, and precision, recall and F1 of each class (or of those named).

    A prediction outside these classes counts as a miss of the label, and against no class. Intervals by bootstrap over rows.
    """
    classes = sorted(set(labels))
    counts = _confusion(labels, predictions, classes)
    n = int(counts.sum())
    drawn = np.random.default_rng(SEED).multinomial(n, counts.ravel() / n, DRAWS).reshape(DRAWS, *counts.shape)
    value, draws = _rates(counts[None]), _rates(drawn)
    rate = counts.sum(1) / n
    found = [_measure("macro_f1", value["f1"].mean(1), draws["f1"].mean(1), n), _accuracy(counts, n)]
    for place, name in enumerate(classes):
        if not only or name in only:
            found += [_measure(of, value[of][:, place], draws[of][:, place], n, float(rate[place]), name) for of in ("precision", "recall", "f1")]
    return found


def _confusion(labels: Sequence[str], predictions: Sequence[str], classes: Sequence[str]) -> npt.NDArray[np.int64]:
    """Count label by prediction; the last column holds predictions outside the classes."""
    place = {name: number for number, name in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes) + 1), np.int64)
    for label, prediction in zip(labels, predictions, strict=True):
        counts[place[label], place.get(prediction, len(classes))] += 1
    return counts


def _rates(counts: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """Return precision, recall and F1 of each class, for each table of counts (draws, labels, predictions); 0 where nothing is to divide by."""
    true = np.diagonal(counts, axis1=1, axis2=2).astype(np.float64)
    said, there = counts.sum(1)[:, : counts.shape[1]], counts.sum(2)
    return {"precision": _share(true, said), "recall": _share(true, there), "f1": _share(2 * true, said + there)}


def _share(part: Floats, whole: npt.NDArray[np.int64]) -> Floats:
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)


def _accuracy(counts: npt.NDArray[np.int64], n: int) -> Measure:
    return accuracy(int(np.trace(counts)), n)


def accuracy(right: int, n: int, *, name: str = "accuracy", base_rate: float | None = None, of: str = "") -> Measure:
    """Return a share with Wilson's interval."""
    if n == 0:
        return Measure(name, 0.0, 0.0, 1.0, 0, base_rate, of)
    share, z2 = right / n, _Z * _Z
    middle, half = share + z2 / (2 * n), _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = ((middle + side * half) / (1 + z2 / n) for side in (-1, 1))
    return Measure(name, share, max(0.0, low), min(1.0, high), n, base_rate, of)


def spans(counts: Sequence[tuple[int, int, int]], *, of: str = "") -> list[Measure]:
    """Return precision, recall and F1 of spans from (right, said, there) of each sentence. Intervals by bootstrap over sentences."""
    table = np.array(counts, np.int64).reshape(-1, 3)
    n, random = len(table), np.random.default_rng(SEED)
    drawn = np.array([table[random.integers(0, n, n)].sum(0) for _ in range(DRAWS)]) if n else np.zeros((1, 3), np.int64)
    value, draws = _span_rates(table.sum(0)[None]), _span_rates(drawn)
    return [_measure(name, value[name], draws[name], n, None, of) for name in ("precision", "recall", "f1")]


def _span_rates(sums: npt.NDArray[np.int64]) -> dict[str, Floats]:
    right, said, there = sums[:, 0].astype(np.float64), sums[:, 1], sums[:, 2]
    return {"precision": _share(right, said), "recall": _share(right, there), "f1": _share(2 * right, said + there)}


def area(labels: Sequence[int], scores: Sequence[float], *, of: str = "") -> Measure:
    """Return the area under the ROC curve of scores for labels 0 and 1, ties half, with DeLong's interval; 0 to 1 where a class is absent."""
    truth, score = np.asarray(labels, bool), np.asarray(scores, np.float64)
    high, low = score[truth], score[~truth]
    n, rate = len(truth), float(truth.mean()) if len(truth) else 0.0
    if not len(high) or not len(low):
        return Measure("auc", 0.5, 0.0, 1.0, n, rate, of)
    wins = (high[:, None] > low[None]) + 0.5 * (high[:, None] == low[None])
    value = float(wins.mean())
    spread = sum(float(part.var(ddof=1)) / len(part) for part in (wins.mean(1), wins.mean(0)) if len(part) > 1)
    half = _Z * sqrt(spread)
    return Measure("auc", value, max(0.0, value - half), min(1.0, value + half), n, rate, of)


def _measure(name: str, value: Floats, draws: Floats, n: int, base_rate: float | None = None, of: str = "") -> Measure:
    low, high = np.quantile(draws, [0.025, 0.975])
    return Measure(name, float(value[0]), float(low), float(high), n, base_rate, of)
