"""A counted period day by day, as a judge checks it: which days count, which do not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from mingjian.core.calendar import SATURDAY
from mingjian.core.law import Pause, Reckoning
from mingjian.core.law.periods import days_out
from mingjian.core.procedure import rulebook
from mingjian.office.language import said

MOST_DAYS = 200  # a longer count is told in words only


@dataclass(frozen=True)
class Counted:
    """One day: its number in the count (none: it does not count), and why it does not."""

    day: date
    weekday: str
    number: int | None
    why: str
    is_last: bool


def days_of(found: Reckoning, start: date, left_out: Sequence[Pause]) -> list[Counted]:
    """Return every day from the start to the end of a period by days; none for hours, months and years, and for what is too long to list."""
    if found.due is None or not found.due.counted:
        return []
    end, step = found.due.at.date(), -1 if found.value.runs == "back" else 1
    span = abs((end - start).days) + 1
    if span > MOST_DAYS:
        return []
    out, numbers = days_out(left_out), {day: place for place, day in enumerate(found.due.counted, 1)}
    days = (start + timedelta(days=step * place) for place in range(span))
    return [Counted(day, _weekday(day), numbers.get(day), "" if day in numbers else _why(day, start, out, found), day == end) for day in days]


def _weekday(day: date) -> str:
    return (gettext("Mon"), gettext("Tue"), gettext("Wed"), gettext("Thu"), gettext("Fri"), gettext("Sat"), gettext("Sun"))[day.weekday()]


def _why(day: date, start: date, out: set[date], found: Reckoning) -> str:
    calendar = rulebook().calendar
    if day == start:
        return gettext("day of the event, not counted")
    if day in out:
        return gettext("left out")
    if holiday := calendar.holiday(day):
        return said(holiday)
    if day.weekday() >= SATURDAY and not calendar.is_working_day(day):
        return gettext("weekend")
    return gettext("the end moves here from a day off")
