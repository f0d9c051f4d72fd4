"""Fits a fused judge: ridge regression in the sum of kernels, by conjugate gradients, all classes at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from mingjian.core.learning.encoders import encode
from mingjian.core.learning.fused import Fused, Known, Plan, Seen, likeness
from mingjian.core.learning.readings import READINGS
from mingjian.core.learning.vocabulary import Floats, Vocabulary

STEPS, ENOUGH = 200, 2e-3


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


def solve(sight: Sight, aims: Floats, steps: int = STEPS) -> Floats:
    """Find the pulls for which kernel times pulls plus ridge times pulls is the aims, each class by conjugate gradients of its own."""
    pulls = np.zeros_like(aims)
    left, way = aims.copy(), aims.copy()
    start = (left**2).sum(0)
    size: Any = start
    for _ in range(steps):
        step = sight.times(way) + sight.plan.ridge * way
        length = size / np.maximum((way * step).sum(0), 1e-20)
        pulls += length * way
        left -= length * step
        before, size = size, (left**2).sum(0)
        if (size < ENOUGH**2 * start).all():
            break
        way = left + size / np.maximum(before, 1e-20) * way
    return pulls


def fit(plan: Plan, texts: Sequence[str], labels: Sequence[str]) -> Fused:
    """Fit a judge of the plan on labelled texts."""
    classes = sorted(set(labels))
    sight = see(plan, texts)
    pulls = solve(sight, targets(labels, classes))
    seen = {name: Seen(vocabulary, plan.readings[name] * (rows.T @ pulls)) for name, (vocabulary, rows) in sight.readings.items()}
    known = {name: Known(*parts, plan.encoders[name] * pulls) for name, parts in sight.encoders.items()}
    return Fused(plan, classes, seen, known, raised(plan, labels, classes))
