"""
How the figures of a deed stand to the lines of the crimes that its acts may amount to, and whether it goes to the police before a fine.

Where only the value of the goods is known, and not how much of it was sold, the lines are weighed twice, as if all had been sold and as if none had: the graver
result is told with what it assumes, since the lower one would stand for what nobody counted.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.thresholds import Threshold, threshold, to_next
from mingjian.core.procedure.crimes_of_acts import Suspicion
from mingjian.core.procedure.rulebook import Book

#: How a deed stands to a line, gravest first.
STANDINGS = ("reached", "conduct", "to_judge", "asks", "unknown", "near", "below")
#: What follows for the police, gravest first: to them first; to them first if the conduct is there, whatever the figures; a person judges; figures are wanting;
#: near the line; a crime that is measured in no figure; below the line; no crime in question.
POLICE = ("first", "conduct", "judge", "unknown", "near", "asks", "no", "none")
#: What follows from one line.
FOLLOWS = {"reached": "first", "conduct": "conduct", "to_judge": "judge", "asks": "asks", "unknown": "unknown", "near": "near", "below": "no"}


@dataclass(frozen=True, slots=True)
class CrimeLine:
    """One crime in question: when it is, how the figures stand to its lines, by which text, what was assumed. Without a `result` nothing was weighed."""

    crime: str
    title: Text
    when: Text
    standing: str
    said: Text
    ground: tuple[str, ...] = ()
    verification: str = ""
    assumed: Text | None = None
    result: Threshold | None = None


_ALL_SOLD = Text("没有写明销售金额，按货值全部已经销售计", "how much was sold is not said: weighed as if all of the value had been sold")
_NONE_SOLD = Text("没有写明销售金额，按货值全部尚未销售计", "how much was sold is not said: weighed as if none of the value had been sold")


_NO_FIGURES = Text("没有数额标准，是否成立由人判断", "no line in figures: whether it is made out is for a person to judge")


def crime_lines(suspicions: Iterable[Suspicion], figures: Figures, amount: Decimal | None, days: tuple[date, date], book: Book) -> list[CrimeLine]:
    """Return how figures stand to the lines of crimes in question, gravest first, for an act of one day that is decided on another."""
    variants = list(_variants(figures, amount))
    found = [max((_weighed(one, known, assumed, days, book) for known, assumed in variants), key=_gravity) for one in suspicions]
    return sorted(found, key=lambda one: STANDINGS.index(one.standing))


def police_of(lines: Iterable[CrimeLine]) -> str:
    """Return what follows for the police, one of `POLICE`, from all crimes in question."""
    return min((FOLLOWS[one.standing] for one in lines), key=POLICE.index, default="none")


def _variants(figures: Figures, amount: Decimal | None) -> Iterator[tuple[Figures, Text | None]]:
    if amount is None or any(one is not None for one in (figures.sales, figures.unsold, figures.turnover)):
        yield figures, None
    else:
        yield dataclasses.replace(figures, sales=amount), _ALL_SOLD
        yield dataclasses.replace(figures, unsold=amount), _NONE_SOLD


def _gravity(line: CrimeLine) -> tuple[int, tuple[int, ...], bool]:
    severity = line.result.governing.severity if line.result else (-1,)
    return -STANDINGS.index(line.standing), severity, line.assumed is _ALL_SOLD


def _weighed(one: Suspicion, figures: Figures, assumed: Text | None, days: tuple[date, date], book: Book) -> CrimeLine:
    crime = book.crimes.crime(one.crime)
    try:
        result = threshold(crime, figures, *days)
    except MingjianError as error:
        return CrimeLine(crime.crime, crime.title, one.when, "unknown", error.text)
    governing = result.governing
    standing, said = _stand(result)
    return CrimeLine(crime.crime, crime.title, one.when, standing, said, governing.regime.ground, governing.verification, assumed, result)


def _stand(result: Threshold) -> tuple[str, Text]:
    """Return how a result stands to the line, and how that is said."""
    governing = result.governing
    if governing.tier is not None:
        met = [one for tier, outcomes in governing.tiers if tier is governing.tier for one in outcomes if one.is_reached]
        return "conduct" if all(one.condition.line is None for one in met) else "reached", _with_penalty(result)
    if governing.is_empty and not any(one.condition.line for _, outcomes in governing.tiers for one in outcomes):
        return "asks", _NO_FIGURES
    if governing.unmeasured:
        return "asks", _with_distance(result)
    if governing.is_to_judge or governing.is_empty:
        return "to_judge" if governing.is_to_judge else "unknown", governing.headline
    return "near" if governing.is_warning else "below", _with_distance(result)


def _with_penalty(result: Threshold) -> Text:
    one = result.governing
    penalty = one.tier.penalty if one.tier else one.headline
    said = Text(f"{one.headline.zh}：{penalty.zh}", f"{one.headline.en}: {penalty.en}")
    met = next((out for tier, outcomes in one.tiers if tier is one.tier for out in outcomes if out.is_reached and out.figure is not None), None)
    if met is not None:
        measure, zh, en = MEASURES[met.condition.measure], f"{met.figure:,} / {met.condition.line:,}", f"{met.figure:,} of {met.condition.line:,}"
        said = Text(f"{said.zh}；{measure.title.zh} {zh} {measure.unit.zh}", f"{said.en}; {measure.title.en} {en} {measure.unit.en}")
    if one.possible and one.possible is not one.tier:
        said = Text(f"{said.zh}；由人判断后可能为{one.possible.title.zh}", f"{said.en}; possibly {one.possible.title.en}, if a person finds so")
    return said


def _with_distance(result: Threshold) -> Text:
    said = result.governing.headline
    for tier, outcome, wanting in to_next(result.governing)[:1]:
        measure, share = MEASURES[outcome.condition.measure], int((outcome.share or Decimal(0)) * 1000) / 10
        said = Text(
            f"{said.zh}：{measure.title.zh}距{tier.title.zh}还差 {wanting:,} {measure.unit.zh}（已达 {share}%）",
            f"{said.en}: {wanting:,} {measure.unit.en} of {measure.title.en} are wanting to {tier.title.en} (at {share} %)",
        )
    return said
