"""
A small network of convolutions: some hundred patterns, each looked for in every place of a text and counted where it stands strongest (Kim 2014).

It sees what stands beside what, where sums of n-grams and the mean of a whole text do not. Run and fitted in numpy and two kernels.
A text is a list of rows of a table; row 0 is nothing, and stands for places before, after and between texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.compiled import Array, kernel
from mingjian.core.learning.vocabulary import Floats

Rows = npt.NDArray[np.int64]

SMOOTHED = 0.1  # the share of a label that is given to all classes alike in fitting (Szegedy et al. 2016): how sure a network becomes


class Laid(NamedTuple):
    """Texts laid one after another: rows of the table, and where each text begins and ends among them."""

    rows: Rows
    starts: Rows
    ends: Rows


@dataclass(frozen=True)
class Network:
    """
    A fitted network.

    `table` holds the weights of each pattern of each width, place after place of the pattern (sum of widths times patterns, x depth), `shift` what each
    pattern is raised by, `out` what it says of each class (patterns x classes), `out_shift` what each class is raised by.
    """

    widths: tuple[int, ...]
    table: Floats
    shift: Floats
    out: Floats
    out_shift: Floats

    @property
    def patterns(self) -> int:
        """Give the number of patterns of each width."""
        return len(self.shift) // len(self.widths)

    def strengths(self, vectors: Floats, texts: Sequence[Rows]) -> tuple[Floats, Rows, Laid]:
        """Give how strongly each pattern stands in each text, in which laid place it begins, and the places (vectors: rows x depth)."""
        laid = lay(texts, max(self.widths) - 1)
        found, where = strongest(vectors[laid.rows] @ self.table.T, laid.starts, laid.ends, np.array(self.widths), self.patterns)
        return np.maximum(found + self.shift, 0), where, laid

    def opinions(self, vectors: Floats, texts: Sequence[Rows]) -> Floats:
        """Say of each text and class about -1 (not this class) to 1 (this class)."""
        logits = self.strengths(vectors, texts)[0] @ self.out + self.out_shift
        classes = logits.shape[1]
        found: Floats = centred(logits) - np.float32((classes - 2) / classes)
        return found

    def weighed(self, vectors: Floats, text: Rows, place: int) -> Floats:
        """Give what each place of a text adds to the opinion on a class: of every pattern its part, shared among the places on which it stands."""
        strengths, where, laid = self.strengths(vectors, [text])
        parts = strengths[0] * centred(self.out)[:, place]
        found = np.zeros(len(laid.rows), np.float32)
        for pattern, (part, at) in enumerate(zip(parts.tolist(), where[0].tolist(), strict=True)):
            begin, end = max(at, laid.starts[0]), min(at + self.widths[pattern // self.patterns], laid.ends[0])
            found[begin:end] += part / (end - begin)
        return found[laid.starts[0] : laid.starts[0] + len(text)]


def centred(logits: Floats) -> Floats:
    """Bring what classes got to a scale on which the surest that fitting lets a network become stands 2 above the others, and the mean is 0."""
    classes = logits.shape[1]
    sure = log(1 + classes * (1 - SMOOTHED) / SMOOTHED)
    found: Floats = (logits - logits.mean(1, keepdims=True)) * np.float32(2 / sure)
    return found


def lay(texts: Sequence[Rows], gap: int) -> Laid:
    """Lay texts one after another, `gap` times nothing around each; an empty text is one time nothing."""
    sizes = np.array([max(1, len(text)) for text in texts], np.int64)
    starts = gap + np.concatenate([[0], np.cumsum(sizes + gap)[:-1]]).astype(np.int64)
    rows = np.zeros(int(starts[-1] + sizes[-1] + gap), np.int64)
    for start, text in zip(starts.tolist(), texts, strict=True):
        rows[start : start + len(text)] = text
    return Laid(rows, starts, starts + sizes)


@kernel
def strongest(products: Array, starts: Array, ends: Array, widths: Array, patterns: int) -> tuple[Array, Array]:
    """Give each pattern's greatest sum over the places of each text, and the laid place where it begins (products: laid places x rows of the table)."""
    found = np.full((len(starts), len(widths) * patterns), -np.inf, np.float32)
    where = np.zeros((len(starts), len(widths) * patterns), np.int64)
    here = np.empty(patterns, np.float32)
    for text in range(len(starts)):
        column = 0
        for number, width in enumerate(widths):
            first = number * patterns
            for at in range(starts[text] - width + 1, ends[text]):
                for one in range(patterns):
                    here[one] = products[at, column + one]
                for step in range(1, width):
                    for one in range(patterns):
                        here[one] += products[at + step, column + step * patterns + one]
                for one in range(patterns):
                    if here[one] > found[text, first + one]:
                        found[text, first + one] = here[one]
                        where[text, first + one] = at
            column += width * patterns
    return found, where
