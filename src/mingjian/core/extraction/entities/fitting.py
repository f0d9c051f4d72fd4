"""Fits chains to marked titles. Needs the extra `learning` (python-crfsuite, L-BFGS); reading titles later does not."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pycrfsuite
from sklearn.linear_model import LogisticRegression

from mingjian.core.extraction.entities.chain import LABELS, TYPES, Chain, labels_of
from mingjian.core.extraction.entities.known import PARTS, Known, Marked, learn
from mingjian.core.extraction.entities.model import LEAST, EntityModel, ask
from mingjian.core.extraction.entities.signs import signs_of
from mingjian.core.extraction.entities.weighing import Asked, figures

_FEWEST = 200  # answers from which a weighing can be fitted


class Way(NamedTuple):
    """How one chain is fitted: by L-BFGS or by stochastic descent, penalties on size (L1) and square (L2), rounds, and how often a sign must be seen."""

    algorithm: str
    size: float
    square: float
    rounds: int
    fewest: int = 0


#: Two ways that err differently, the quicker one twice, from other titles: the more chains are asked, the better, and a third L-BFGS would cost twice as much.
WAYS = (Way("lbfgs", 0.1, 0.02, 50), Way("l2sgd", 0.0, 0.5, 15, 2), Way("l2sgd", 0.0, 0.5, 15, 2))

Example = tuple[list[list[str]], list[str]]
Seen = list[tuple[Marked, Asked]]


def fit_titles(titles: Sequence[Marked], books: Mapping[str, Iterable[Iterable[str]]], *, ways: Sequence[Way] = WAYS) -> EntityModel:
    """
    Fit a model to titles and dictionaries of words (by type). Titles marked by other hands help, and are told apart.

    Each chain leaves out one part of the titles, and is asked about it: from its answers the weighing of spans is fitted.
    """
    known = learn(titles, books)
    examples = [_example(title, signs_of(title.text, known, title.part, hand="A" if title.is_aside else "M")) for title in titles]
    chains, answers = [], []
    for number, way in enumerate(ways):
        kept = [example for example, title in zip(examples, titles, strict=True) if title.is_aside or title.part != number]
        chains.append(chain(kept, way))
        left = [title for title in titles if not title.is_aside and title.part == number]
        answers += [(title, ask(chains[-1:], title.text, known, title.part)) for title in left]
    return EntityModel(known, chains, _weights(answers, known), LEAST)


def _example(title: Marked, signs: list[list[str]]) -> Example:
    return signs, labels_of(len(title.text), title.spans)


def _weights(answers: Seen, known: Known) -> dict[str, list[float]]:
    """Fit the weighing; of a type with too few answers the chain's own word stands."""
    found = {}
    for kind in TYPES:
        told = [
            (one, span in set(title.spans))
            for title, asked in answers
            for span, one in figures(title.text, asked, known, title.part).items()
            if span[2] == kind
        ]
        table, right = np.array([one for one, _ in told]), np.array([is_right for _, is_right in told])
        found[kind] = [0.0, 1.0]  # the weights of the other figures are 0
        if len(right) >= _FEWEST and right.any() and not right.all():
            fitted = LogisticRegression(max_iter=2000).fit(table, right)
            found[kind] = [float(fitted.intercept_[0]), *map(float, fitted.coef_[0])]
    return found


def chain(examples: Iterable[Example], way: Way) -> Chain:
    """Fit one chain."""
    trainer = pycrfsuite.Trainer(algorithm=way.algorithm, verbose=False)
    trainer.set_params({"c2": way.square, "max_iterations": way.rounds, "feature.minfreq": way.fewest, **({"c1": way.size} if way.size else {})})
    for signs, labels in examples:
        trainer.append(signs, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "chain")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        return _read(tagger.info())


def _read(info: "pycrfsuite._dumpparser.ParsedDump") -> Chain:
    place = {label: number for number, label in enumerate(LABELS)}
    signs = {sign: number for number, sign in enumerate(sorted({sign for sign, _ in info.state_features}))}
    weights = np.zeros((len(signs), len(LABELS)), np.float32)
    for (sign, label), weight in info.state_features.items():
        weights[signs[sign], place[label]] = weight
    transitions = np.zeros((len(LABELS), len(LABELS)))
    for (before, after), weight in info.transitions.items():
        transitions[place[before], place[after]] = weight
    return Chain(list(signs), weights, transitions)


def part_of(number: int) -> int:
    """Give the part of a title from a number that its near-duplicates share."""
    return number % PARTS
