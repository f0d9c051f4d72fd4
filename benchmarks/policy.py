"""
The simulation of the policy lab beside Mesa with the same rules: one world of own experience, and a whole experiment of ours.

    python benchmarks/policy.py [--operators 10000] [--weeks 52] [--mesa-weeks 26]

Mesa (Apache-2.0) is no dependency: pip install mesa. Its agents are written from the same description with its own luck, so that not single operators but what
is counted must agree: cases and findings a week are printed beside ours.
"""

import argparse
import math
import os
import platform
import time
from typing import Any

import numpy as np

from mingjian.core.policy.assumptions import assumed
from mingjian.core.policy.examples import example
from mingjian.core.policy.experiment import experiment_of
from mingjian.core.policy.experiment_run import run
from mingjian.core.policy.kernel import simulate
from mingjian.core.policy.outcomes import CASES, COUNTERFEITERS, FINDINGS
from mingjian.core.policy.people import People, people_of
from mingjian.core.policy.rules import Rules, rules_of
from mingjian.core.policy.structures import STRUCTURES
from mingjian.core.procedure import rulebook

SEED, LAPSE = 2026, 3


def world(operators: int) -> tuple[People, Rules]:
    given = assumed(SEED)
    return people_of(SEED, operators, given["willing"], given["moral"]), rules_of(given, operators, LAPSE)


def ours(operators: int, weeks: int) -> tuple[float, float, np.ndarray]:
    """Run a world; give wall seconds, processor seconds and what was counted a week."""
    people, rules = world(operators)
    out, structure = np.zeros((weeks, 3, 16)), STRUCTURES["memory"]
    wall, processor = time.perf_counter(), time.process_time()
    simulate(SEED, weeks, weeks, (structure.perceives, structure.reviews, structure.is_free), rules, rules, people, out)
    return time.perf_counter() - wall, time.process_time() - processor, out.sum(axis=1)


def in_mesa(operators: int, weeks: int) -> tuple[float, float, np.ndarray]:
    """Run the same world as Mesa's agents; give the same."""
    market = market_of(*world(operators))
    wall, processor = time.perf_counter(), time.process_time()
    rows = [market.step_week(week) for week in range(weeks)]
    return time.perf_counter() - wall, time.process_time() - processor, np.array(rows)


def market_of(people: People, rules: Rules) -> Any:
    """Write the model in Mesa."""
    import mesa

    class Operator(mesa.Agent):
        def __init__(self, model: Any, row: int) -> None:
            super().__init__(model)
            self.reach, self.moral = float(people.reach[row]), float(people.moral[row])
            self.sells, self.channel = int(people.sells[row]), int(people.channel[row])
            self.perceived, self.until, self.found = [0.01] * 3, 0, -1

        def trade(self) -> None:
            model, channel = self.model, self.channel
            if self.until > model.week:
                return
            if self.sells:
                model.active[channel] += 1
            if self.found >= 0:
                return
            look = look_of[channel] * model.part
            if self.sells:
                chance = 1.0 - (1.0 - look * seen[channel]) * math.exp(-self.reach * orders[channel] * rules.deceived * report[channel])
            else:
                chance = 1.0 - (1.0 - look * false_look[channel]) * (1.0 - false_report[channel])
            if self.random.random() < chance:
                self.found = model.week
                model.queue.append(self)

        def think(self) -> None:
            for channel in range(3):
                self.perceived[channel] += rules.fade * (self.model.risk[channel] - self.perceived[channel])
            if self.until > self.model.week or self.random.random() >= rules.review:
                return
            best, kept = -math.inf, (0, 0)
            for sells in (0, 1):
                for channel in range(3):
                    worth = 1.0 + sells * (extra[channel] - self.perceived[channel] * (rules.fine + rules.suspension) - self.moral)
                    worth -= rules.noise * math.log(-math.log(self.random.random() + 1e-300) + 1e-300) + (rules.cost / 26.0 if channel != self.channel else 0.0)
                    if worth > best:
                        best, kept = worth, (sells, channel)
            self.sells, self.channel = kept

    class Market(mesa.Model):
        def __init__(self) -> None:
            super().__init__(seed=SEED)
            self.queue: list[Operator] = []
            self.risk = [0.01] * 3
            for row in range(len(people.reach)):
                Operator(self, row)

        def step_week(self, week: int) -> list[float]:
            self.week, self.active, told = week, [0, 0, 0], [0.0] * 16
            there = [0, 0, 0]
            for one in self.agents:
                there[one.channel] += one.until <= week
            wanted = sum(there[channel] * look_of[channel] * rules.hours_look for channel in range(3))
            self.part = min(1.0, rules.hours * (1.0 - rules.reserve) / wanted) if wanted else 0.0
            before = len(self.queue)
            self.agents.shuffle_do("trade")
            told[FINDINGS], told[COUNTERFEITERS] = len(self.queue) - before, sum(self.active)
            hits = self.check(rules.hours - wanted * self.part, told)
            self.risk = [risk + 0.1 * ((hits[c] / self.active[c] if self.active[c] else 0.0) - risk) for c, risk in enumerate(self.risk)]
            self.agents.do("think")
            return told

        def check(self, left: float, told: list[float]) -> list[int]:
            hits = [0, 0, 0]
            while self.queue:
                one, is_old = self.queue[0], self.week - self.queue[0].found > rules.lapse
                if not is_old and left < rules.hours_check:
                    break
                self.queue.pop(0)
                one.found = -1
                if is_old:
                    continue
                left -= rules.hours_check
                drawn = one.random.random()
                if one.sells and drawn < rules.proof[one.channel]:
                    told[CASES] += 1
                    hits[one.channel] += 1
                    one.until = self.week + 1 + rules.suspension
                    one.perceived[one.channel] += rules.jump * (1.0 - one.perceived[one.channel])
                elif not one.sells and drawn < rules.wrong[one.channel]:
                    one.until = self.week + 1 + rules.wrong_suspension
            return hits

    orders, report, look_of, seen = (one.tolist() for one in (rules.orders, rules.report, rules.look, rules.seen))
    false_look, false_report, extra = (one.tolist() for one in (rules.false_look, rules.false_report, rules.extra))
    return Market()


def told(name: str, operators: int, weeks: int, measured: tuple[float, float, np.ndarray]) -> float:
    wall, processor, rows = measured
    rate = operators * weeks / processor
    counts = ", ".join(
        f"{label} {rows[:, column].mean():.1f}" for label, column in (("findings", FINDINGS), ("cases", CASES), ("counterfeiters", COUNTERFEITERS))
    )
    print(f"{name:>6}: {wall:.3f} s wall, {processor:.3f} s processor, {rate / 1e6:.2f} M operator-weeks a processor second; a week: {counts}")
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operators", type=int, default=10_000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--mesa-weeks", type=int, default=26)
    given = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    ours(200, 5)  # compile
    fast = max((ours(given.operators, given.weeks) for _ in range(3)), key=lambda one: -one[1])
    rate = told("ours", given.operators, given.weeks, fast)
    try:
        slow = told("Mesa", given.operators, given.mesa_weeks, in_mesa(given.operators, given.mesa_weeks))
        told("ours", given.operators, given.mesa_weeks, ours(given.operators, given.mesa_weeks))
        print(f"ours / Mesa: {rate / slow:.0f} times, a processor second")
    except ImportError:
        print("Mesa is absent: pip install mesa")
    told("ours", 1_000_000, 52, ours(1_000_000, 52))
    asked = experiment_of(example("records_or_inspections"))
    wall, processor = time.perf_counter(), time.process_time()
    run(asked, rulebook().statutes)
    print(
        f"experiment: {asked.worlds} worlds × {len(asked.proposals)} proposals × {asked.operators} operators × {asked.weeks} weeks: "
        f"{time.perf_counter() - wall:.1f} s wall, {time.process_time() - processor:.1f} s processor"
    )


if __name__ == "__main__":
    main()
