"""Fits the judge of shop sites. Needs scikit-learn; judging does not."""

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from mingjian.core.learning.sites import PAGE, Floats, SiteModel, Sum, Trees

Labels = npt.NDArray[np.int64]

#: The published tables were made apart, so that of some sites only one is there; copies of rows without one teach that a lack says nothing.
_TABLES = (slice(0, 9), slice(9, len(PAGE)))
_COPIES, _LEFT_OUT = 3, 0.3
_C = 0.5


def fit(table: Floats, labels: Labels) -> SiteModel:
    """Fit on rows of `traits` and labels (1 counterfeit)."""
    page = table[:, : len(PAGE)]
    return SiteModel([_sum(table, labels), _sum(page, labels)], [_trees(table, labels), _trees(page, labels)])


def _sum(table: Floats, labels: Labels) -> Sum:
    scales = [_scale(table[:, n], labels) for n in range(table.shape[1])]
    values, ranks = tuple(one[0] for one in scales), tuple(one[1] for one in scales)
    unit = Sum(values, ranks, np.ones(table.shape[1]), np.zeros(1))
    rows, their = _with_copies(table, labels)
    fitted = LogisticRegression(C=_C, max_iter=2000).fit(unit.parts(rows), their)
    return Sum(values, ranks, fitted.coef_[0], fitted.intercept_)


def _scale(column: Floats, labels: Labels) -> tuple[Floats, Floats]:
    """Give the distinct values, and for each its rank: 0 midway between both sides, in spreads."""
    known = ~np.isnan(column)
    if not known.any():
        return np.zeros(1), np.zeros(1)
    ordered = np.sort(column[known])
    values = np.unique(ordered)
    ranks = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2 / len(ordered)
    each, side = np.interp(column[known], values, ranks), labels[known]
    sides = [each[side == one].mean() for one in (0, 1) if (side == one).any()]
    return values, (ranks - np.mean(sides)) / max(float(each.std()), 1e-6)


def _with_copies(table: Floats, labels: Labels) -> tuple[Floats, Labels]:
    random, rows = np.random.default_rng(0), [table]
    for _ in range(_COPIES):
        copy = table.copy()
        for part in _TABLES:
            copy[random.random(len(copy)) < _LEFT_OUT, part] = np.nan
        rows.append(copy)
    return np.vstack(rows), np.tile(labels, _COPIES + 1)


def _trees(table: Floats, labels: Labels) -> Trees:
    made = GradientBoostingClassifier(
        n_estimators=250, learning_rate=0.05, max_depth=4, subsample=0.6, max_features=0.4, min_samples_leaf=3, random_state=0
    ).fit(np.where(np.isnan(table), -1.0, table), labels)
    parts = [one.tree_ for one in made.estimators_[:, 0]]
    roots = np.cumsum([0, *(part.node_count for part in parts[:-1])])
    left, right = (
        np.concatenate([np.where(side >= 0, side + root, -1) for side, root in zip((getattr(part, name) for part in parts), roots, strict=True)])
        for name in ("children_left", "children_right")
    )
    share = labels.mean()
    return Trees(
        np.concatenate([np.maximum(part.feature, 0) for part in parts]).astype(np.int64),
        np.concatenate([part.threshold for part in parts]),
        left.astype(np.int64),
        right.astype(np.int64),
        0.05 * np.concatenate([part.value[:, 0, 0] for part in parts]),
        roots.astype(np.int64),
        np.array([np.log(share / (1 - share))]),
    )
