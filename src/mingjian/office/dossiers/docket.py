"""Deadlines: open, due, missed. What a department must do, the most pressing first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import get_current_timezone, localtime

from mingjian.core.language import Text
from mingjian.core.procedure import Step
from mingjian.core.procedure.sheet import ALL
from mingjian.office.dossiers.awaits import LET_PASS, OUTSIDE, meeting
from mingjian.office.dossiers.queue import dossiers_of_others_awaiting_us, kept_from, with_colleagues
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.lists.paging import COUNTED
from mingjian.office.lists.spans import counted_in
from mingjian.office.models import Deadline, Dossier, Entry, Officer, Seat
from mingjian.office.people.permissions import may_see

MOVED_WITHIN, MOVED = timedelta(days=7), 200  # this house's own: an older movement is no news; of the newest that moved so many are looked at
JOINED = ("dossier__department", "dossier__officer", "dossier__proposals__by", "due_with")  # what a page tells of a deadline besides
_EVER, _NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def deadlines_visible_to(officer: Officer) -> QuerySet[Deadline]:
    """Return the open deadlines of every dossier that the officer may see, the earliest due first, those without a day last."""
    return _open().filter(may_see(officer, "dossier"))


def _open() -> QuerySet[Deadline]:
    found = Deadline.objects.filter(closed_at__isnull=True, dossier__is_closed=False).select_related("dossier")
    # Asked for apart: joined, they would be looked up for every deadline that is sorted, not for the few that are shown.
    return found.prefetch_related(*JOINED).order_by(F("due").asc(nulls_last=True), "id")


def deadlines_of_department(officer: Officer) -> QuerySet[Deadline]:
    """Return the open deadlines within which the own department must act, whoever holds the dossier, and that the officer may meet: what is due."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Deadline.objects.none()
    mine = _open().filter(due_with=officer.department_id)  # a department that must act has a seat: no need to ask for each
    return mine.exclude(with_colleagues(officer))


def how_many(running: QuerySet[Deadline]) -> int:
    """Count deadlines that are due with one department, those with a day and those without, up to the bound and one beyond it or more."""
    undated = running.filter(due__isnull=True).order_by()[: COUNTED + 1].count()
    return counted_in(running, "due", [(_EVER, _NEVER)], COUNTED + 1, in_order=True)[0] + undated


def how_many_missed(running: QuerySet[Deadline], at: datetime) -> int:
    """Count those of them that have passed, up to the bound and one beyond it."""
    return counted_in(running.filter(suspended_since__isnull=True), "due", [(_EVER, at)], COUNTED + 1)[0]


def deadlines_of_others(officer: Officer) -> QuerySet[Deadline]:
    """
    Return the open deadlines within which others must act, in dossiers that the officer's department holds, opened or handed on; and those of the department
    that colleagues alone can meet now: what waits on others.

    Those of each kind are named where they are few, since a walk by the day goes through all the node's to find them; where they are many it soon has enough.
    """
    few, many = _few(_on_others(officer))
    return _open().filter(reduce(or_, many, Q(pk__in=few))).exclude(LET_PASS)


def _on_others(officer: Officer) -> list[Q]:
    """Return the conditions of what waits on others: in dossiers held here, in those others hold, with colleagues, with others; none for who has none."""
    own = officer.department_id
    if officer.duty != Officer.Duty.WORK or own is None:
        return [Q(pk__in=[])]
    beside = Dossier.objects.filter(_is_ours(officer), pk__in=Seat.objects.filter(department=own, is_beside=True).values("dossier"))
    parts = [Q(dossier__department=own), Q(dossier__in=beside.order_by().values("pk"))]
    return [*(one & ~Q(due_with=own) for one in parts), Q(due_with=own) & with_colleagues(officer)]


def _few(parts: Iterable[Q]) -> tuple[list[int], list[Q]]:
    """Return the keys of the open deadlines of those conditions that hold for no more than lists count, each looked for from its own side, and the others."""
    found, many = set[int](), list[Q]()
    for part in parts:
        running = Deadline.objects.filter(part, closed_at__isnull=True, dossier__is_closed__in=[False]).order_by()
        keys = list(running.values_list("pk", flat=True)[: COUNTED + 1])
        if len(keys) > COUNTED:
            many.append(part)
        else:
            found.update(keys)
    return sorted(found), many


#: Whose clocks: the own department's, those of others in what concerns it, all in view.
HELD = {"mine": deadlines_of_department, "others": deadlines_of_others, "all": deadlines_visible_to}


def deadlines_of_others_here(officer: Officer) -> QuerySet[Deadline]:
    """Return those of `deadlines_of_others` in dossiers that the officer's department holds: asked for by the holder alone, which an index answers."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Deadline.objects.none()
    named = _named_for_others()
    here = Q(dossier__department=officer.department_id)
    few, many = _few(
        [here & named & ~Q(due_with=officer.department_id), here & Q(due_with=officer.department_id) & kept_from(officer) & with_colleagues(officer)]
    )
    return _open().filter(reduce(or_, many, Q(pk__in=few))).exclude(LET_PASS)


def _named_for_others() -> Q:
    """
    Return the condition of deadlines for which the sheet names somebody besides whoever holds the dossier.

    Where they are few on the whole node, by their keys, each kind looked for by itself, as an index has them: asked together with who holds the dossier, each
    dossier of the department would be looked at for its clocks.
    """
    kinds = [Q(obliged_kind__in=["role", OUTSIDE]), Q(obliged_kind="side", obliged="sender")]
    running = Deadline.objects.filter(closed_at__isnull=True).order_by("obliged_kind", "obliged")  # so that SQLite looks into that index, and walks none
    keys = [key for kind in kinds for key in running.filter(kind).values_list("pk", flat=True)[: COUNTED + 1]]
    return Q(pk__in=keys) if len(keys) <= COUNTED else kinds[0] | kinds[1]


def dossiers_waiting_on_others(officer: Officer) -> QuerySet[Dossier]:
    """Return the open dossiers that the officer's department opened or handed on, that another holds now, and that wait for no word of its own."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Dossier.objects.none()
    # Whoever has a seat may see it: that need not be asked for each.
    beside = Seat.objects.filter(department=officer.department_id, is_beside=True)
    sat = Dossier.objects.filter(is_closed=False, pk__in=beside.values("dossier"))
    awaited = dossiers_of_others_awaiting_us(officer).order_by().values("pk")
    return sat.filter(_is_ours(officer)).exclude(pk__in=awaited).select_related("department", "sender", "officer")


def dossiers_that_came(officer: Officer, procedures: Collection[str]) -> QuerySet[Dossier]:
    """Return the open dossiers of some procedures that were handed to the officer's department and that nobody works on yet, or that it was asked to act in."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Dossier.objects.none()
    own = officer.department_id
    # Said apart, and the closed as a list: SQLite answers each from an index, and the two together, or `NOT is_closed`, by reading every dossier.
    handed = Dossier.objects.filter(department=own, is_closed__in=[False], sender__isnull=False, officer__isnull=True).order_by()
    asked = Seat.objects.filter(department=own, is_beside=True)
    beside = Dossier.objects.filter(pk__in=asked.values("dossier")).exclude(_is_ours(officer)).order_by()
    found = Dossier.objects.filter(pk__in=handed.values("pk").union(beside.values("pk"), all=True))
    return found.filter(procedure__in=procedures, is_closed=False)


def dossiers_moved_by_others(officer: Officer, at: datetime) -> QuerySet[Dossier]:
    """
    Return the dossiers in which another department took the newest step within a week: open ones held by the officer's department, and those that have ended.

    Not what nobody took up yet. Of those that have ended: held here, or let in, as a right holder whose notice led to nothing.
    """
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Dossier.objects.none()
    own, since = officer.department_id, at - MOVED_WITHIN
    held = Dossier.objects.filter(department=own, moved_at__gte=since)
    let_in = Seat.objects.filter(department=own, is_beside=True).values("dossier")
    # Apart, since an index finds each.
    parts = [held.filter(is_closed__in=[closed]) for closed in (False, True)] + [Dossier.objects.filter(pk__in=let_in, is_closed=True, moved_at__gte=since)]
    newest = [key for part in parts for key in part.order_by("-moved_at").values_list("pk", flat=True)[:MOVED]]
    others = Entry.objects.filter(dossier=OuterRef("pk"), at=OuterRef("moved_at"), officer__isnull=False).exclude(officer__department=own)
    untaken = {"sender__isnull": False, "officer__isnull": True, "is_closed": False}
    return Dossier.objects.filter(Exists(others), pk__in=newest).exclude(**untaken).select_related("department", "officer")


def _is_ours(officer: Officer) -> Q:
    """Return whether the officer's department opened a dossier, or handed it to whoever holds it."""
    colleagues = Officer.objects.select_related(None).filter(department=officer.department_id).order_by()
    return Q(opened_by__in=colleagues.values("pk")) | Q(sender__isnull=False, sender=officer.department_id)


@dataclass(frozen=True)
class Bounds:
    """Where, seen from an instant, today and this week end: the next midnight, and the midnight after Sunday."""

    at: datetime
    today: datetime
    week: datetime

    @classmethod
    def seen_from(cls, at: datetime) -> "Bounds":
        """Find the ends of the day and the week that an instant lies in, in the node's own zone."""
        day = localtime(at).date()
        midnights = [datetime.combine(day + timedelta(days=ahead), time(), get_current_timezone()) for ahead in (1, 7 - day.weekday())]
        return cls(at, *midnights)

    def part(self, name: str) -> Q:
        """Return the condition of one part of the docket: `missed`, `today`, `week`, `later`, `promptly` or `suspended`; else of all that run to a day."""
        dated = Q(due__isnull=False, suspended_since__isnull=True)
        conditions = {
            "missed": dated & Q(due__lt=self.at),
            "today": dated & Q(due__gte=self.at, due__lt=self.today),
            "week": dated & Q(due__gte=self.today, due__lt=self.week),
            "later": dated & Q(due__gte=self.week),
            "promptly": Q(due__isnull=True, suspended_since__isnull=True),
            "suspended": Q(suspended_since__isnull=False),
        }
        return conditions.get(name, dated)

    def counts(self, running: QuerySet[Deadline]) -> dict[str, int]:
        """Count each part, up to the bound and one more beyond it: each by itself, so that none is walked to its end."""
        spans = {"missed": (_EVER, self.at), "today": (self.at, self.today), "week": (self.today, self.week), "later": (self.week, _NEVER)}
        dated = counted_in(running.filter(self.part("")), "due", list(spans.values()), COUNTED + 1)
        undated = {name: running.order_by().filter(self.part(name))[: COUNTED + 1].count() for name in ("promptly", "suspended")}
        return dict(zip(spans, dated, strict=True)) | undated

    def part_of(self, deadline: Deadline) -> str:
        """Return in which part of the docket a deadline stands."""
        if deadline.suspended_since is not None:
            return "suspended"
        if deadline.due is None:
            return "promptly"
        ends = (("missed", self.at), ("today", self.today), ("week", self.week))
        return next((name for name, end in ends if deadline.due < end), "later")


@dataclass(frozen=True)
class DocketRow:
    """One deadline, the steps that would meet it as its dossier stands now, whoever signed one of them first, and why it is not for whoever looks."""

    deadline: Deadline
    steps: list[Step]
    signed: dict[str, Officer] = field(default_factory=dict)
    why_not: Text | None = None


@dataclass(frozen=True)
class Part:
    """Deadlines that stand together: missed, due today, due this week, later, promptly, suspended."""

    name: str
    rows: list[DocketRow]


def parts(deadlines: Iterable[Deadline], bounds: Bounds, barred: Mapping[int, Text] | None = None) -> list[Part]:
    """Put deadlines, in the order given, into the parts of the docket; `barred`: why some, by their keys, are not for whoever looks."""
    found: dict[str, Part] = {}
    for deadline in deadlines:
        name = bounds.part_of(deadline)
        found.setdefault(name, Part(name, [])).rows.append(_row(deadline, (barred or {}).get(deadline.pk)))
    return list(found.values())


def _row(deadline: Deadline, why_not: Text | None) -> DocketRow:
    """Return a deadline with the steps that meet it: where one of them was signed first, that one alone."""
    sheet, signed = sheet_of(deadline.dossier), {one.step: one.by for one in deadline.dossier.proposals.all()}
    half = [step for name in signed if (step := sheet.steps.get(name)) and {deadline.name, ALL} & set(step.closes)]
    return DocketRow(deadline, half or meeting(sheet, deadline), signed, why_not)


def with_next_deadline(found: Collection[Dossier]) -> list[tuple[Dossier, Deadline | None]]:
    """Return dossiers, each with the deadline of it that is due soonest; None where none runs."""
    running = Deadline.objects.filter(dossier__in=found, closed_at__isnull=True).order_by(F("due").desc(nulls_first=True))
    soonest = {deadline.dossier_id: deadline for deadline in running}
    return [(dossier, soonest.get(dossier.pk)) for dossier in found]
