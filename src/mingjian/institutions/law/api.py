"""The rulebook and its calculators through the API: the same answers as `mingjian law … --json`. Facts of a case may be posted, to stay out of addresses."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime, now
from ninja import Field, Query, Router

from mingjian.core.law import pause_of
from mingjian.core.law.measures import Figures
from mingjian.core.procedure.answers import (
    article_data,
    book,
    changes_data,
    counts_of,
    decided_data,
    duties_data,
    identified_data,
    punished_when,
    reckoned,
    reckoned_data,
    refs_data,
    start_of,
    threshold_data,
    weighed,
)
from mingjian.core.procedure.assessment import assess as assessed
from mingjian.core.procedure.assessment import deed_asked, person_in
from mingjian.core.procedure.assessment_said import as_data as assessed_data
from mingjian.office.law_texts import scales
from mingjian.office.strict import StrictIn

router = Router(tags=["law"])
Data = dict[str, Any]


class PeriodIn(StrictIn):
    """A period: its ref, what starts it (Beijing time where no zone is given), the day whose law governs, and time left out as `FROM..TO=reason`."""

    ref: str
    start: str = Field(alias="from", max_length=40)
    on: date | None = None
    exclude: list[str] = Field(default_factory=list, max_length=50)


class ThresholdIn(StrictIn):
    """
    A crime, the days of the act and of the decision (today if left out), and what is known; `count` names a measure outright: `labels=500`.

    `penalised_on` are days of earlier penalties, `field` a field of goods where lines differ by it.
    """

    crime: str
    acted_on: date
    decided_on: date | None = None
    sales: Decimal | None = None
    unsold: Decimal | None = None
    gains: Decimal | None = None
    turnover: Decimal | None = None
    items: Decimal | None = None
    loss: Decimal | None = None
    prior_penalties: Decimal | None = None
    marks: Decimal | None = None
    count: list[str] = Field(default_factory=list, max_length=50)
    penalised_on: list[date] = Field(default_factory=list, max_length=50)
    field: str = ""


class LiabilityIn(StrictIn):
    """
    An act (or the duty that it breaks), a field of goods, the day, and that of the decision (today if left out); money in yuan.

    `income_year` and `income_period` are what a person responsible drew from the unit, in the year before and while the breach went on.
    """

    act: str
    field: str
    on: date
    decided_on: date | None = None
    amount: Decimal | None = None
    gains: Decimal | None = None
    cost: Decimal | None = None
    income: Decimal | None = None
    income_year: Decimal | None = None
    income_period: Decimal | None = None


class AssessIn(StrictIn):
    """
    A deed: acts (by name, duty or usual words), field of goods, first and last day, day of the decision (today if left out), sums in yuan, persons.

    `region` is the division code of the authority, for scales and lists that the node loaded.
    `person` is written `NAME,YEAR,PERIOD`: what was drawn from the unit in the year before, and while the breach went on. `count` as for a threshold.
    """

    act: list[str] = Field(min_length=1, max_length=20)
    field: str
    on: date
    until: date | None = None
    decided_on: date | None = None
    found_on: date | None = None
    harm: bool = False
    amount: Decimal | None = None
    cost: Decimal | None = None
    income: Decimal | None = None
    sales: Decimal | None = None
    unsold: Decimal | None = None
    gains: Decimal | None = None
    turnover: Decimal | None = None
    items: Decimal | None = None
    loss: Decimal | None = None
    prior_penalties: Decimal | None = None
    marks: Decimal | None = None
    count: list[str] = Field(default_factory=list, max_length=50)
    penalised_on: list[date] = Field(default_factory=list, max_length=50)
    person: list[str] = Field(default_factory=list, max_length=50)
    circumstance: list[str] = Field(default_factory=list, max_length=50)
    region: str = Field("", pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6})?$")


class NumberIn(StrictIn):
    """A number as it is printed."""

    value: str


class DaysIn(StrictIn):
    """A law and two days."""

    law: str
    earlier: date = Field(alias="from")
    later: date = Field(alias="to")


def today() -> date:
    """Return the day: a page or command may look at the clock."""
    return localtime(now()).date()


def _period(asked: PeriodIn) -> Data:
    return reckoned_data(reckoned(asked.ref, start_of(asked.start), asked.on, [pause_of(text) for text in asked.exclude]))


def _threshold(asked: ThresholdIn) -> Data:
    known = asked.dict(exclude={"crime", "acted_on", "decided_on", "count", "penalised_on"})
    figures = Figures(**known, counts=counts_of(asked.count), penalised_on=tuple(asked.penalised_on))
    return threshold_data(weighed(asked.crime, figures, asked.acted_on, asked.decided_on or today()))


def _liability(asked: LiabilityIn) -> Data:
    sums = (asked.amount, asked.gains, asked.cost, asked.income, asked.income_year, asked.income_period)
    return decided_data(asked.field, punished_when(asked.act, asked.field, asked.on, asked.decided_on or max(today(), asked.on), *sums))


def _assess(asked: AssessIn) -> Data:
    named = {"acts": asked.act, "counts": counts_of(asked.count), "persons": map(person_in, asked.person), "circumstances": asked.circumstance}
    return assessed_data(assessed(deed_asked({**asked.dict(), **named}, today()), book(), scales()), book())


@router.get("/period", response=Data)
def period(request: HttpRequest, asked: Query[PeriodIn]) -> Data:
    """Count a period of the law: by when, under which text, and how it was counted."""
    return _period(asked)


@router.post("/period", response=Data)
def period_of_facts(request: HttpRequest, asked: PeriodIn) -> Data:
    """Count a period, its facts in the body."""
    return _period(asked)


@router.get("/threshold", response=Data)
def threshold(request: HttpRequest, asked: Query[ThresholdIn]) -> Data:
    """Weigh figures against the lines of a crime: which tier, under which regime, how near, and what only a person can judge."""
    return _threshold(asked)


@router.post("/threshold", response=Data)
def threshold_of_facts(request: HttpRequest, asked: ThresholdIn) -> Data:
    """Weigh figures against the lines of a crime, the facts in the body."""
    return _threshold(asked)


@router.get("/liability", response=Data)
def liability(request: HttpRequest, asked: Query[LiabilityIn]) -> Data:
    """List the provisions that punish an act, with ranges, orders and authority, and the rule that decides between them."""
    return _liability(asked)


@router.post("/liability", response=Data)
def liability_of_facts(request: HttpRequest, asked: LiabilityIn) -> Data:
    """List the provisions that punish an act, the facts in the body."""
    return _liability(asked)


@router.get("/assess", response=Data)
def assess(request: HttpRequest, asked: Query[AssessIn]) -> Data:
    """Answer for a deed whole: police first or not, departments, fines of firm and persons, orders, what must be proven, and what is unsure."""
    return _assess(asked)


@router.post("/assess", response=Data)
def assess_of_facts(request: HttpRequest, asked: AssessIn) -> Data:
    """Answer for a deed whole, the facts in the body."""
    return _assess(asked)


@router.get("/duties", response=list[Data])
def duties(request: HttpRequest, actor: str, on: date | None = None, service: str = "") -> list[Data]:
    """
    List what an actor must do on a day (today if left out), with grounds, periods and fines.

    `service`: what a platform has besides other goods, with commas between, `none` for nothing; left out, the duties of every kind of platform.
    """
    return duties_data(actor, on or today(), [one for one in service.split(",") if one and one != "none"] if service else None)


@router.get("/article", response=Data)
def article(request: HttpRequest, ground: str, on: date | None = None) -> Data:
    """Return an article (`ecl/43`) as in force on a day, with its values, and the steps and duties that rest on it."""
    return article_data(ground, on or today())


@router.get("/identify", response=list[Data])
def identify(request: HttpRequest, value: str) -> list[Data]:
    """Return what a number may be, and whether format and check digit hold."""
    return identified_data(value)


@router.post("/identify", response=list[Data])
def identify_in_body(request: HttpRequest, asked: NumberIn) -> list[Data]:
    """Return what a number may be, the number in the body: a citizen's belongs in no address."""
    return identified_data(asked.value)


@router.get("/refs", response=list[Data])
def refs(request: HttpRequest) -> list[Data]:
    """List every period of every version."""
    return refs_data()


@router.get("/diff", response=list[Data])
def diff(request: HttpRequest, asked: Query[DaysIn]) -> list[Data]:
    """Compare a law on two days."""
    return changes_data(asked.law, asked.earlier, asked.later)
