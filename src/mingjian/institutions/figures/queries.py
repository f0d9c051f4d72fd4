"""
What is counted, and the rows behind each count: one condition serves both, so that a number opens to exactly its rows.

Everything starts from the departments whose work the officer may see, and counts a dossier where it is held now.
"""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Count, Exists, F, FloatField, Func, IntegerField, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.timezone import localtime, make_aware

from mingjian.core.errors import BadInput
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.monitoring.models import Finding, Sample
from mingjian.office.dossiers.conditions import standing_in
from mingjian.office.dossiers.holders import Held, counted_by_holder
from mingjian.office.lists.spans import counted_in
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer
from mingjian.office.people.permissions import departments_in_view

CASE, TRANSFER = "admin_case", "crime_transfer"
DOSSIERS, DEADLINES, FINDINGS, SAMPLES = "dossiers", "deadlines", "findings", "samples"
#: What is counted, and of what: `in` opened, `closed` closed in the span, `open` open now, `overdue` due in the span and not met, or met too late;
#: `refused` refused in the span with a coded reason.
COUNTED = {
    "in": DOSSIERS, "closed": DOSSIERS, "open": DOSSIERS, "cases": DOSSIERS, "transferred": DOSSIERS, "refused": DOSSIERS, "overdue": DEADLINES,
    "taken_up": FINDINGS, "set_aside": FINDINGS, "hits_right": SAMPLES, "hits_wrong": SAMPLES,
}  # fmt: skip
#: Cases that were closed, whether or not their penalty is still on display; and the step that closes one.
SHUT, CLOSING = standing_in({CASE: ["closed"]}), "close_case"
NOBODY = "nobody"
#: The papers that hold the coded reason of a refusal.
REFUSALS = frozenset({"refusal_ground", "not_accepted_ground", "not_filing_ground", "declined_ground", "inquiry_refusal", "not_provided_because"})
#: How a ground that was decided on stands to what the rules proposed: the same, another, or none was proposed.
SAME, OTHER, UNASKED = "same", "other", ""


@dataclass(frozen=True)
class Scope:
    """What is counted: from a day (included) to a day (excluded), of a procedure, a department, an officer, a detector, a coded reason (`paper:code`);
    empty: of all."""

    first: date
    until: date
    procedure: str = ""
    department: str = ""
    officer: str = ""
    detector: str = ""
    reason: str = ""

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return the midnights that it lies between, in the node's own zone."""
        return _midnight(self.first), _midnight(self.until)

    def of_day(self, first: date, until: date) -> "Scope":
        """Ask the same of another span."""
        return replace(self, first=first, until=until)


def _midnight(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here


def weeks_until(at: datetime, count: int) -> list[date]:
    """Return the Mondays of the newest weeks, the last one that of the week that an instant lies in."""
    monday = (day := localtime(at).date()) - timedelta(days=day.weekday())
    return [monday - timedelta(weeks=count - 1 - nth) for nth in range(count)]


def departments_counted(officer: Officer) -> list[Department]:
    """Return the departments whose work is counted, in the order of their regions."""
    return list(departments_in_view(officer).order_by("region", "level", "id"))


def counted(officer: Officer, what: str, asked: Scope, at: datetime) -> "QuerySet[Any]":
    """
    Return the rows that a count is of.

    Raises BadInput for what is not counted.
    """
    if not what:
        raise BadInput("请在统计页面点开一个数字。", "Open a number on the page of figures.")
    if what not in COUNTED:
        raise BadInput(f"没有这项统计：{what[:40]}。", f"Nothing is counted as {what[:40]}.")
    kind, keys = COUNTED[what], _keys(officer, asked)
    if kind == DOSSIERS:
        return _of_dossier(Dossier.objects.filter(department__in=keys), asked).filter(_dossiers(what, asked))
    if kind == DEADLINES:
        return _of_dossier(Deadline.objects.filter(dossier__department__in=keys), asked, "dossier__").filter(_overdue(asked, at))
    first, until = asked.span
    if kind == FINDINGS:
        found = Finding.objects.filter(department__in=keys, status=what, status_at__gte=first, status_at__lt=until)
        return found.filter(detector=asked.detector) if asked.detector else found
    judged = Sample.objects.filter(trial__rule__department__in=keys, is_right=what == "hits_right", judged_at__gte=first, judged_at__lt=until)
    return judged.filter(trial__rule__number=asked.detector) if asked.detector else judged


def _keys(officer: Officer, asked: Scope) -> list[int]:
    """Return the departments (keys) that are counted."""
    seen = departments_in_view(officer)
    return list((seen.filter(code=asked.department) if asked.department else seen).values_list("pk", flat=True))


def _of_dossier(found: "QuerySet[Any]", asked: Scope, path: str = "") -> "QuerySet[Any]":
    if asked.procedure:
        found = found.filter(**{f"{path}procedure": asked.procedure})
    if asked.officer == NOBODY:
        return found.filter(**{f"{path}officer": None})
    return found.filter(**{f"{path}officer__username": asked.officer}) if asked.officer else found


def _dossiers(what: str, asked: Scope) -> Q:
    first, until = asked.span
    opened = Q(opened_at__gte=first, opened_at__lt=until)
    led = Q(pk__in=Dossier.objects.filter(procedure=TRANSFER, arose_from__isnull=False).order_by().values("arose_from"))
    if what == "refused":
        return Q(pk__in=refused_for(asked.reason, asked))
    shut = Q(pk__in=_shut_in(asked).values("dossier"))
    conditions = {  # a dossier moves last when it is closed; said as a list, which SQLite looks up in an index, and `is_closed` it does not
        "in": opened,
        "closed": (Q(is_closed__in=[True], moved_at__gte=first, moved_at__lt=until) & ~SHUT) | (SHUT & shut),
        "open": Q(is_closed__in=[False]) & ~SHUT,
        "cases": opened & Q(procedure=CASE),
        "transferred": opened & Q(procedure=CASE) & led,
    }
    return conditions[what]


def _shut_in(asked: Scope) -> "QuerySet[Entry]":
    """Return the entries of a span by which cases were closed: the display of a penalty runs on after that for years, and moves them once more at its end."""
    first, until = asked.span
    return _closings().filter(at__gte=first, at__lt=until)


def _closings() -> "QuerySet[Entry]":
    """Return the entry by which each case was closed last: one whose penalty a court annulled is closed again, and is one case all the same."""
    later = Entry.objects.filter(kind=CLOSING, dossier=OuterRef("dossier"), index__gt=OuterRef("index"))
    return Entry.objects.filter(~Exists(later), kind=CLOSING, dossier__isnull=False).order_by()


def refused_for(reason: str, asked: Scope) -> set[int]:
    """Return the dossiers (keys) refused in a span for a coded reason, `paper:code`; of all reasons where it is empty."""
    return {pk for (_, paper, code), pks in refusals(asked).items() for pk in pks if reason in ("", f"{paper}:{code}")}


def refusals(asked: Scope) -> dict[tuple[str, str, str], dict[int, str]]:
    """
    Return by procedure, paper and code which dossiers (keys) were refused with it in a span, wherever they are held, and how each stands to what was proposed.

    It is read from the ledger's entries; of a dossier that was refused twice for one reason the newest counts.
    """
    steps = _refusing()
    first, until = asked.span
    found: dict[tuple[str, str, str], dict[int, str]] = {}
    entries = Entry.objects.filter(at__gte=first, at__lt=until, kind__in={step for _, step in steps}, dossier__isnull=False)
    for pk, procedure, step, body in entries.order_by("index").values_list("dossier", "dossier__procedure", "kind", "body"):
        paper, told = steps.get((procedure, step), ""), json.loads(body)
        code = (told.get("papers") or {}).get(paper)
        if paper and isinstance(code, str):
            proposed = [one["ground"] for one in told.get("proposed") or () if one["paper"] == paper]
            found.setdefault((procedure, paper, code), {})[pk] = SAME if code in proposed else OTHER if proposed else UNASKED
    return found


@cache
def _refusing() -> dict[tuple[str, str], str]:
    """Return the paper that holds the code for each step (procedure, step) that refuses with a coded reason."""
    sheets = [(name, sheet) for name in rulebook().procedures() for sheet in rulebook().versions(name)]
    return {
        (name, step.name): paper.name
        for name, sheet in sheets
        for step in sheet.steps.values()
        for paper in step.needs
        if paper.name in REFUSALS and paper.required
    }


def by_reason(officer: Officer, asked: Scope, at: datetime) -> dict[tuple[str, str, str], Counter[str]]:
    """Count the dossiers that the officer counts by procedure, paper and code of their refusals in the span, by how each stands to what was proposed."""
    seen = set(counted(officer, "refused", asked, at).values_list("pk", flat=True))
    told = {key: Counter(how for pk, how in held.items() if pk in seen) for key, held in refusals(asked).items()}
    return {key: count for key, count in sorted(told.items(), key=lambda one: (-one[1].total(), one[0])) if count}


def _overdue(asked: Scope, at: datetime) -> Q:
    first, until = asked.span
    passed = Q(due__gte=first, due__lt=min(until, at), suspended_since__isnull=True)
    return passed & (Q(closed_at__isnull=True, dossier__is_closed=False) | Q(closed_at__gt=F("due")))


def by_week(officer: Officer, what: str, asked: Scope, weeks: list[date]) -> list[int]:
    """Count what came in or was closed in each of the weeks: by itself, so that an index counts, and within no longer span, which would be walked for each."""
    found = _of_dossier(Dossier.objects.filter(department__in=_keys(officer, asked)), asked)
    spans = [asked.of_day(day, day + timedelta(weeks=1)).span for day in weeks]
    if what != "closed":
        return counted_in(found, "opened_at", spans)
    shut = _closings().filter(dossier__in=found.filter(SHUT).order_by().values("pk"))
    both = counted_in(found.filter(is_closed__in=[True]).exclude(SHUT), "moved_at", spans), counted_in(shut, "at", spans)
    return [sum(numbers) for numbers in zip(*both, strict=True)]


def by_holder(officer: Officer, what: str, asked: Scope) -> Held:
    """Count what came in, was closed or is open in the span, by department, procedure and officer."""
    found, keys = _of_dossier(Dossier.objects.all(), asked), _keys(officer, asked)
    if what != "closed":
        return counted_by_holder(found.filter(_dossiers(what, asked)), keys, closed=False if what == "open" else None)
    first, until = asked.span
    ended = found.filter(is_closed__in=[True], moved_at__gte=first, moved_at__lt=until).exclude(SHUT)
    shut = found.filter(SHUT, pk__in=_shut_in(asked).values("dossier"))
    return counted_by_holder(ended, keys, closed=True) + counted_by_holder(shut, keys)


def overdue(officer: Officer, asked: Scope, weeks: list[date], at: datetime) -> tuple[list[int], Held]:
    """
    Count what is overdue in each of the weeks, and by department, procedure and officer.

    Those that run on are asked for apart from those that were met too late: an index finds each, and none both at once.
    """
    by_week, held = [0] * len(weeks), Held()
    found = counted(officer, "overdue", asked, at).order_by().annotate(week=WeekOf("due", _midnights(weeks)))
    fields = ("week", "dossier__department", "dossier__procedure", "dossier__officer")
    for apart in (Q(closed_at__isnull=True), Q(closed_at__isnull=False, closed_at__gt=F("due"))):
        for week, department, procedure, by, number in found.filter(apart).values_list(*fields).annotate(Count("pk")):
            by_week[week] += number
            held[department, procedure, by] += number
    return by_week, held


def _midnights(weeks: list[date]) -> tuple[datetime, ...]:
    return tuple(_midnight(day) for day in weeks)


class WeekOf(Func):
    """
    Which of the weeks that begin at some midnights an instant lies in, by its place; what is before the first lies in it.

    Compared with their midnights, since SQLite would call back for each row to find its local week: halved again and again, so that a row is compared six
    times and not with each of 52. One expression, since Django takes far longer to put together one of each half than a database to ask it.
    """

    def __init__(self, field: str, midnights: tuple[datetime, ...]) -> None:
        super().__init__(F(field), output_field=IntegerField())
        self.midnights = midnights

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the comparisons."""
        column, params = compiler.compile(self.source_expressions[0])
        told = [connection.ops.adapt_datetimefield_value(one) for one in self.midnights]
        sql, compared = _halved(column, told)
        return sql, tuple(value for one in compared for value in (*params, one))


def _halved(column: str, midnights: list[Any], first: int = 0) -> tuple[str, list[Any]]:
    """Write of a column in which of the weeks it lies, the first of them being that of a place; and what it is compared with, in order."""
    if len(midnights) < 2:
        return str(first), []
    half = len(midnights) // 2
    (later, of_later), (earlier, of_earlier) = _halved(column, midnights[half:], first + half), _halved(column, midnights[:half], first)
    return f"CASE WHEN {column} >= %s THEN {later} ELSE {earlier} END", [midnights[half], *of_later, *of_earlier]


#: Of some key, how many were right and how many were judged in each of the weeks.
ByWeek = dict[Any, list[tuple[int, int]]]


def verdicts(officer: Officer, asked: Scope, weeks: list[date], at: datetime) -> ByWeek:
    """Count by detector and week how many findings were taken up and set aside."""
    told = _judged(officer, ("taken_up", "set_aside"), "status_at", ("detector",), asked, weeks, at)
    return {key: told[(key,)] for (key,) in sorted(told) if not key.startswith("rule/")}


def verdicts_on_rules(officer: Officer, asked: Scope, weeks: list[date], at: datetime) -> ByWeek:
    """Count by rule (number, title) and week how many hits of its samples were judged right."""
    fields = ("trial__rule__number", "trial__rule__title")
    told = _judged(officer, ("hits_right", "hits_wrong"), "judged_at", fields, asked, weeks, at)
    return {key: told[key] for key in sorted(told)}


def _judged(officer: Officer, right_wrong: tuple[str, str], instant: str, fields: tuple[str, ...], asked: Scope, weeks: list[date], at: datetime) -> ByWeek:
    """Count what was right and what was judged in each week, by some fields: one question each for right and wrong."""
    told: ByWeek = {}
    for what in right_wrong:
        found = counted(officer, what, asked, at).order_by().annotate(week=WeekOf(instant, _midnights(weeks)))
        for *key, week, number in found.values_list(*fields, "week").annotate(Count("pk")):
            line = told.setdefault(tuple(key), [(0, 0)] * len(weeks))
            right, judged = line[week]
            line[week] = (right + (number if what == right_wrong[0] else 0), judged + number)
    return told


@dataclass(frozen=True)
class Value:
    """What was sold and what lay unsold in some cases, yuan; how many of them have any sum; the sum of the squares of their sums."""

    sum: Decimal
    cases: int
    squares: float


def value_of(cases: "QuerySet[Any]") -> Value:
    """Add some cases up by their amount ledgers."""
    value = Cast(F("goods_value"), FloatField())
    summed = Case.objects.filter(dossier__in=cases.values("pk"), goods_value__isnull=False).aggregate(
        sum=Sum("goods_value"), cases=Count("pk"), squares=Sum(value * value)
    )  # fmt: skip
    return Value(Decimal(summed["sum"] or 0).quantize(Decimal("0.01")), summed["cases"], summed["squares"] or 0.0)
