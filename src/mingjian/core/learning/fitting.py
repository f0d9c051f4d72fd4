"""Fits a fused judge: ridge regression in the sum of kernels, by conjugate gradients, all classes at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from mingjian.core.learning.encoders import encode
from mingjian.core.learning.fused import Fused, Known, Plan, Seen, likeness
from mingjian.core.learning.patterns_fitting import fit_patterns
from mingjian.core.learning.readings import READINGS, bare
from mingjian.core.learning.vocabulary import Floats, Vocabulary

STEPS, ENOUGH = 200, 2e-3
BLOCKS = 10


@dataclass(frozen=True)
class Sight:
    """Training texts as a plan sees them: a vocabulary and sparse rows for each reading, middle, spread and points for each encoder."""

    plan: Plan
    readings: dict[str, tuple[Vocabulary, csr_matrix]]
    encoders: dict[str, tuple[Floats, Floats, Floats]]
    near: Floats | None

    def times(self, pulls: Floats) -> Floats:
        """Multiply by the sum of all kernels."""
        found = np.zeros_like(pulls)
        for name, (_, rows) in self.readings.items():
            found += self.plan.readings[name] * (rows @ (rows.T @ pulls))
        return found if self.near is None else found + self.near @ pulls


def see(plan: Plan, texts: Sequence[str]) -> Sight:
    """Look at training texts in every way of a plan."""
    readings = {name: _rows([READINGS[name](text) for text in texts]) for name in plan.readings}
    encoders = {name: _points(encode(name, texts)) for name in plan.encoders}
    near = None
    for name, (_, _, points) in encoders.items():
        part = likeness(points, points)
        part *= plan.encoders[name]
        near = part if near is None else np.add(near, part, out=near)
    return Sight(plan, readings, encoders, near)


def _rows(texts: list[list[str]]) -> tuple[Vocabulary, csr_matrix]:
    vocabulary = Vocabulary.of(texts)
    rows = vocabulary.rows(texts)
    return vocabulary, csr_matrix((rows.values, rows.columns, rows.starts), (len(texts), len(vocabulary.grams)))


def _points(points: Floats) -> tuple[Floats, Floats, Floats]:
    middle, spread = points.mean(0), points.std(0) + np.float32(1e-6)
    return middle, spread, (points - middle) / spread


def targets(labels: Sequence[str], classes: Sequence[str]) -> Floats:
    """Give 1 for a text's class and -1 for the others."""
    return np.where(np.array(labels)[:, None] == np.array(classes)[None], 1, -1).astype(np.float32)


def raised(plan: Plan, labels: Sequence[str], classes: Sequence[str]) -> Floats:
    """Give what each class's score is raised by."""
    counts = np.array([labels.count(name) for name in classes], np.float32)
    found: Floats = (plan.rare * np.log(counts.max() / counts)).astype(np.float32)
    return found


def solve(sight: Sight, aims: Floats, steps: int = STEPS, shown: Any = 1) -> Floats:
    """
    Find the pulls for which kernel times pulls plus ridge times pulls is the aims, each column by conjugate gradients of its own.

    `shown` is 0 where a column must not know a text, else 1: it is solved as if those texts were not there.
    """
    pulls = np.zeros_like(aims)
    left = aims * shown
    way = left.copy()
    start = (left**2).sum(0)
    size: Any = start
    for _ in range(steps):
        step = sight.times(way) * shown + sight.plan.ridge * way
        length = size / np.maximum((way * step).sum(0), 1e-20)
        pulls += length * way
        left -= length * step
        before, size = size, (left**2).sum(0)
        if (size < ENOUGH**2 * start).all():
            break
        way = left + size / np.maximum(before, 1e-20) * way
    return pulls


def unseen(sight: Sight, aims: Floats, texts: Sequence[str]) -> Floats:
    """Give the scores of the training texts, each by a judge that knew neither it nor a text of the same letters (texts x classes)."""
    blocks = np.array([crc32("".join(bare(text)).encode("utf-8", "surrogatepass")) % BLOCKS for text in texts])
    shown = np.repeat(blocks[:, None] != np.arange(BLOCKS)[None], aims.shape[1], axis=1).astype(np.float32)
    scores = sight.times(solve(sight, np.tile(aims, BLOCKS), shown=shown)).reshape(len(texts), BLOCKS, -1)
    found: Floats = scores[np.arange(len(texts)), blocks]
    return found


def weighed_again(scores: Floats, aims: Floats) -> tuple[Floats, Floats]:
    """
    Learn by logistic regression what the scores of all classes together say of each: a table (classes x classes) and constants.

    What comes out is brought back to about -1 (not this class) to 1 (this class).
    """
    fitted = LogisticRegression(max_iter=1000).fit(scores, aims.argmax(1))
    said = fitted.decision_function(scores)
    size = ((said - said.mean()) * (aims - aims.mean())).sum() / ((said - said.mean()) ** 2).sum()
    table, constants = size * fitted.coef_.T, size * (fitted.intercept_ - said.mean()) + aims.mean()
    return table.astype(np.float32), constants.astype(np.float32)


def fit(plan: Plan, texts: Sequence[str], labels: Sequence[str]) -> Fused:
    """Fit a judge of the plan on labelled texts."""
    classes = sorted(set(labels))
    sight, aims = see(plan, texts), targets(labels, classes)
    pulls, added = solve(sight, aims), raised(plan, labels, classes)
    if plan.again and len(classes) > 2:
        table, constants = weighed_again(unseen(sight, aims, texts), aims)
        pulls, added = pulls @ table, added + constants
    pulls, added = pulls * np.float32(plan.share()), added * np.float32(plan.share())
    seen = {name: Seen(vocabulary, plan.readings[name] * (rows.T @ pulls)) for name, (vocabulary, rows) in sight.readings.items()}
    known = {name: Known(*parts, plan.encoders[name] * pulls) for name, parts in sight.encoders.items()}
    networks = {name: fit_patterns(name, texts, aims.argmax(1), len(classes)) for name in plan.networks}
    return Fused(plan, classes, seen, known, added, networks)
