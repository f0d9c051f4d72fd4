"""
What came out, compared: paired differences with intervals, by outcome, channel and structure. There is no single number, and no type that could hold one.

A span goes over the worlds of one structure, from the 5th to the 95th of a hundred, with its middle and the counts of worlds below, at and above zero. A word
on several structures is a set of spans, never their mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.policy.channels import CHANNELS
from mingjian.core.policy.experiment import ALL, PRESENT, Experiment, Hypothesis
from mingjian.core.policy.experiment_run import Results
from mingjian.core.policy.levers import LEVERS
from mingjian.core.policy.outcomes import COUNTERFEIT_ORDERS, OUTCOMES
from mingjian.core.policy.structures import STRUCTURES

_INTERVAL = (0.05, 0.5, 0.95)
_WEEKS = 52.0
_LEAST_LOSS = 0.01  # of the present orders in the channels aimed at: below, a displaced share would divide by next to nothing


@dataclass(frozen=True)
class Span:
    """Where the worlds of one structure lie; `less`, `same` and `more` count them by sign."""

    low: float
    middle: float
    high: float
    less: int
    same: int
    more: int

    @property
    def worlds(self) -> int:
        """Return how many worlds it goes over."""
        return self.less + self.same + self.more


@dataclass(frozen=True)
class Difference:
    """What one proposal changes in one outcome and channel against another proposal, structure by structure; `today` is the outcome under the present rules."""

    proposal: str
    against: str
    outcome: str
    channel: str
    spans: Mapping[str, Span]
    today: Mapping[str, Span]

    @property
    def turns(self) -> bool:
        """Return whether the answer depends on the structure: some lie mostly below zero and some mostly above."""
        return any(one.middle < 0 for one in self.spans.values()) and any(one.middle > 0 for one in self.spans.values())


@dataclass(frozen=True)
class Displaced:
    """What part of the orders lost in the channels aimed at was gained in the others; worlds with no loss to speak of are counted and left out."""

    proposal: str
    spans: Mapping[str, Span | None]
    without: Mapping[str, int]


@dataclass(frozen=True)
class Verdict:
    """What became of a hypothesis: in how many worlds of each structure it held, and whether it held in the registered share in every one of them."""

    hypothesis: Hypothesis
    held: Mapping[str, tuple[int, int]]

    @property
    def outcome(self) -> str:
        """`held` in every structure, `refuted` in every one, or `turns` with the structure."""
        bars = [times >= self.hypothesis.share * worlds for times, worlds in self.held.values()]
        return "held" if all(bars) else "turns" if any(bars) else "refuted"


@dataclass(frozen=True)
class Comparison:
    """All differences against the present rules, displacement, and what became of the hypotheses. Nothing in it ranks proposals."""

    experiment: Experiment
    differences: tuple[Difference, ...]
    displaced: tuple[Displaced, ...]
    verdicts: tuple[Verdict, ...]
    digest: str
    lapse: int

    def of(self, outcome: str, channel: str = ALL) -> tuple[Difference, ...]:
        """Return the differences of one outcome and channel, one a proposal."""
        return tuple(one for one in self.differences if (one.outcome, one.channel) == (outcome, channel))


def compare(results: Results) -> Comparison:
    """Compare every proposal with the present rules, in all outcomes and channels."""
    told, experiment = yearly(results), results.experiment
    differences = [
        _difference(told, experiment, proposal, PRESENT, outcome, channel)
        for outcome in OUTCOMES
        for channel in (ALL, *CHANNELS)
        for proposal in experiment.proposals
        if proposal != PRESENT
    ]
    displaced = [_displaced(told, experiment, proposal) for proposal in experiment.proposals if proposal != PRESENT]
    verdicts = [_verdict(told, experiment, one) for one in experiment.hypotheses]
    return Comparison(experiment, tuple(differences), tuple(displaced), tuple(verdicts), results.digest, results.lapse)


def yearly(results: Results) -> Array:
    """Return structures × seeds × proposals × (all, then each channel) × outcomes: stocks as means, flows a year, after the burn-in."""
    measured = results.weekly[:, :, :, results.experiment.burn_in :]
    mean = measured.mean(axis=3)
    mean = mean * np.array([1.0 if one.is_stock else _WEEKS for one in OUTCOMES.values()])
    return np.concatenate([mean.sum(axis=3, keepdims=True), mean], axis=3)


def span(values: Array) -> Span:
    """Return the span of one structure's worlds."""
    low, middle, high = (float(one) for one in np.quantile(values, _INTERVAL))
    return Span(low, middle, high, int((values < 0).sum()), int((values == 0).sum()), int((values > 0).sum()))


def _column(told: Array, experiment: Experiment, proposal: str, outcome: str, channel: str) -> Array:
    """Return structures × seeds of one proposal, outcome and channel."""
    return told[:, :, list(experiment.proposals).index(proposal), [ALL, *CHANNELS].index(channel), list(OUTCOMES).index(outcome)]


def _difference(told: Array, experiment: Experiment, proposal: str, against: str, outcome: str, channel: str) -> Difference:
    under, before = (_column(told, experiment, one, outcome, channel) for one in (proposal, against))
    spans = {name: span(under[place] - before[place]) for place, name in enumerate(STRUCTURES)}
    return Difference(proposal, against, outcome, channel, spans, {name: span(before[place]) for place, name in enumerate(STRUCTURES)})


def targets_of(levers: tuple[str, ...]) -> frozenset[int]:
    """Return the channels that levers are aimed at."""
    return frozenset(target for lever in levers for target in LEVERS[lever].targets)


def _displaced(told: Array, experiment: Experiment, proposal: str) -> Displaced:
    """Return gain elsewhere over loss where the proposal aims; nothing where it aims at every channel: there is no elsewhere in the model."""
    aimed = sorted(targets_of(experiment.proposals[proposal]))
    others = [one for one in range(len(CHANNELS)) if one not in aimed]
    if not others:
        return Displaced(proposal, dict.fromkeys(STRUCTURES), dict.fromkeys(STRUCTURES, 0))
    orders = told[:, :, :, 1:, COUNTERFEIT_ORDERS]
    before, under = orders[:, :, 0], orders[:, :, list(experiment.proposals).index(proposal)]
    loss = (before - under)[:, :, aimed].sum(axis=2)
    gain = (under - before)[:, :, others].sum(axis=2)
    counts = loss > _LEAST_LOSS * before[:, :, aimed].sum(axis=2)
    spans = {name: span(gain[place][counts[place]] / loss[place][counts[place]]) if counts[place].any() else None for place, name in enumerate(STRUCTURES)}
    return Displaced(proposal, spans, {name: int((~counts[place]).sum()) for place, name in enumerate(STRUCTURES)})


def _verdict(told: Array, experiment: Experiment, asked: Hypothesis) -> Verdict:
    under, before = (_column(told, experiment, one, asked.outcome, asked.channel) for one in (asked.proposal, asked.against))
    holds = under < before if asked.direction == "less" else under > before
    return Verdict(asked, {name: (int(holds[place].sum()), holds.shape[1]) for place, name in enumerate(STRUCTURES)})
