"""Fits the networks of a judge of texts, by the names that a plan gives them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mingjian.core.learning import encoders
from mingjian.core.learning.network_fitting import Shape, fit_network
from mingjian.core.learning.patterns import Layer, Letters, spelt, tokens_of
from mingjian.core.learning.vocabulary import Floats

OF_LETTERS = Shape(widths=(1, 2, 3, 4), patterns=100, rounds=12, pace=2e-3, hidden=0.05)
OF_TOKENS = Shape(widths=(1, 2, 3), patterns=64, rounds=8, pace=1e-3, hidden=0.1)
LETTER_DEPTH, LETTER_SPREAD = 96, 0.5

Labels = npt.NDArray[np.int64]


def fit_patterns(name: str, texts: Sequence[str], labels: Labels, classes: int) -> Letters | Layer:
    """Fit the network of this name on texts of known class (0 to classes - 1)."""
    return fit_letters(texts, labels, classes) if name == "letters" else fit_layer(name, texts, labels, classes)


def fit_letters(texts: Sequence[str], labels: Labels, classes: int) -> Letters:
    """Fit a network over characters that begins with what the encoder knows of each, so that those which no training text holds are near to their like."""
    met = sorted({one for text in texts for one in spelt(text)})
    others = sorted({one for one in encoders.e5().weights.pieces.numbers if len(one) == 1} - set(met))
    vectors = np.concatenate([np.zeros((1, LETTER_DEPTH), np.float32), _beginning(met, others)])
    places = {one: place for place, one in enumerate(met, start=1)}
    rows = [np.array([places[one] for one in spelt(text)], np.int64) for text in texts]
    learnt = vectors[: len(met) + 1].copy()
    network = fit_network(OF_LETTERS, learnt, rows, labels, classes, moves=True)
    return Letters("".join(met + others), np.concatenate([learnt, vectors[len(met) + 1 :]]), network)


def _beginning(met: Sequence[str], others: Sequence[str]) -> Floats:
    """Give characters as the encoder's vectors, turned to the directions in which those that were met differ most (principal components)."""
    known = encoders.e5().characters([*met, *others])
    known -= known[: len(met)].mean(0)
    turned = known @ np.linalg.svd(known[: len(met)], full_matrices=False)[2][:LETTER_DEPTH].T
    found: Floats = np.zeros((len(turned), LETTER_DEPTH), np.float32)  # fewer characters than numbers leave the last ones 0
    found[:, : turned.shape[1]] = turned * np.float32(LETTER_SPREAD / max(float(turned[: len(met)].std()), 1e-6))
    return found


def fit_layer(name: str, texts: Sequence[str], labels: Labels, classes: int) -> Layer:
    """Fit a network over the tokens of a layer of the encoder."""
    table, rows = tokens_of(name, texts)
    middle, spread = table[1:].mean(0), table[1:].std(0) + np.float32(1e-6)
    table[1:] = (table[1:] - middle) / spread
    return Layer(name, middle, spread, fit_network(OF_TOKENS, table, rows, labels, classes, moves=False))
