"""Says which words weighed in a judgement, with sign and with their places in the raw text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np

from mingjian.core.learning.fused import Fused, Scored
from mingjian.core.learning.patterns import MOST_CHARACTERS, MOST_RAW, Letters
from mingjian.core.learning.readings import LONGEST, READINGS, folded

WORDS_SHOWN, LEAST_SHARE = 6, 0.15


class Word(NamedTuple):
    """A stretch of the raw text, half open in characters, and what it added to the score (below 0: took away)."""

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True)
class Why:
    """What one class's score is made of: words, the strongest first; what was meant (likeness to known texts, tokens in their sentence); and the rest."""

    label: str
    score: float
    words: tuple[Word, ...]
    meaning: float


def why(judge: Fused, text: str, label: str = "", scored: Scored | None = None) -> Why:
    """
    Explain the score of a class (the judge's choice, unless named): what each character's n-grams weighed, joined to words.

    `scored` is what the judge said of this text alone, where that is known already.
    """
    (scores,), (meant,) = scored or judge.scored([text])
    place = judge.classes.index(label) if label else int(np.argmax(scores))
    weights = _by_character(judge, text[:LONGEST], place)
    words = sorted(_words(text, weights), key=lambda word: -abs(word.weight))[:WORDS_SHOWN]
    return Why(judge.classes[place], float(scores[place]), tuple(words), round(float(meant[place]), 3))


def _by_character(judge: Fused, text: str, place: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Share what every n-gram and every pattern of characters added among the characters that it stands on; words that stand apart share by `words`."""
    weights = np.zeros(len(text))
    for name, seen in judge.seen.items():
        grams = READINGS[name](text)
        known, values = seen.vocabulary.row(grams)
        added = dict(zip(known.tolist(), (values * seen.weights[known, place]).tolist(), strict=True))
        spots = [(spot, each) for gram, spot in zip(grams, _spots(name, text), strict=True) if (each := seen.vocabulary.place(gram)) is not None]
        times: dict[int, int] = {}
        for _, each in spots:
            times[each] = times.get(each, 0) + 1
        for spot, each in spots:
            weights[list(spot)] += added[each] / times[each] / len(spot)
    for name, network in judge.networks.items():
        if isinstance(network, Letters):
            spots_of_letters = _written(text[:MOST_RAW])[0][:MOST_CHARACTERS]
            for spot, added_here in zip(spots_of_letters, network.weighed(text, place).tolist(), strict=True):
                weights[list(spot)] += judge.plan.share(name) * added_here / len(spot)
    return weights


def _spots(name: str, text: str) -> list[tuple[int, ...]]:
    """Give for every n-gram of a reading, in its order, the characters that it came from."""
    parts, longest = _PARTS[name](text)
    sizes = range(1, longest + 1)
    return [tuple(dict.fromkeys(one for part in parts[at : at + size] for one in part)) for size in sizes for at in range(len(parts) - size + 1)]


def _written(text: str) -> tuple[list[tuple[int, ...]], int]:
    """Follow `as_written`: lower case, and runs of space become one."""
    parts: list[tuple[int, ...]] = []
    began = False
    for is_space, run in groupby(range(len(text)), key=lambda at: text[at].isspace()):
        places = list(run)
        if is_space:
            parts += [tuple(places)] if began and places[-1] + 1 < len(text) else []
            continue
        began = True
        parts += [(at,) for at in places for _ in text[at].lower()]
    return parts, 3


def _bare(text: str) -> tuple[list[tuple[int, ...]], int]:
    return [(at,) for at, one in enumerate(text) for _ in folded(one)], 3


def _apart(text: str) -> tuple[list[tuple[int, ...]], int]:
    runs = groupby(range(len(text)), key=lambda at: text[at].isspace())
    return [tuple(run) for is_space, run in runs if not is_space], 2


_PARTS = {"written": _written, "bare": _bare, "sound": _bare, "words": _apart}


def _words(text: str, weights: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Iterator[Word]:
    """Join neighbouring characters that weigh to the same side, also over spaces, leaving out what weighs little beside the strongest."""
    least = LEAST_SHARE * np.abs(weights).max(initial=0)
    side = np.where(np.abs(weights) > least, np.sign(weights), 0)
    for at, one in enumerate(text[: len(side)]):
        if at and one.isspace() and not side[at]:
            side[at] = side[at - 1]
    for sign, run in groupby(range(len(weights)), key=lambda at: side[at]):
        places = list(run)
        if sign:
            yield Word(places[0], places[-1] + 1, text[places[0] : places[-1] + 1], round(float(weights[places].sum()), 3))
