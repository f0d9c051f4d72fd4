"""Steps of a crime over amounts and over days: where another tier begins, all else being the same."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from mingjian.core.calendar import DAY
from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.crimes import UNCOUNTED, Crime
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.thresholds import Threshold, threshold

#: The figures that may be swept: money, and what is counted.
SWEPT = ("sales", "unsold", "gains", "turnover", "loss", "items")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Step:
    """From where on (an amount in yuan or items, or a day) something holds: a tier, none below the line, or the refusal that stands instead."""

    since: Decimal | date
    result: Threshold | None
    refusal: Text | None

    @property
    def name(self) -> str:
        """Return the tier's name, `to_judge` where only a judgement is wanting, `none` below the line, or empty where it is refused."""
        return self.result.governing.standing if self.result else ""

    @property
    def rank(self) -> int:
        """Return how grave: 0 below the line, then the place of the tier in its regime; -1 where it is refused."""
        if self.result is None:
            return -1
        one = self.result.governing
        return one.regime.tiers.index(one.tier) + 1 if one.tier else 0

    @property
    def said(self) -> tuple[object, ...]:
        """Return what makes a step another than the one before."""
        one = self.result.governing if self.result else None
        return (self.name, one.is_attempt, one.possible, one.regime.regime) if one else (self.refusal,)


def over_amounts(crime: Crime, figures: Figures, swept: str, acted_on: date, decided_on: date) -> list[Step]:
    """Return the steps of one figure from nothing on, the others as they are. `swept` is one of `SWEPT`, or a measure that is counted outright."""
    lines = set(_lines(crime, figures, swept))
    others = [figure for name in SWEPT if name != swept and (figure := getattr(figures, name)) is not None]
    ends = {line - other for line in lines for other in (Decimal(0), *others) if line > other}  # a sum reaches its line earlier

    def at(amount: Decimal) -> Step:
        changed: dict[str, Any] = {swept: amount} if swept in SWEPT else {"counts": {**figures.counts, swept: amount}}
        return _step(amount, lambda: threshold(crime, dataclasses.replace(figures, **changed), acted_on, decided_on))

    return _told_apart([at(amount) for amount in (_CENT, *sorted(ends))])


def _lines(crime: Crime, figures: Figures, swept: str) -> Iterator[Decimal]:
    """Return every amount at which a test may be reached: its line, half of it where halves combine, and what completes a line in proportion."""
    for tier in (tier for regime in crime.regimes for tier in regime.tiers):
        plain = {test.measure: Decimal(test.line) for test in reversed(tier.tests) if test.line and not (test.judge or test.either)}
        yield from (Decimal(test.line) for test in tier.tests if test.line and test.measure not in UNCOUNTED)
        if any(test.measure == "combination" for test in tier.tests):
            yield from (Decimal(test.line) / 2 for test in tier.tests if test.line and test.measure not in UNCOUNTED)
        for test in tier.tests:
            if test.measure == "proportion" and test.line and swept in test.among and swept in plain:
                rest = sum(((figures.of(one) or 0) / plain[one] for one in test.among if one != swept and one in plain), Decimal(0))
                yield ((Decimal(test.line) / 100 - rest) * plain[swept]).to_integral_value(ROUND_CEILING)


def over_days(crime: Crime, figures: Figures, decided_on: date) -> list[Step]:
    """Return the steps over the day of the act, up to the decision, the figures as they are."""
    days = {day for regime in crime.regimes for day in (regime.in_force, regime.acts_from, regime.until or decided_on) if day <= decided_on}
    days |= {test.in_force for regime in crime.regimes for tier in regime.tiers for test in tier.tests if test.in_force and test.in_force <= decided_on}
    days |= {day + DAY for day in figures.penalised_on if day < decided_on}
    return _told_apart([_step(day, lambda day=day: threshold(crime, figures, day, decided_on)) for day in sorted(days)])  # type: ignore[misc]  # bound now


def _step(since: Decimal | date, weigh: Callable[[], Threshold]) -> Step:
    try:
        return Step(since, weigh(), None)
    except MingjianError as error:
        return Step(since, None, error.text)


def _told_apart(steps: Iterable[Step]) -> list[Step]:
    """Leave out steps that say what the one before said."""
    kept: list[Step] = []
    for step in steps:
        if not kept or step.said != kept[-1].said:
            kept.append(step)
    return kept


def is_swept(name: str) -> bool:
    """Return whether a figure may be swept."""
    return name in SWEPT or (name in MEASURES and MEASURES[name].read is None)
