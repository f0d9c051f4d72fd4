"""The figures put together: what each table and picture of the page is told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from mingjian.core.procedure import rulebook
from mingjian.core.rules import Precision
from mingjian.institutions.figures import queries
from mingjian.institutions.figures.queries import NOBODY, Scope
from mingjian.institutions.figures.services.public_ratio import share_of_value
from mingjian.institutions.monitoring.queries import detector_titles
from mingjian.office.dossiers.holders import Held
from mingjian.office.language import said
from mingjian.office.models import Department, Officer

SPANS = (4, 12, 26, 52)  # weeks
FLOWS = ("in", "closed", "overdue")


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is of, and by what it is counted (`open` among others)."""

    key: str
    label: str
    counts: dict[str, int]
    is_worst: bool = False


@dataclass(frozen=True)
class Week:
    """One week: its Monday, the Monday after, and what came in, was closed and is overdue."""

    first: date
    until: date
    counts: dict[str, int]


@dataclass(frozen=True)
class Spell:
    """A week in which something was judged: its Monday, the Monday after, how many of how many were right."""

    first: date
    until: date
    right: int
    judged: int

    @property
    def wrong(self) -> int:
        """Return how many were not."""
        return self.judged - self.right

    @property
    def height(self) -> float:
        """Return how high its bar stands, of 10; one where nothing was right is still seen."""
        return round(max(0.5, 10 * self.right / self.judged), 1) if self.judged else 0

    @property
    def top(self) -> float:
        """Where its bar begins, from above."""
        return 10 - self.height


@dataclass(frozen=True)
class Share:
    """How often something was right: what of, and how many of how many, with bounds; and week by week."""

    key: str
    label: str
    precision: Precision
    spells: list[Spell]

    @property
    def wrong(self) -> int:
        """Return how often it was not."""
        return self.precision.judged - self.precision.right

    @property
    def low(self) -> float:
        """Return where the bounds begin on a bar of 100."""
        return round(100 * self.precision.low, 1)

    @property
    def width(self) -> float:
        """Return how wide they are there."""
        return round(100 * (self.precision.high - self.precision.low), 1)

    @property
    def found(self) -> float:
        """Return where the share itself stands there."""
        return round(100 * (self.precision.share or 0), 1)


@dataclass(frozen=True)
class Refused:
    """
    How many dossiers of a procedure were refused for one coded reason, `paper:code` its key.

    `proposed`: of how many the rules proposed just this ground; `otherwise`: of how many another.
    """

    key: str
    procedure: str
    label: str
    reason: str
    count: int
    proposed: int = 0
    otherwise: int = 0


@dataclass(frozen=True)
class Ratio:
    """How many of the cases of the span went to the police: by count and by value (yuan), and how many cases have no sum."""

    count: Precision
    value: Decimal
    value_of_all: Decimal
    without_value: int
    squares: float = 0.0  #: of the values of all

    @property
    def share_of_value(self) -> float | None:
        """Return the share by value, 0 to 1; None where no case has a sum."""
        return float(self.value / self.value_of_all) if self.value_of_all else None

    @property
    def bounds_of_value(self) -> tuple[float, float]:
        """Return the bounds of the share by value, of as many equal cases as the values weigh."""
        return share_of_value(float(self.value), float(self.value_of_all), self.squares)[1:]


@dataclass(frozen=True)
class Standing:
    """All figures of a span, as seen at an instant."""

    at: datetime
    asked: Scope
    totals: dict[str, int]
    weeks: list[Week]
    kinds: list[Line]
    counties: list[Line]
    officers: list[Line]
    detectors: list[Share]
    rules: list[Share]
    transfers: Ratio
    refused: list[Refused]


#: Of what is counted, how much by department, procedure and officer.
Counts = dict[str, Held]
DEPARTMENT, PROCEDURE, OFFICER = range(3)


def standing(officer: Officer, weeks: list[date], asked: Scope, at: datetime) -> Standing:
    """Count everything that the page shows. `asked` narrows it to a department, kind or officer; its span is that of the weeks."""
    weeks_overdue, overdue = queries.overdue(officer, asked, weeks, at)
    by_week = {what: queries.by_week(officer, what, asked, weeks) for what in ("in", "closed")} | {"overdue": weeks_overdue}
    held = {what: queries.by_holder(officer, what, asked) for what in ("in", "closed", "open")}
    counts: Counts = {"in": held["in"], "closed": held["closed"], "overdue": overdue, "open": held["open"]}  # in the order of the page
    departments = {one.pk: one for one in queries.departments_counted(officer)}
    return Standing(
        at,
        asked,
        {what: counts[what].total() for what in counts},
        [Week(day, day + timedelta(weeks=1), {what: by_week[what][place] for what in FLOWS}) for place, day in enumerate(weeks)],
        _lines(counts, PROCEDURE, _kind_said),
        _counties(counts, departments),
        _officers(counts),
        [_share(key, _detector_said(key), told, weeks) for key, told in queries.verdicts(officer, asked, weeks, at).items()],
        [_share(number, title, told, weeks) for (number, title), told in queries.verdicts_on_rules(officer, asked, weeks, at).items()],
        _transfers(officer, asked, at, sum(number for key, number in held["in"].items() if key[PROCEDURE] == queries.CASE)),
        [_refused(*key, count) for key, count in queries.by_reason(officer, asked, at).items()],
    )


def _share(key: str, label: str, told: list[tuple[int, int]], weeks: list[date]) -> Share:
    spells = [Spell(day, day + timedelta(weeks=1), *one) for day, one in zip(weeks, told, strict=True)]
    return Share(key, label, Precision(sum(one.right for one in spells), sum(one.judged for one in spells)), spells)


def _sums(counts: Counts, place: int) -> dict[object, dict[str, int]]:
    """Sum by one part of the key: the procedure, the department or the officer."""
    told: dict[object, dict[str, int]] = {}
    for name, of_it in counts.items():
        for key, number in of_it.items():
            line = told.setdefault(key[place], dict.fromkeys(counts, 0))
            line[name] += number
    return told


def _lines(counts: Counts, place: int, label: Callable[[str], str]) -> list[Line]:
    sums = _sums(counts, place)
    return [Line(str(key), label(str(key)), line) for key, line in sorted(sums.items(), key=lambda one: (-one[1]["in"], str(one[0])))]


def _kind_said(procedure: str) -> str:
    versions = rulebook().versions(procedure)
    return said(versions[-1].title) if versions else procedure


def _detector_said(key: str) -> str:
    known = detector_titles().get(key)
    return said(known.title) if known else key


def _refused(procedure: str, paper: str, code: str, counts: "Counter[str]") -> Refused:
    word = dict(rulebook().papers[paper].options).get(code)
    told = (counts.total(), counts[queries.SAME], counts[queries.OTHER])
    return Refused(f"{paper}:{code}", procedure, _kind_said(procedure), said(word) if word else code, *told)


def _counties(counts: Counts, departments: dict[int, Department]) -> list[Line]:
    """Return a line for every department in view, those without work too: what stands still should be seen."""
    sums = _sums(counts, DEPARTMENT)
    none = dict.fromkeys(counts, 0)
    lines = [Line(one.code, one.name, sums.get(pk, none)) for pk, one in departments.items()]
    most = max((line.counts["overdue"] for line in lines), default=0)
    return [Line(one.key, one.label, one.counts, bool(most) and one.counts["overdue"] == most) for one in lines]


def _officers(counts: Counts) -> list[Line]:
    sums = _sums(counts, OFFICER)
    known = {one.pk: one for one in Officer.objects.filter(pk__in=[key for key in sums if key is not None])}
    lines = [Line(known[key].username, known[key].name, line) for key, line in sums.items() if isinstance(key, int) and key in known]
    lines.sort(key=lambda one: (-one.counts["overdue"], -one.counts["open"], one.label))
    return [*lines, *([Line(NOBODY, "", sums[None])] if None in sums else [])]


def _transfers(officer: Officer, asked: Scope, at: datetime, all_of_them: int) -> Ratio:
    """Return how many of the cases that came in went to the police, by number and by value; how many came in is counted already."""
    cases, gone = queries.counted(officer, "cases", asked, at), queries.counted(officer, "transferred", asked, at)
    value, of_all = queries.value_of(gone), queries.value_of(cases)
    return Ratio(Precision(gone.count(), all_of_them), value.sum, of_all.sum, all_of_them - of_all.cases, of_all.squares)
