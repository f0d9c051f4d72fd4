"""The right holder's days for single addresses: when the statement on them arrived, until when they run, and when a measure may be lifted."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localtime

from mingjian.core.procedure import rulebook
from mingjian.core.procedure.clocks import Clock
from mingjian.institutions.notices.models import ACTED, ARRIVED, FORWARDED, LIFTED, Notice, Target
from mingjian.institutions.notices.services.arrival import SEEN, holder_with_account
from mingjian.institutions.notices.services.rows import change, refuse_rows, rows_said
from mingjian.office.dossiers.awaits import hold_anew
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier
from mingjian.office.record.entries import enter

_CLOCK = "right_holder_acts"
LAPSED = "lapsed"


def due_of(dossier: Dossier, arrived_on: date, at: datetime) -> datetime | None:
    """Return until when the holder may complain or sue after an arrival, by the dossier's own sheet and the law of the day."""
    opened = Clock(sheet_of(dossier), rulebook(), at, dossier.state).open(_CLOCK, {"served_on": arrived_on.isoformat()})
    return opened.due if opened else None


def forward_rows(notice: Notice, rows: list[Target], at: datetime) -> None:
    """Note that a statement went to the holder: it arrives at once in an account here, else when the page of the receipt is opened."""
    change(rows, state=FORWARDED, forwarded_at=at)
    if holder_with_account(notice):
        arrive(notice, rows, at)


def arrive(notice: Notice, rows: list[Target], at: datetime) -> None:
    """Begin the holder's days for rows whose statement arrived, by the system's own instant."""
    assert notice.dossier is not None  # noqa: S101 - a statement is forwarded in a dossier
    on = localtime(at).date()
    change(rows, state=ARRIVED, arrived_on=on, due=due_of(notice.dossier, on, at))


def note_rows_seen(notice: Notice, at: datetime) -> None:
    """Enter that the page of the receipt was opened while statements on single addresses stood on it: the holder's days for these begin."""
    if notice.dossier is None or not notice.targets.filter(state=FORWARDED, is_own=True).exists():
        return
    with transaction.atomic():
        held = hold_anew(notice.dossier.pk)  # before the ledger: whoever takes a step has it in this order
        rows = list(notice.targets.filter(state=FORWARDED, is_own=True))
        if rows:
            arrive(notice, rows, at)  # before the ledger, as a step has it: rows are changed first
            enter(SEEN, at=at, about=notice, dossier=held, rows=rows_said(row.position for row in rows))


def refuse_lifting(rows: Iterable[Target], ground: str, at: datetime) -> None:
    """Raise StepRefused where measures may not be lifted on that ground: the days are not over, or the holder did not act yet."""
    rows = list(rows)
    if ground == LAPSED:
        refuse_rows(
            (row for row in rows if row.state != ARRIVED),
            "的声明尚未到达权利人，或者权利人已经投诉、起诉，不能以期满为由终止措施。",
            "the statement has not arrived, or the holder acted: the days are no reason to lift.",
        )
        refuse_rows(
            (row for row in rows if row.due is None or at <= row.due),
            "的期限尚未届满，不能终止措施。",
            "the holder's days are not over: measures are not lifted yet.",
        )
    if ground == "decision":
        refuse_rows((row for row in rows if row.state != ACTED), "没有权利人投诉或者起诉的记录。", "no complaint or suit of the holder is on record.")


def days_over(platform: int, at: datetime) -> list[tuple[str, int]]:
    """Return the notices of a platform with addresses whose own days are over without complaint or suit, each with how many."""
    over = Target.objects.filter(platform=platform, state=ARRIVED, is_own=True, due__lt=at).order_by().values("notice__number")
    return [(one["notice__number"], one["count"]) for one in over.annotate(count=Count("pk")).order_by("notice__number")]


def lifted(rows: list[Target], ground: str, at: datetime) -> None:
    """Note that measures ended, and why: a lapse is no word on whether the notice was right."""
    change(rows, state=LIFTED, ended_as=ground, ended_at=at)
