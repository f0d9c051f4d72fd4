"""Fits chains to marked titles. Needs the extra `learning` (python-crfsuite, L-BFGS); reading titles later does not."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pycrfsuite

from mingjian.core.extraction.entities.chain import LABELS, Chain, labels_of
from mingjian.core.extraction.entities.known import PARTS, Marked, learn
from mingjian.core.extraction.entities.model import LEAST, EntityModel
from mingjian.core.extraction.entities.signs import signs_of


class Way(NamedTuple):
    """How one chain is fitted: weights of the penalties on size (L1) and square (L2), rounds."""

    size: float
    square: float
    rounds: int


WAYS = (Way(0.1, 0.02, 60), Way(0.05, 0.3, 50))

Example = tuple[list[list[str]], list[str]]


def fit_titles(
    titles: Sequence[Marked], books: Mapping[str, Iterable[Iterable[str]]], *, ways: Sequence[Way] = WAYS, least: Mapping[str, float] = LEAST
) -> EntityModel:
    """Fit a model to titles and dictionaries of words (by type). Titles marked by other hands help, and are told apart."""
    known = learn(titles, books)
    examples = [_example(title, signs_of(title.text, known, title.part, hand="A" if title.is_aside else "M")) for title in titles]
    return EntityModel(known, [chain(examples, way) for way in ways], least)


def _example(title: Marked, signs: list[list[str]]) -> Example:
    return signs, labels_of(len(title.text), title.spans)


def chain(examples: Iterable[Example], way: Way) -> Chain:
    """Fit one chain."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": way.size, "c2": way.square, "max_iterations": way.rounds})
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
