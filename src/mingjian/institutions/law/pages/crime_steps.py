"""Steps of a crime as bars for a page: one bar a figure that is given, and one over the days of the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log10
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mingjian.core.law.crimes import Crime
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.sweeps import SWEPT, Step, over_amounts, over_days
from mingjian.institutions.law.forms import amount_labels
from mingjian.office.language import said

WIDTH = 1000  # units of the drawing
_BEYOND = Decimal(3)  # the axis ends at three times the last step, or the figure given
_LEAST = 100  # where the axis of amounts begins: yuan, or items


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a picture: its left edge and width in units, how grave it is (0 to 4; -1: refused), from where it holds, and what holds."""

    left: str
    width: str
    rank: int
    since: Any
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its title, its stretches, and where the case itself lies."""

    title: str
    bars: list[Bar]
    here: str
    is_money: bool


def pictures_of(crime: Crime, figures: Figures, acted_on: date, decided_on: date) -> list[Picture]:
    """Draw the steps over each figure that is given, and over the day of the act."""
    named = [name for name in SWEPT if getattr(figures, name)] + [name for name, count in figures.counts.items() if count]
    drawn = [_amounts(crime, figures, name, acted_on, decided_on) for name in named]
    days = over_days(crime, figures, decided_on)
    return [*drawn, *([_days(days, acted_on, decided_on)] if days else [])]


def _amounts(crime: Crime, figures: Figures, name: str, acted_on: date, decided_on: date) -> Picture:
    steps = over_amounts(crime, figures, name, acted_on, decided_on)
    here = getattr(figures, name) if name in SWEPT else figures.counts[name]
    end = max(Decimal(_LEAST) * 10, *(Decimal(str(step.since)) for step in steps), here) * _BEYOND

    def place(amount: Any) -> float:
        share = (log10(max(float(amount), _LEAST)) - log10(_LEAST)) / (log10(float(end)) - log10(_LEAST))
        return round(WIDTH * min(1.0, share), 1)

    title = amount_labels()[name] if name in SWEPT else said(MEASURES[name].title)
    return Picture(title, _bars(steps, [place(step.since) for step in steps]), f"{place(here):.1f}", True)


def _days(steps: Sequence[Step], acted_on: date, decided_on: date) -> Picture:
    first, last = steps[0].since, decided_on
    span = max((last - first).days, 1) if isinstance(first, date) else 1

    def place(day: Any) -> float:
        return float(round(WIDTH * min(max((day - first).days, 0), span) / span, 1))

    return Picture(_("Day of the act"), _bars(steps, [place(step.since) for step in steps]), f"{place(acted_on):.1f}", False)


def _bars(steps: Sequence[Step], edges: Sequence[float]) -> list[Bar]:
    ends = [*edges[1:], float(WIDTH)]
    return [
        Bar(f"{left:.1f}", f"{max(end - left, 0):.1f}", min(step.rank, 4), step.since, _words(step)) for step, left, end in zip(steps, edges, ends, strict=True)
    ]


def _words(step: Step) -> str:
    if step.result is None:
        return said(step.refusal) if step.refusal else ""
    return capfirst(said(step.result.governing.headline))
