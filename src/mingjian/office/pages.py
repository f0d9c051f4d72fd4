"""The office's own pages: home, deadlines, any dossier and its steps, sealed files."""

import calendar as months
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, make_aware, now
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.office import dossiers, steps
from mingjian.office.docket import deadlines_of_department, deadlines_visible_to, dossiers_waiting_on_others
from mingjian.office.files import open_sealed
from mingjian.office.forms import StepForm
from mingjian.office.middleware import officer_of, status_of
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.news import news_for
from mingjian.office.paging import COUNTED, page_of
from mingjian.office.parts import page_or_part
from mingjian.office.permissions import dossier_visible_to, require_duty
from mingjian.office.templatetags.console import said

LINES = 10
MOST_ROWS = 50


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """Say that the node answers and its database does, without signing in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show an officer what is due, what is new and what waits on others; to the other duties, where their work is."""
    officer, at = officer_of(request), now()
    if officer.duty == Officer.Duty.AUDIT:
        return redirect("ledger")
    if officer.duty != Officer.Duty.WORK:
        return redirect("staff")
    due = deadlines_of_department(officer)
    waiting = dossiers_waiting_on_others(officer)
    context = {
        "at": at,
        "due": _most_pressing(due),
        "due_count": capped(due),
        "missed_count": capped(due.filter(due__lt=at, suspended_since__isnull=True)),
        "waiting": _with_next_deadline(waiting),
        "waiting_count": capped(waiting),
        "news": news_for(officer, at),
    }
    return render(request, "office/home.html", context)


def _most_pressing(running: "QuerySet[Deadline]") -> list[Deadline]:
    """The deadlines with a day by their day, then those without: two questions, since an index answers each and no index the two together."""
    dated = list(running.filter(due__isnull=False).order_by("due", "id")[:LINES])
    return dated + list(running.filter(due__isnull=True).order_by("id")[: LINES - len(dated)])


def capped(found: "QuerySet[Any]") -> str:
    """Count rows up to a bound, for a person: `12`, `1000+`."""
    counted = found.order_by()[: COUNTED + 1].count()
    return f"{COUNTED}+" if counted > COUNTED else str(counted)


def _with_next_deadline(waiting: "QuerySet[Dossier]") -> list[tuple[Dossier, Deadline | None]]:
    found = list(waiting.order_by("-moved_at")[:LINES])
    running = Deadline.objects.filter(dossier__in=found, closed_at__isnull=True).order_by(F("due").desc(nulls_first=True))
    soonest = {deadline.dossier_id: deadline for deadline in running}
    return [(dossier, soonest.get(dossier.pk)) for dossier in found]


@require_safe
def docket(request: HttpRequest) -> HttpResponse:
    """Show all open deadlines in view, missed ones first, and the month that they fall in."""
    officer, at = officer_of(request), now()
    require_duty(officer, Officer.Duty.WORK)
    mine = request.GET.get("held") != "all"
    running = deadlines_of_department(officer) if mine else deadlines_visible_to(officer)
    day = _day(request.GET.get("day", ""))
    dated = running.filter(due__isnull=False)
    if day:
        dated = dated.filter(due__gte=_midnight(day), due__lt=_midnight(day + timedelta(days=1)))
    after = request.GET.get("after", "")
    context = {
        "at": at,
        "held": "mine" if mine else "all",
        "day": day,
        "month": _month(dated if day is None else running, request.GET.get("month", ""), day, at),
        "page": page_of(dated, ("due", "id"), after),
        "promptly": [] if after or day else list(running.filter(due__isnull=True)[:MOST_ROWS]),
        "missed_count": capped(running.filter(due__lt=at, suspended_since__isnull=True)),
        "weekdays": [gettext(name) for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")],
    }
    return page_or_part(request, "office/docket.html", "office/docket_list.html", context)


@dataclass(frozen=True)
class Day:
    """One day of the month's table."""

    day: date
    is_working: bool
    holiday: str
    is_today: bool
    is_other_month: bool
    count: int
    is_past: bool

    @property
    def is_worked_instead(self) -> bool:
        """A day of the weekend on which offices work all the same."""
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
    first = (_day(f"{asked}-01") if asked else day or today) or today
    first = first.replace(day=1)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    ending = running.filter(due__gte=_midnight(weeks[0][0]), due__lt=_midnight(weeks[-1][-1] + timedelta(days=1)))
    # Grouped by the instant and put into days here: most end with their day, and SQLite would call back for each row to find its local day.
    counts: Counter[date] = Counter()
    for due, number in ending.order_by().values_list("due").annotate(Count("pk")):
        counts[localtime(due).date()] += number
    calendar = rulebook().calendar
    table = [
        [Day(on, calendar.is_working_day(on), said(calendar.holiday(on)), on == today, on.month != first.month, counts[on], on < today) for on in week]
        for week in weeks
    ]
    return Month(first, table, f"{first - timedelta(days=1):%Y-%m}", f"{first + timedelta(days=31):%Y-%m}", calendar.is_provisional(first))


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        raise BadInput("日期须写作 2026-11-24，且在 2000 至 2100 年之间。", "A day is written 2026-11-24 and lies between 2000 and 2100.")
    return day


def _midnight(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here, in the node's own zone


@require_safe
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Show a dossier: on its institution's page where there is one, else on the common one."""
    found = dossier_visible_to(officer_of(request), number)
    if dossiers.shower_of(found):
        return redirect(dossiers.url_of(found))
    return show_dossier(request, found)


def show_dossier(request: HttpRequest, found: Dossier, tried: dossiers.Tried = None) -> HttpResponse:
    """Draw the common page of a dossier; of a step just refused, with what was typed."""
    context = {"at": now(), "shown": dossiers.shown(found, officer_of(request), tried), "dossier": found}
    return render(request, "office/dossier_page.html", context)


@require_POST
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take a step of a dossier. A refusal shows the page again, with what was typed and why."""
    officer, at = officer_of(request), now()
    found = dossier_visible_to(officer, number)
    sheet = steps.sheet_of(found)
    if step not in sheet.steps:
        raise NotFound(f"程序中没有步骤“{step}”。", f"The procedure has no step {step!r}.")
    is_signed = found.proposals.filter(step=step).exists()
    form = StepForm(sheet.steps[step], found, officer, request.POST, request.FILES, is_signed=is_signed)
    refused = _take(found, form, officer, at)
    if refused is None:
        messages.success(request, gettext("Done: %(step)s. The ledger holds it.") % {"step": said(sheet.steps[step].label)})
        return redirect(dossiers.url_of(found))
    found.refresh_from_db()
    show = dossiers.shower_of(found) or show_dossier
    reply = show(request, found, dossiers.Attempt(step, form, refused.text.in_language(request.LANGUAGE_CODE)))
    reply.status_code = status_of(refused)
    return reply


def _take(found: Dossier, form: StepForm, officer: Officer, at: datetime) -> MingjianError | None:
    """Take the step that a form asks for; give the refusal, if it was refused."""
    if not form.is_valid():
        return BadInput("请补正下面标明的各项。", "Mend what is marked below.")
    try:
        with transaction.atomic():
            given = form.given(officer, at)
            steps.take(found, form.step.name, by=officer, at=at, given=given, key=form.cleaned_data["key"], seen=form.cleaned_data["seen"])
    except (StepRefused, BadInput) as refused:
        return refused
    return None


@require_GET
def sealed(request: HttpRequest, pk: int) -> FileResponse:
    """Give a sealed file back, as a download only, under the name that it came with."""
    file, place = open_sealed(officer_of(request), pk)
    if not place.exists():
        raise NotFound("文件的原始字节不在本节点的存储中。", "The bytes of this file are not in this node's store.")
    reply = FileResponse(place.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream")
    reply["X-Content-Type-Options"] = "nosniff"
    return reply
