"""
Counts periods as the procedural laws do.

The day of the event is not counted (Civil Code 201; penalty procedure 80). A period of days, months or years whose last day is a day off ends on the next
working day (Civil Code 203), unless its law lets it stay, as for custody (Criminal Procedure Law 105); one that is counted back from an event ends on the
working day before, since moving it on would shorten what the law grants.
Months and years end on the corresponding day, or on the month's last where there is none (Civil Code 202). Hours run from the event itself: the laws leave
out the hour of the event, so ours is never later than theirs. A due day means its end: 23:59:59 in the zone.
"""

import calendar as months_of_the_year
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mingjian.core.calendar import DAY, Calendar
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.statutes import TIME_UNITS, LawValue, several

ZONE = "Asia/Shanghai"
END_OF_DAY = time(23, 59, 59)
LONGEST = {"hours": 24 * 366 * 10, "calendar_days": 36600, "working_days": 25000, "months": 1200, "years": 100}


def local_day(at: datetime) -> date:
    """Return the day of an instant (aware) in the zone: laws, keys and clauses hold from a day there, whatever zone an instant is written in."""
    return at.astimezone(ZoneInfo(ZONE)).date()


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count, from `since` to `until` (aware). By days, the day it begins counts and the day it ends does not."""

    since: datetime
    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends (aware, to the second), the days that were counted (none for hours, months and years), and how it was counted, for a person."""

    at: datetime
    counted: tuple[date, ...]
    basis: Text


def due(value: LawValue, start: datetime, calendar: Calendar, zone: str = ZONE, suspended: Sequence[Pause] = ()) -> Due:
    """
    Return when a period that starts with an event ends; one that is counted back, by when something is due before the event.

    `start` must be aware. Raises `BadInput` for a naive start, a value that is no period, or one without a number (`promptly`).
    """
    if value.unit not in TIME_UNITS or value.number is None:
        raise BadInput(f"{value.ref} 不是有数字的期限。", f"{value.ref} is not a period with a number.")
    return due_after(value.number, value.unit, start, calendar, zone=zone, suspended=suspended, rolls=value.rolls, runs=value.runs)


def due_after(
    number: int,
    unit: str,
    start: datetime,
    calendar: Calendar,
    *,
    zone: str = ZONE,
    suspended: Sequence[Pause] = (),
    rolls: bool = True,
    runs: str = "within",
) -> Due:
    """Return when a period of a number of units ends; see `due`."""
    if start.tzinfo is None:
        raise BadInput("起算时间须带时区。", "The start of a period needs a time zone.")
    if not 0 <= number <= LONGEST.get(unit, -1) or (runs == "calendar" and unit != "months"):
        said = TIME_UNITS.get(unit, Text(unit, unit))
        raise BadInput(f"无法计算 {number} {said.zh}的期限。", f"A period of {number} {said.en} cannot be counted.")
    local, back = start.astimezone(ZoneInfo(zone)), runs == "back"
    if unit == "hours":
        if back and suspended:
            raise BadInput("倒算的小时数不能扣除时间。", "Nothing can be left out of hours that are counted back.")
        at = start - timedelta(hours=number) if back else _after_hours(start, timedelta(hours=number), suspended)
        return Due(at.astimezone(ZoneInfo(zone)), (), _basis(number, unit, local, at.astimezone(ZoneInfo(zone)), calendar, suspended, None, runs))
    try:
        last, counted = _last_day(number, unit, local.date(), calendar, days_out(suspended, zone), runs)
        end = (calendar.previous_working_day if back else calendar.next_working_day)(last) if rolls and unit != "working_days" else last
    except (OverflowError, ValueError):  # date arithmetic past the year 9999 or before the year 1
        raise BadInput(f"期限超出历法范围：{local:%Y-%m-%d}。", f"The period leaves the calendar: {local:%Y-%m-%d}.") from None
    at = datetime.combine(end, END_OF_DAY, ZoneInfo(zone))
    return Due(at, counted, _basis(number, unit, local, at, calendar, suspended, last, runs, rolls or unit == "working_days"))


def _last_day(number: int, unit: str, start: date, calendar: Calendar, out: set[date], runs: str) -> tuple[date, tuple[date, ...]]:
    if runs == "calendar":
        return same_day_later(start.replace(day=1), number) - DAY, ()
    step = -1 if runs == "back" else 1
    if unit in ("months", "years"):
        return _push(start, same_day_later(start, step * number * (12 if unit == "years" else 1)), out, DAY * step), ()
    counted: list[date] = []
    day = start
    while len(counted) < number:
        day += DAY * step
        if day not in out and (unit == "calendar_days" or calendar.is_working_day(day)):
            counted.append(day)
    return day, tuple(counted)


def same_day_later(day: date, months: int) -> date:
    """Return the corresponding day some months later, or the month's last where there is none (Civil Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of_the_year.monthrange(year, month + 1)[1]))


def _push(start: date, last: date, out: set[date], step: timedelta) -> date:
    """Move the last day on by the days that do not count, those that it meets on the way included."""
    left = sum(start < day <= last or last <= day < start for day in out)
    while left:
        last += step
        left -= last not in out
    return last


def days_out(suspended: Sequence[Pause], zone: str = ZONE) -> set[date]:
    """Return the days that pauses take out of a count by days."""
    out: set[date] = set()
    for pause in suspended:
        since, until = (moment.astimezone(ZoneInfo(zone)).date() for moment in (pause.since, pause.until))
        out.update(since + DAY * i for i in range(1, (until - since).days + 1))
    return out


def _after_hours(start: datetime, length: timedelta, suspended: Sequence[Pause]) -> datetime:
    at, left = start, length
    for pause in sorted(suspended, key=lambda one: one.since):
        if pause.until <= at:
            continue
        running = max(pause.since - at, timedelta(0))
        if running >= left:
            break
        left -= running
        at = pause.until
    return at + left


def _basis(
    number: int, unit: str, start: datetime, at: datetime, calendar: Calendar, suspended: Sequence[Pause], last: date | None, runs: str,
    hangs_on_calendar: bool = True,
) -> Text:  # fmt: skip
    """Return how it was counted, in one or more sentences."""
    said = TIME_UNITS[unit]
    if last is None:
        zh, en = ("前", "before") if runs == "back" else ("起", "from")
        parts = [Text(f"自 {start:%Y-%m-%d %H:%M} {zh} {number} {said.zh}。", f"{several(number, said)} {en} {start:%Y-%m-%d %H:%M}.")]
    else:
        parts = [_span(number, said, start, last, runs)]
        if at.date() > last:
            parts.append(Text(f"最后一日不是工作日，顺延至 {at.date()}。", f"The last day is a day off, so it moves on to {at.date()}."))
        elif at.date() < last:
            parts.append(Text(f"该日不是工作日，提前至 {at.date()}。", f"That day is a day off, so it moves back to {at.date()}."))
        elif not hangs_on_calendar and runs == "within" and not calendar.is_working_day(last):
            parts.append(Text("该日不是工作日，但本期间不因此顺延。", "That day is a day off, but this period does not move on for it."))
    parts += [_said(pause, start.tzinfo) for pause in suspended]
    if last is not None and hangs_on_calendar:
        parts += _calendar_doubt(at.date(), calendar)
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _calendar_doubt(end: date, calendar: Calendar) -> list[Text]:
    """State that the year of the last day has no published holidays yet, or none on file."""
    if not calendar.is_provisional(end):
        return []
    if calendar.is_on_file(end):
        return [Text(f"{end.year} 年放假安排尚未公布，暂计。", f"The holidays of {end.year} are not published yet: provisional.")]
    return [
        Text(
            f"库内没有 {end.year} 年的放假安排，只除去周末，可能偏早。",
            f"The holidays of {end.year} are not on file: weekends alone were left out, so this may be too early.",
        )
    ]


def _span(number: int, said: Text, start: datetime, last: date, runs: str) -> Text:
    day, en = f"{start:%Y-%m-%d}", several(number, said)
    if runs == "calendar":
        en = en.replace(" ", " calendar ", 1)
        return Text(f"含 {day} 的月份起共 {number} {said.zh}，至 {last}。", f"{en} with the one of {day} as the first, to {last}.")
    if runs == "back":
        return Text(f"自 {day} 的前一日起倒算 {number} {said.zh}，至 {last}。", f"{en} counted back from the day before {day}, to {last}.")
    return Text(f"自 {day} 的次日起算 {number} {said.zh}，至 {last}。", f"{en} counted from the day after {day}, to {last}.")


def _said(pause: Pause, zone: object) -> Text:
    since, until = (moment.astimezone(zone).date() for moment in (pause.since, pause.until))  # type: ignore[arg-type]  # tzinfo of an aware start
    zh, en = (f"（{pause.reason}）", f" ({pause.reason})") if pause.reason else ("", "")
    return Text(f"{since} 之后至 {until} 不计{zh}。", f"Not counted: after {since} up to {until}{en}.")
