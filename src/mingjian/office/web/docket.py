"""The docket: every open deadline, as a list with what is missed first, as a month, and on paper."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, make_aware, now
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mingjian.core.procedure import rulebook
from mingjian.office import institution
from mingjian.office.dossiers.docket import HELD, Bounds, parts
from mingjian.office.dossiers.queue import deadlines_barred
from mingjian.office.dossiers.tables import DOCKET
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.days import day_asked
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import COUNTED, page_of
from mingjian.office.lists.parts import page_or_part, wants_part
from mingjian.office.lists.spans import counted_in
from mingjian.office.models import Deadline, Officer
from mingjian.office.people.officers import working_in
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.dossiers import procedures

MOST_ROWS = 50
MOST_PRINTED = 1000
MOST_A_DAY = 99  # counted so far in the month's table, where a day has room for no more


@dataclass(frozen=True)
class Asked:
    """Which deadlines are asked for: whose, of which procedure and officer, of which day or part."""

    held: str
    procedure: str
    officer: str
    part: str
    day: date | None

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read the question from an address."""
        given = {name: request.GET.get(name, "")[:60] for name in ("procedure", "officer", "part")}
        return cls(held if (held := request.GET.get("held")) in HELD else "mine", **given, day=day_asked(request.GET.get("day", "")))

    def running(self, officer: Officer) -> QuerySet[Deadline]:
        """Return the deadlines asked for, whatever their day or part."""
        found = HELD[self.held](officer)
        if self.procedure:
            found = found.filter(dossier__procedure=self.procedure)
        if self.officer == "nobody":
            found = found.filter(dossier__officer=None)
        elif self.officer:
            found = found.filter(dossier__officer=number_in(self.officer) or 0)
        return found

    def narrowed(self, running: QuerySet[Deadline], bounds: Bounds) -> QuerySet[Deadline]:
        """Keep those of the day and part asked for."""
        found = running.filter(bounds.part(self.part))
        return found.filter(due__gte=_midnight(self.day), due__lt=_midnight(self.day + timedelta(days=1))) if self.day else found

    def counted(self, counts: Mapping[str, int]) -> int | None:
        """Return how many are asked for, of what was counted of each part up to the bound and one beyond it; None where a day is asked for."""
        if self.day:
            return None
        dated = min(sum(counts[name] for name in ("missed", "today", "week", "later")), COUNTED + 1)
        return counts.get(self.part, dated)

    def all_of_them(self, running: QuerySet[Deadline], bounds: Bounds) -> QuerySet[Deadline]:
        """Return those of the day and part asked for; where none is, those without a day too, at the end."""
        found = self.narrowed(running, bounds) if self.part or self.day else running
        return found.order_by(F("due").asc(nulls_last=True), "id")


@require_safe
def docket(request: HttpRequest) -> HttpResponse:
    """Show the open deadlines asked for, missed ones first, then those of today and of this week, and the month that they fall in."""
    officer, at = officer_of(request), now()
    require_duty(officer, Officer.Duty.WORK)
    asked, bounds = Asked.of(request), Bounds.seen_from(at)
    running = asked.running(officer)
    if file := taken_out(request, DOCKET, asked.all_of_them(running, bounds)):
        return file
    order, counts = ("id",) if asked.part in {"promptly", "suspended"} else ("due", "id"), bounds.counts(running)
    page = page_of(asked.narrowed(running, bounds), order, request.GET.get("after", ""), counted=asked.counted(counts))
    if not (page.after or not page.is_first or asked.part or asked.day):
        beside = _without_a_day(running, bounds)
        page = replace(page, rows=[*page.rows, *beside], count=page.count + len(beside))
    context = {
        **_said(asked, officer, at),
        "page": page,
        "parts": parts(page.rows, bounds, deadlines_barred(officer) if asked.held == "others" else None),
        "counts": counts,
        "month": None if wants_part(request) else _month(running.filter(bounds.part("")), request.GET.get("month", ""), asked.day, at),
        "weekdays": [gettext(name) for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")],
        "procedures": procedures(),
        "cautions": [one for warned in institution.parts("warns") for one in warned(officer, at)],
        "officers": working_in(officer.department),
    }
    return page_or_part(request, "office/docket.html", "office/docket_list.html", context)


def _without_a_day(running: QuerySet[Deadline], bounds: Bounds) -> list[Deadline]:
    """What no day orders stands at the end: what is to be done promptly, and what is suspended."""
    return [deadline for name in ("promptly", "suspended") for deadline in running.filter(bounds.part(name)).order_by("id")[:MOST_ROWS]]


def _said(asked: Asked, officer: Officer, at: datetime) -> dict[str, Any]:
    """What list and print both say of the question."""
    return {"at": at, "held": asked.held, "procedure": asked.procedure, "officer": asked.officer, "part": asked.part, "day": asked.day, "me": officer}


@require_safe
def docket_print(request: HttpRequest) -> HttpResponse:
    """Show the deadlines asked for as one plain table, to be printed."""
    officer, at = officer_of(request), now()
    require_duty(officer, Officer.Duty.WORK)
    asked, bounds = Asked.of(request), Bounds.seen_from(at)
    running = asked.running(officer)
    dated = list(asked.narrowed(running, bounds).order_by("due", "id")[: MOST_PRINTED + 1])
    rows = dated if asked.part or asked.day or len(dated) > MOST_PRINTED else [*dated, *_without_a_day(running, bounds)]
    context = {**_said(asked, officer, at), "parts": parts(rows[:MOST_PRINTED], bounds), "is_more": len(rows) > MOST_PRINTED, "most": MOST_PRINTED}
    return render(request, "office/docket_print.html", context)


@dataclass(frozen=True)
class Day:
    """One day of the month's table."""

    day: date
    is_working: bool
    holiday: str
    is_today: bool
    is_other_month: bool
    count: int  # up to MOST_A_DAY and one beyond it
    is_past: bool

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def said(self) -> str:
        """Return how many deadlines end on it, counted as far as there is room: `12`, `99+`."""
        return f"{MOST_A_DAY}+" if self.is_more else str(self.count)

    @property
    def is_more(self) -> bool:
        """Return whether more end on it than are counted here."""
        return self.count > MOST_A_DAY

    @property
    def most(self) -> int:
        """Return how far its deadlines are counted here."""
        return MOST_A_DAY

    @property
    def is_worked_instead(self) -> bool:
        """Return a day of the weekend on which offices work all the same."""
        return self.is_working and self.day.weekday() >= months.SATURDAY


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday, with how many deadlines end on each day."""

    first: date
    weeks: list[list[Day]]
    before: str
    after: str
    is_provisional: bool


def _month(running: "QuerySet[Deadline]", asked: str, day: date | None, at: datetime) -> Month:
    today = localtime(at).date()
    first = (day_asked(f"{asked}-01") if asked else day or today) or today
    first = first.replace(day=1)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    days = [on for week in weeks for on in week]
    counts = dict(zip(days, counted_in(running, "due", [(_midnight(on), _midnight(on + timedelta(days=1))) for on in days], MOST_A_DAY + 1), strict=True))
    calendar = rulebook().calendar
    table = [
        [Day(on, calendar.is_working_day(on), said(calendar.holiday(on)), on == today, on.month != first.month, counts[on], on < today) for on in week]
        for week in weeks
    ]
    return Month(first, table, f"{first - timedelta(days=1):%Y-%m}", f"{first + timedelta(days=31):%Y-%m}", calendar.is_provisional(first))


def _midnight(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here, in the node's own zone
