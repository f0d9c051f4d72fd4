"""
A linear chain over characters (conditional random field; Lafferty et al., ICML 2001), read with numpy alone: how probable is each span?

Labels are O and, for each type, B I E of a span of several characters and S of one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TYPES = ("HP", "HC")  # brand, product: the names that the public sets use
LABELS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))
LONGEST = 24  # characters of a span
_NEVER = -1e4
_LEAST_LOG = -4.6  # spans below one in a hundred are not told

Floats = npt.NDArray[np.float64]
Span = tuple[int, int, str]


def labels_of(length: int, spans: Sequence[Span]) -> list[str]:
    """Write spans as one label a character."""
    labels = ["O"] * length
    for start, end, kind in spans:
        labels[start:end] = [f"I-{kind}"] * (end - start)
        labels[start], labels[end - 1] = f"B-{kind}", f"E-{kind}"
        if end - start == 1:
            labels[start] = f"S-{kind}"
    return labels


def _may_follow() -> npt.NDArray[np.bool_]:
    table = np.zeros((len(LABELS), len(LABELS)), np.bool_)
    for row, before in enumerate(LABELS):
        for column, after in enumerate(LABELS):
            is_open = before[0] in "BI"
            table[row, column] = (after[0] in "IE" and after[1:] == before[1:]) if is_open else after[0] in "OBS"
    return table


_ALLOWED = _may_follow()
_BEGINS = np.array([0.0 if label[0] in "OBS" else _NEVER for label in LABELS])
_ENDS = np.array([0.0 if label[0] in "OES" else _NEVER for label in LABELS])


class Chain:
    """Weights of signs for labels (signs x labels) and of labels for labels."""

    def __init__(self, signs: Sequence[str], weights: npt.NDArray[np.float32], transitions: npt.NDArray[np.float64]) -> None:
        self.signs, self.weights = list(signs), weights
        self._place = {sign: place for place, sign in enumerate(self.signs)}
        self.transitions = np.where(_ALLOWED, transitions, _NEVER)

    def spans(self, signs: Sequence[Sequence[str]]) -> dict[Span, float]:
        """Give the probability of each span, from the signs of each character."""
        if not signs:
            return {}
        scores = self._scores(signs)
        forward, backward = self._forward(scores), self._backward(scores)
        total = _log_sum(forward[-1] + _ENDS, 0)
        found: dict[Span, float] = {}
        for number, kind in enumerate(TYPES):
            found |= self._of_kind(kind, 1 + 4 * number, scores, forward, backward, float(total))
        return found

    def _scores(self, signs: Sequence[Sequence[str]]) -> Floats:
        scores = np.zeros((len(signs), len(LABELS)))
        for place, told in enumerate(signs):
            known = [number for sign in told if (number := self._place.get(sign)) is not None]
            if known:
                scores[place] = self.weights[known].sum(0)
        return scores

    def _forward(self, scores: Floats) -> Floats:
        table = np.empty_like(scores)
        table[0] = scores[0] + _BEGINS
        for place in range(1, len(scores)):
            table[place] = scores[place] + _log_sum(table[place - 1][:, None] + self.transitions, 0)
        return table

    def _backward(self, scores: Floats) -> Floats:
        table = np.empty_like(scores)
        table[-1] = _ENDS
        for place in range(len(scores) - 2, -1, -1):
            table[place] = _log_sum(self.transitions + (scores[place + 1] + table[place + 1])[None], 1)
        return table

    def _of_kind(self, kind: str, first: int, scores: Floats, forward: Floats, backward: Floats, total: float) -> dict[Span, float]:
        begin, inside, end, single = range(first, first + 4)
        alone = forward[:, single] + backward[:, single] - total
        found: dict[Span, float] = {(int(at), int(at) + 1, kind): float(np.exp(alone[at])) for at in np.flatnonzero(alone > _LEAST_LOG)}
        going = np.concatenate([[0.0], np.cumsum(scores[:, inside])])
        ends = scores[:, end] + backward[:, end] - total
        move = self.transitions
        for start in np.flatnonzero(forward[:, begin] + backward[:, begin] - total > _LEAST_LOG).tolist():
            last = np.arange(start + 1, min(len(scores), start + LONGEST))
            between = last - start - 1
            way = np.where(between > 0, move[begin, inside] + (between - 1) * move[inside, inside] + move[inside, end], move[begin, end])
            log = forward[start, begin] + way + going[last] - going[start + 1] + ends[last]
            found |= {(start, int(last[at]) + 1, kind): float(np.exp(log[at])) for at in np.flatnonzero(log > _LEAST_LOG)}
        return found

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give what makes the chain, as arrays."""
        return {"signs": np.frombuffer("\n".join(self.signs).encode(), np.uint8), "weights": self.weights, "transitions": self.transitions}


def from_arrays(arrays: Any) -> Chain:
    """Make a chain from what `to_arrays` gave. Raises ValueError where its parts do not fit together."""
    signs, weights, transitions = bytes(arrays["signs"]).decode().split("\n"), arrays["weights"], arrays["transitions"]
    if weights.shape != (len(signs), len(LABELS)) or transitions.shape != (len(LABELS), len(LABELS)):
        raise ValueError("The parts of the chain do not fit together.")
    return Chain(signs, weights, transitions)


def load(path: Path) -> Chain:
    """Read a chain from a file of arrays."""
    with np.load(path, allow_pickle=False) as arrays:
        return from_arrays(arrays)


def _log_sum(table: Floats, axis: int) -> Floats:
    most = table.max(axis, keepdims=True)
    found: Floats = (most + np.log(np.exp(table - most).sum(axis, keepdims=True))).squeeze(axis)
    return found


def choose(spans: dict[Span, float], least: dict[str, float]) -> list[Span]:
    """
    Choose spans that do not overlap, so that the sum of how far each is above `least` of its type is greatest.

    A span of probability p adds to F1 from about half of that F1 on, so `least` lies below one half.
    """
    by_end: dict[int, list[tuple[int, float, str]]] = {}
    for (start, end, kind), share in spans.items():
        if share > least[kind]:
            by_end.setdefault(end, []).append((start, share - least[kind], kind))
    length = max(by_end, default=0)
    best: list[float] = [0.0] * (length + 1)
    taken: list[tuple[int, str] | None] = [None] * (length + 1)
    for end in range(1, length + 1):
        best[end] = best[end - 1]
        for start, gain, kind in by_end.get(end, ()):
            if best[start] + gain > best[end]:
                best[end], taken[end] = best[start] + gain, (start, kind)
    return _walked_back(taken)


def _walked_back(taken: Sequence[tuple[int, str] | None]) -> list[Span]:
    found: list[Span] = []
    end = len(taken) - 1
    while end > 0:
        step = taken[end]
        if step is None:
            end -= 1
        else:
            found.append((step[0], end, step[1]))
            end = step[0]
    return found[::-1]
