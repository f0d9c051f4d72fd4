"""Reckons a period of the law for a person: which text, from when, what is left out, by when, and how it was counted."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mingjian.core.calendar import DAY, Calendar
from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.language import Text
from mingjian.core.law.periods import ZONE, Due, Pause, days_out, due, local_day
from mingjian.core.law.statutes import TIME_UNITS, UNNUMBERED, LawValue, Statutes

_SPAN = re.compile(r"(?P<since>[^.=]+)\.\.(?P<until>[^.=]+)(?:=(?P<reason>.*))?", re.DOTALL)
_LONGEST_SPAN = 3660  # days; whatever is left out of a period is shorter than ten years


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A period as it was counted. `due` is none where the law gives no number; `notes` say what a reader should know besides."""

    value: LawValue
    due: Due | None
    notes: tuple[Text, ...]


def reckon(statutes: Statutes, calendar: Calendar, ref: str, start: datetime, on: date | None = None, left_out: Sequence[Pause] = ()) -> Reckoning:
    """
    Count the period that a ref names, from an aware start, under the law of a day (by default the day of the start, in Beijing).

    Time left out beyond what the law allows (`exclusion_cap`) counts again. Raises `NotFound` or `BadInput` for an unknown ref, a day before the first
    version, or a value that is no period.
    """
    if start.tzinfo is None:
        raise BadInput("起算时间须带时区。", "The start of a period needs a time zone.")
    value = statutes.value(ref, on or local_day(start))
    if value.unit not in TIME_UNITS:
        raise BadInput(f"{ref} 不是期限，而是 {value.amount.zh}。", f"{ref} is no period: it is {value.amount.en}.")
    if value.unit in UNNUMBERED:
        return Reckoning(
            value, None, (Text("法律没有规定具体时间；任何小时数都只是内部目标。", "The law sets no number; any number of hours is a target of one's own."),)
        )
    notes = [_doubt(value)] if value.verification != "text" else []
    if value.ref != ref:
        notes.append(Text(f"{ref} 的期限已由上位法取代，按 {value.ref} 计算。", f"A higher text superseded the period of {ref}: {value.ref} is counted."))
    if value.exclusion_cap and left_out:
        cap = statutes.value(value.exclusion_cap, on or local_day(start))
        left_out, cut = capped(left_out, cap.number or 0, calendar)
        notes += [Text(f"扣除以 {cap.amount.zh}为限（{cap.ground}）。", f"At most {cap.amount.en} are left out ({cap.ground}).")] if cut else []
    if value.runs == "calendar" and value.starts and local_day(start).day != 1:
        zh, en = value.starts.zh, value.starts.en
        notes.append(
            Text(
                f"按日历月计，自“{zh}”起；所填 {local_day(start)} 不是一日，请核对起算日。",
                f"Counted by calendar months, from: {en}. {local_day(start)} is not the first of a month: check the start.",
            )
        )
    found = due(value, start, calendar, suspended=left_out)
    notes += _not_named(value, found, start, calendar, left_out)
    if value.unit == "working_days":
        _refuse_unknown_years(local_day(start), found.at.date(), calendar)
    return Reckoning(value, found, (*notes, *_otherwise(value, found, start, calendar, left_out)))


def _not_named(value: LawValue, found: Due, start: datetime, calendar: Calendar, left_out: Sequence[Pause]) -> Iterator[Text]:
    """Return which time was left out that the article does not name, and the last day without it: another text may leave it out, and this one does not."""
    named = " ".join(f"{text.zh} {text.en}".lower() for text in value.excludes)
    others = [pause for pause in left_out if not (pause.reason and pause.reason.lower() in named)]
    if not others:
        return
    zh, en = (
        "、".join(f"“{one.reason}”" if one.reason else "没有写明原因的时间" for one in others),
        ", ".join(repr(one.reason or "no reason") for one in others),
    )
    what = (
        Text("不计入的是：" + "；".join(text.zh for text in value.excludes), "leaves out: " + "; ".join(text.en for text in value.excludes))
        if value.excludes
        else Text("没有写明不计入的时间", "leaves out nothing")
    )
    plain = local_day(due(value, start, calendar, suspended=[one for one in left_out if one not in others]).at)
    if plain != local_day(found.at):
        yield Text(
            f"该条{what.zh}。扣除{zh}须另有依据；不扣除的，为 {plain}。", f"The article {what.en}. To leave out {en} needs another text; without it: {plain}."
        )


def _otherwise(value: LawValue, found: Due, start: datetime, calendar: Calendar, left_out: Sequence[Pause]) -> Iterator[Text]:
    """Notify the other last day where a day off moves it for some and not for others, or where no text says whether it does."""
    if value.rolls_otherwise is None:
        return
    other = local_day(due(dataclasses.replace(value, rolls=not value.rolls), start, calendar, suspended=left_out).at)
    if other != local_day(found.at):
        yield Text(f"{value.rolls_otherwise.zh}：{other}。", f"{value.rolls_otherwise.en}: {other}.")


def _refuse_unknown_years(start: date, end: date, calendar: Calendar) -> None:
    """Refuse working days in a year whose holidays are not on file: counted as plain weekdays they would end too early."""
    years = [year for year in range(min(start, end).year, max(start, end).year + 1) if not calendar.is_on_file(date(year, 1, 1))]
    if years:
        zh, en = "、".join(map(str, years)), ", ".join(map(str, years))
        raise NotInBook(
            f"规则库没有 {zh} 年的放假调休安排，不能计算其间的工作日；请查当年国务院办公厅的通知。",
            f"The rulebook has no holiday calendar of {en}, so working days in it cannot be counted: see the notice of the State Council for the year.",
        )


def _doubt(value: LawValue) -> Text:
    if value.verification == "UNVERIFIED":
        return Text("此数值未经核对（UNVERIFIED），不得单独作为依据。", "This figure is UNVERIFIED and decides nothing by itself.")
    return Text("此数值来自转述（secondary），未与原文核对。", "This figure is from a page that reports the text (secondary); the text itself was not read.")


def capped(pauses: Sequence[Pause], most: int, calendar: Calendar) -> tuple[list[Pause], bool]:
    """Cut pauses so that no more working days than `most` lie in them, the earliest kept; and tell whether anything was cut."""
    kept: list[Pause] = []
    seen: set[date] = set()
    for pause in sorted(pauses, key=lambda one: one.since):
        for day in sorted(days_out([pause]) - seen):
            if calendar.is_working_day(day) and sum(map(calendar.is_working_day, seen)) == most:
                cut = datetime.combine(day - DAY, time(0), ZoneInfo(ZONE))
                return [*kept, *([dataclasses.replace(pause, until=cut)] if cut > pause.since else [])], True
            seen.add(day)
        kept.append(pause)
    return kept, False


def pause_of(text: str) -> Pause:
    """
    Read `FROM..TO=reason`, time that does not count.

    Two days mean those days and all between, both left out: `2026-03-05..2026-03-10=appraisal`. Two instants with a zone mean a pause between them, of which,
    by days, the first counts and the last does not. Raises `BadInput` for anything else, an end before the beginning, or more than ten years.
    """
    found = _SPAN.fullmatch(text.strip())
    since, until = (_instant(found[name].strip()) for name in ("since", "until")) if found else (None, None)
    if not found or since is None or until is None or isinstance(since, datetime) != isinstance(until, datetime):
        raise BadInput(
            f"看不懂“{text[:80]}”；请写作 2026-03-05..2026-03-10=鉴定，或者两个带时区的时刻。",
            f"{text[:80]!r} is not understood; write 2026-03-05..2026-03-10=appraisal, or two instants with a time zone.",
        )
    if not isinstance(since, datetime) or not isinstance(until, datetime):
        if until < since:
            raise _backwards(text)
        if since <= date.min + DAY or until >= date.max - DAY:
            raise BadInput(f"日期超出历法范围：{text[:80]}", f"A day is outside the calendar: {text[:80]}")
        since, until = (datetime.combine(day, time(0), ZoneInfo(ZONE)) for day in (since - DAY, until))
        since += timedelta(hours=23, minutes=59, seconds=59)  # whole days: from the end of the day before to the end of the last one
        until += timedelta(hours=23, minutes=59, seconds=59)
    if not timedelta(0) <= until - since <= DAY * _LONGEST_SPAN:
        raise _backwards(text)
    return Pause(since, until, (found["reason"] or "").strip())


def _backwards(text: str) -> BadInput:
    return BadInput(f"扣除的时间须先起后止，且不超过十年：{text[:80]}", f"Time left out must begin before it ends, and be under ten years: {text[:80]}")


def _instant(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-05") else _aware(datetime.fromisoformat(text))
    except ValueError:
        return None


def _aware(moment: datetime) -> datetime | None:
    return moment if moment.tzinfo and date.min.year < moment.year < date.max.year else None  # another zone could lie beyond the calendar


def periods(statutes: Statutes) -> Iterator[LawValue]:
    """Return every value of every version that is a period or a duty in time, by law, day and article."""
    return (value for value in statutes.values() if value.unit in TIME_UNITS)
