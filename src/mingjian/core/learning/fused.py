"""
A judge of texts that sees each text by its n-grams and by its meaning at once: ridge regression in the sum of several kernels.

The part of n-grams is kept as one weight an n-gram and class, so that it says which words weighed; the part of meaning as the texts that it was fitted on,
as points of an encoder, each with its pull. (Ridge in kernels: Saunders, Gammerman and Vovk 1998; the sum of kernels: Lanckriet et al. 2004.)
Networks that were fitted apart may have a say beside it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mingjian.core.learning.encoders import WIDTHS, encode
from mingjian.core.learning.patterns import Layer, Letters, read_patterns
from mingjian.core.learning.readings import READINGS
from mingjian.core.learning.stored import opened, seal
from mingjian.core.learning.vocabulary import Floats, Vocabulary

KIND, FORM = "texts", 4  # 2: the encoder of posts gives two layers; 3: sealed; 4: networks
AT_ONCE = 1024  # texts: their tokens are read once for all that look at them


@dataclass(frozen=True)
class Plan:
    """
    How a judge looks: the weight of each reading and of each encoder, the ridge, how far rare classes are raised, and whether it weighs its scores again.

    Ridge regression leaves rare classes low; each class's score is raised by `rare` times the logarithm of how many times rarer it is than the commonest.
    It also takes every class by itself; with `again`, what the scores of all classes together say of each is learnt from texts judged unseen.
    Each network's opinions count by its weight, where ridge regression counts 1.
    """

    readings: Mapping[str, float]
    encoders: Mapping[str, float]
    ridge: float
    rare: float = 0.0
    again: bool = False
    networks: Mapping[str, float] = field(default_factory=dict)

    def share(self, network: str = "") -> float:
        """Give the share of a score that is a network's; ridge regression's, unless one is named."""
        return (self.networks[network] if network else 1.0) / (1 + sum(self.networks.values()))


@dataclass(frozen=True)
class Seen:
    """One reading of a fitted judge: its n-grams, and the weight of each for each class."""

    vocabulary: Vocabulary
    weights: Floats


@dataclass(frozen=True)
class Known:
    """One encoder of a fitted judge: middle and spread of its numbers, the texts it was fitted on as points, and what each pulls towards."""

    middle: Floats
    spread: Floats
    points: Floats
    pulls: Floats

    def near(self, points: Floats) -> Floats:
        """Give the likeness (0 to 1) of each new point to each known one."""
        return likeness((points - self.middle) / self.spread, self.points)


def likeness(some: Floats, others: Floats) -> Floats:
    """Give exp(-half the mean squared difference) of points, each number of them with spread 1."""
    found: Floats = (some @ others.T) / np.float32(some.shape[1])  # one table of this size, worked on in place: it may be large
    found -= (some**2).mean(1, dtype=np.float32)[:, None] / 2
    found -= (others**2).mean(1, dtype=np.float32)[None] / 2
    np.minimum(found, 0, out=found)
    return np.exp(found, out=found)


class Scored(NamedTuple):
    """What texts score for each class (texts x classes), and how much of it is for what they mean: likeness to known texts, tokens in their sentence."""

    scores: Floats
    meant: Floats


class Fused:
    """A fitted judge. `scores` are about -1 (not this class) to 1 (this class)."""

    def __init__(
        self,
        plan: Plan,
        classes: Sequence[str],
        seen: Mapping[str, Seen],
        known: Mapping[str, Known],
        raised: Floats,
        networks: Mapping[str, Letters | Layer] | None = None,
    ) -> None:
        self.plan, self.classes, self.seen, self.known, self.raised, self.networks = plan, list(classes), seen, known, raised, networks or {}

    def scores(self, texts: Sequence[str]) -> Floats:
        """Give the score of each text for each class (texts x classes)."""
        return self.scored(texts).scores

    def scored(self, texts: Sequence[str]) -> Scored:
        """Give the same with the part of it that is for meaning, which an explanation tells."""
        none = np.zeros((0, len(self.classes)), np.float32)
        parts = [Scored(none, none), *(self._scored(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE))]
        return Scored(np.concatenate([one.scores for one in parts]), np.concatenate([one.meant for one in parts]))

    def _scored(self, texts: Sequence[str]) -> Scored:
        found = np.tile(self.raised, (len(texts), 1))
        meant = np.zeros_like(found)
        for name, seen in self.seen.items():
            found += seen.vocabulary.rows(READINGS[name](text) for text in texts).times(seen.weights)
        for name, known in self.known.items():
            meant += known.near(encode(name, texts)) @ known.pulls
        for name, network in self.networks.items():
            into = meant if isinstance(network, Layer) else found
            into += np.float32(self.plan.share(name)) * network.opinions(texts)
        return Scored(found + meant, meant)

    def predict(self, contents: Sequence[str]) -> list[str]:
        """Name the class of each text."""
        return [self.classes[place] for place in self.scores(contents).argmax(1)]

    def save(self, folder: Path) -> None:
        """Write arrays and JSON into an empty folder, and seal it."""
        plan = {**vars(self.plan), **{name: dict(getattr(self.plan, name)) for name in ("readings", "encoders", "networks")}}
        (folder / "judge.json").write_text(json.dumps({"plan": plan, "classes": self.classes}, ensure_ascii=False))
        np.save(folder / "raised.npy", self.raised)
        for name, seen in self.seen.items():
            np.savez(folder / f"reading_{name}.npz", **seen.vocabulary.arrays(), table=seen.weights.astype(np.float16))
        for name, known in self.known.items():
            np.savez(folder / f"encoder_{name}.npz", middle=known.middle, spread=known.spread, points=known.points.astype(np.float16), pulls=known.pulls)
        for name, network in self.networks.items():
            np.savez(folder / f"network_{name}.npz", **network.arrays())
        seal(folder, KIND, FORM)

    @classmethod
    def load(cls, folder: Path) -> "Fused":
        """Read what `save` wrote. Raises ModelAbsent or ModelFault where it cannot be used."""
        return opened(folder, KIND, FORM, cls._read)

    @classmethod
    def _read(cls, folder: Path) -> "Fused":
        told = json.loads((folder / "judge.json").read_text())
        plan = Plan(**told["plan"])
        seen = {name: _seen(_arrays(folder / f"reading_{name}.npz")) for name in plan.readings}
        known = {name: _known(_arrays(folder / f"encoder_{name}.npz")) for name in plan.encoders}
        networks = {name: read_patterns(name, _arrays(folder / f"network_{name}.npz")) for name in plan.networks}
        made = cls(plan, told["classes"], seen, known, np.load(folder / "raised.npy", allow_pickle=False), networks)
        made._check()
        return made

    def _check(self) -> None:
        """Raise ValueError where its parts do not fit together, which would fail in the middle of judging."""
        classes = len(self.classes)
        fits = [classes > 0, self.raised.shape == (classes,), set(self.seen) <= set(READINGS)]
        fits += [one.weights.shape == (len(one.vocabulary.grams), classes) and len(one.vocabulary.weights) == len(one.weights) for one in self.seen.values()]
        for name, one in self.known.items():
            width = WIDTHS[name]
            fits += [one.middle.shape == one.spread.shape == (width,), one.points.shape[1:] == (width,), one.pulls.shape == (len(one.points), classes)]
        fits += [one.network.out.shape[1] == classes for one in self.networks.values()]
        if not all(fits):
            raise ValueError("The parts of the judge do not fit together.")


def _arrays(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


def _seen(arrays: dict[str, Any]) -> Seen:
    return Seen(Vocabulary.read(arrays), arrays["table"].astype(np.float32))


def _known(arrays: dict[str, Any]) -> Known:
    return Known(arrays["middle"], arrays["spread"], arrays["points"].astype(np.float32), arrays["pulls"])
