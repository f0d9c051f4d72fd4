"""Run an experiment: every proposal in every world, the same people, assumptions and luck in each, present rules before the proposal's first week."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from mingjian.core.compiled import Array, Threads
from mingjian.core.errors import BadInput
from mingjian.core.law import Statutes
from mingjian.core.policy.assumptions import assumed
from mingjian.core.policy.channels import CHANNELS
from mingjian.core.policy.experiment import Experiment
from mingjian.core.policy.kernel import simulate
from mingjian.core.policy.levers import LEVERS
from mingjian.core.policy.outcomes import OUTCOMES
from mingjian.core.policy.people import people_of
from mingjian.core.policy.rules import Rules, rules_of
from mingjian.core.policy.structures import STRUCTURES

#: How long a clue may wait to be checked; the law holds the number, not the model.
CHECK = "penalty_procedure/18#check"
_DAYS_A_WEEK = {"working_days": 5, "days": 7}
_MOST_THREADS = 4


@dataclass(frozen=True)
class Results:
    """
    What came out: `weekly` float64, structures × seeds × proposals × weeks × channels × outcomes, in the orders of STRUCTURES, the experiment and OUTCOMES.

    `lapse`: weeks after which a finding lapses, as the law has it. `digest`: SHA-256 (hex) of the experiment's digest and every number.
    """

    experiment: Experiment
    weekly: Array
    lapse: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of all that came out, the same wherever and however often it is run."""
        return sha256(self.experiment.digest.encode() + np.ascontiguousarray(self.weekly, "<f8").tobytes()).hexdigest()


def run(experiment: Experiment, statutes: Statutes, *, threads: int = 0, told: Callable[[int, int], None] | None = None) -> Results:
    """Run every world. `told` hears how many are done, and of how many. Raises NotInBook where the law lacks the period that the model asks for."""
    lapse = lapse_of(experiment, statutes)
    wanted = [(structure, seed) for structure in STRUCTURES for seed in experiment.seeds]
    pool = Threads(threads or min(os.cpu_count() or 1, _MOST_THREADS))
    parts = []
    try:
        for begins in range(0, len(wanted), step := max(pool.number, 1) * 2):
            parts += pool.each(lambda world: _world(experiment, world, lapse), wanted[begins : begins + step])
            if told:
                told(len(parts), len(wanted))
    finally:
        pool.close()
    shape = (len(STRUCTURES), len(experiment.seeds), *parts[0].shape)
    return Results(experiment, np.stack(parts).reshape(shape), lapse)


def lapse_of(experiment: Experiment, statutes: Statutes) -> int:
    """Return the weeks in which a clue must be checked, by the law of the experiment's day."""
    value = statutes.value(CHECK, experiment.on)
    a_week = _DAYS_A_WEEK.get(value.unit)
    if a_week is None or value.number is None:
        raise BadInput(f"{CHECK} 的单位是“{value.unit}”，模型不能换算成周。", f"{CHECK} counts in {value.unit}: the model cannot turn that into weeks.")
    return round(float(value.number) / a_week)


def rules_under(levers: tuple[str, ...], rules: Rules, given: dict[str, float]) -> Rules:
    """Return the rules of a world under levers, one after the other."""
    for lever in levers:
        rules = LEVERS[lever].change(rules, given)
    return rules


def _world(experiment: Experiment, world: tuple[str, int], lapse: int) -> Array:
    """Run all proposals in one world; give proposals × weeks × channels × outcomes."""
    name, seed = world
    structure, given = STRUCTURES[name], assumed(seed)
    today = rules_of(given, experiment.operators, lapse)
    out = np.zeros((len(experiment.proposals), experiment.weeks, len(CHANNELS), len(OUTCOMES)))
    for place, levers in enumerate(experiment.proposals.values()):
        people = people_of(seed, experiment.operators, given["willing"], given["moral"])
        shape = (structure.perceives, structure.reviews, structure.is_free)
        simulate(seed, experiment.weeks, experiment.burn_in, shape, today, rules_under(levers, today, given), people, out[place])
    return out
