"""Opens, moves and gives back the deadlines of a dossier. Pure: what runs is handed in, what changes is handed back."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mingjian.core.calendar import Calendar
from mingjian.core.errors import StepRefused
from mingjian.core.language import Text, several
from mingjian.core.law.periods import END_OF_DAY, LONGEST, ZONE, Due, Pause, due, due_after, local_day
from mingjian.core.law.statutes import LawValue
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import DeadlineSpec, Obliged, Sheet, State_, Step


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """
    A deadline of a dossier as it was stored: running, or closed if it has `closed_at`.

    `counting` is JSON-able and opaque: what the engine needs to count again (its start, periods, pauses, and what was before). Store what `Opened` gave, and
    hand it back.
    """

    name: str
    opened_at: datetime
    due: datetime | None
    extended: int = 0
    suspended_since: datetime | None = None
    closed_at: datetime | None = None
    counting: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """
    A deadline as it stands after a step: opened new, or moved (then it replaces the stored one of that name), with whoever must act within it.

    `due` none: without a number; then `unit` tells `immediately` from `promptly`, which are two words of the law.
    """

    name: str
    label: Text
    opened_at: datetime
    due: datetime | None
    ground: tuple[str, ...]
    basis: Text
    verification: str
    extended: int = 0
    suspended_since: datetime | None = None
    counting: Mapping[str, Any] = field(default_factory=dict)
    obliged: Obliged | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """
    What counting needs besides the deadline itself: the sheet, the rulebook, the instant of the step, and where the dossier stands after it.

    `record` are the papers given in earlier steps, by name; None where they are not known.
    """

    sheet: Sheet
    rulebook: Rulebook
    at: datetime
    state: State_ = ""
    record: Mapping[str, Any] | None = None

    @property
    def law_day(self) -> date:
        """Return the day whose law governs: that of the step, but never later than the sheet itself, since a dossier keeps its version."""
        day = local_day(self.at)
        return day if self.sheet.until is None else min(day, self.sheet.until - timedelta(days=1))

    def open(self, name: str, papers: Mapping[str, object]) -> Opened | None:
        """Open a deadline of the sheet; none where its condition (`only_if`, `unless`, `only_while`, `only_where`) does not hold."""
        spec = self.sheet.deadlines[name]
        if any(self.sheet.place(track, self.state) not in states for track, states in spec.only_while.items()):
            return None
        if not all(papers.get(paper) in values for paper, values in spec.only_if.items()):
            return None
        if any(papers.get(paper) in values for paper, values in spec.unless.items()):
            return None
        if self.record is not None and any(self.record.get(paper) not in values for paper, values in spec.only_where.items()):
            return None
        value = self.rulebook.statutes.value(spec.period, self.law_day)
        start = self._start(spec, papers, may_lie_ahead=value.runs == "back")
        counting = {"start": start.isoformat(), "ref": value.ref, "on": self.law_day.isoformat()}
        if spec.until and papers.get(spec.until):
            return self._opened(spec, {**counting, "periods": [self._fixed(spec, start, str(papers[spec.until]))], "pauses": [], "fixed": True}, start, 0)
        if value.number is None:
            basis = Text(f"{value.title.zh}：{value.amount.zh}（法律未规定天数）。", f"{value.title.en}: {value.amount.en} (the law sets no number).")
            return self._told(spec, value, start, None, basis, counting=counting)
        if value.runs in ("back", "calendar"):
            ends = due(value, start, self.rulebook.calendar)
            return self._told(spec, value, min(start, self.at), ends.at, ends.basis, counting=counting)
        return self._opened(spec, {**counting, "periods": [_period(value)], "pauses": []}, start, 0)

    def extend(self, running: OpenDeadline) -> Opened:
        """Extend a running deadline once more, by the extension that the law allows; refuses one that is used up, suspended or already missed."""
        spec = self.sheet.deadlines[running.name]
        self.refuse_extension(running)
        counting = self._counting(running)
        value = self.rulebook.statutes.value(str(spec.extension), self.law_day)
        counting["periods"] = [*counting["periods"], _period(value)]
        return self._opened(spec, counting, running.opened_at, running.extended + 1, value)

    def refuse_extension(self, running: OpenDeadline) -> None:
        """Raise `StepRefused` if the deadline can no longer be extended."""
        spec = self.sheet.deadlines[running.name]
        if running.extended >= spec.times:
            raise StepRefused(
                f"“{spec.label.zh}”最多延长 {spec.times} 次，已经用完。", f"{spec.label.en!r} may be extended {several(spec.times, 'time')} only, and has been."
            )
        if running.suspended_since is not None:
            raise StepRefused(f"“{spec.label.zh}”已暂停计算，恢复后才能延长。", f"{spec.label.en!r} is suspended; resume it before extending.")
        if running.due is None or self.at > running.due:
            when = local_day(running.due) if running.due else None
            raise StepRefused(f"“{spec.label.zh}”已于 {when} 届满，不能再延长。", f"{spec.label.en!r} ran out on {when} and cannot be extended any more.")

    def refuse_early(self, running: OpenDeadline | None, step: Step) -> None:
        """Raise `StepRefused` with the day from which the step may be taken, if a deadline that must run out first has not."""
        if running is None or running.due is None:
            return
        label = self.sheet.deadlines[running.name].label
        if running.suspended_since is not None:
            raise StepRefused(
                f"“{label.zh}”暂停计算，届满之前不能“{step.label.zh}”。", f"{label.en!r} is suspended; {step.label.en!r} must wait until it has run out."
            )
        if self.at <= running.due:
            due = running.due.astimezone(ZoneInfo(ZONE))
            from_ = f"{due.date() + timedelta(days=1)}" if due.time() == END_OF_DAY else f"{due:%Y-%m-%d %H:%M}"
            raise StepRefused(
                f"“{label.zh}”尚未届满，{from_} 起才能“{step.label.zh}”。", f"{label.en!r} has not run out: {step.label.en!r} may be taken from {from_} on."
            )

    def resume(self, running: OpenDeadline, reason: str) -> Opened:
        """Let a suspended deadline run on: the time since it was suspended is not counted."""
        since = running.suspended_since
        if since is None or since > self.at:
            raise StepRefused("恢复计算的时间早于暂停的时间。", "A deadline cannot resume before it was suspended.")
        counting = self._counting(running)
        counting["pauses"] = [*counting["pauses"], [since.isoformat(), self._left_out_until(running.name, since).isoformat(), reason]]
        return self._opened(self.sheet.deadlines[running.name], counting, running.opened_at, running.extended)

    def _left_out_until(self, name: str, since: datetime) -> datetime:
        """Return the end of a suspension: this step, but no later than the law allows time to be left out."""
        limit = self.sheet.deadlines[name].left_out_at_most
        if limit is None:
            return self.at
        value = self.rulebook.statutes.value(limit, self.law_day)
        return self.at if value.number is None else min(self.at, due_after(value.number, value.unit, since, self.rulebook.calendar, rolls=value.rolls).at)

    def restart(self, running: OpenDeadline | None, name: str, papers: Mapping[str, object]) -> Opened | None:
        """Start a deadline anew from this step, and remember how it stood."""
        fresh = self.open(name, papers)
        if fresh is None or running is None:
            return fresh
        return dataclasses.replace(fresh, counting={**fresh.counting, "before": _stored(running)})

    def restore(self, standing: OpenDeadline) -> Opened | None:
        """Return a deadline back as it stood before it was restarted or closed; none where nothing was taken from it."""
        if standing.closed_at is None and "before" not in standing.counting:
            return None
        was = standing if standing.closed_at is not None else _read_stored(standing.name, standing.counting["before"])
        spec = self.sheet.deadlines[was.name]
        value = self.rulebook.statutes.value(spec.period, self.law_day)
        basis = Text("撤销后恢复原来的期限。", "Given back as it stood before the step that was undone.")
        kept = {"extended": was.extended, "suspended_since": was.suspended_since, "counting": was.counting}
        return self._told(spec, value, was.opened_at, was.due, basis, **kept)

    def _start(self, spec: DeadlineSpec, papers: Mapping[str, object], *, may_lie_ahead: bool = False) -> datetime:
        """Return the instant that starts the count: the paper that the sheet names, if it was given, else the step."""
        written = papers.get(spec.from_) if spec.from_ else None
        if written is None:
            return self.at
        zone = ZoneInfo(ZONE)
        text = str(written)
        start = datetime.combine(date.fromisoformat(text), time(), zone) if len(text) == len("2026-04-15") else datetime.fromisoformat(text)
        if not may_lie_ahead and start.astimezone(zone).date() > self.at.astimezone(zone).date():
            raise StepRefused(
                f"“{spec.label.zh}”的起算时间 {start.date()} 晚于办理时间。", f"The start of {spec.label.en!r}, {start.date()}, lies after the step itself."
            )
        return start

    def _fixed(self, spec: DeadlineSpec, start: datetime, until: str) -> list[Any]:
        """Return the period that ends on the day that a paper fixes, counted in days so that time left out can still be added."""
        days = (date.fromisoformat(until[:10]) - local_day(start)).days
        if days < 0:
            raise StepRefused(
                f"“{spec.label.zh}”的截止日 {until[:10]} 早于起算日。", f"The last day of {spec.label.en!r}, {until[:10]}, lies before its start."
            )
        if days > LONGEST["calendar_days"]:
            raise StepRefused(
                f"“{spec.label.zh}”的截止日 {until[:10]} 太远，请核对年份。", f"The last day of {spec.label.en!r}, {until[:10]}, is too far: see its year."
            )
        return [days, "calendar_days", False]

    def _counting(self, running: OpenDeadline) -> dict[str, Any]:
        """Return what was stored, or, where nothing was, what the sheet would have counted."""
        if "periods" in running.counting:
            return dict(running.counting)
        spec = self.sheet.deadlines[running.name]
        value = self.rulebook.statutes.value(spec.period, self.law_day)
        extensions = [_period(self.rulebook.statutes.value(spec.extension, self.law_day))] * running.extended if spec.extension else []
        return {"start": running.opened_at.isoformat(), "ref": value.ref, "periods": [_period(value), *extensions], "pauses": []}

    def _opened(self, spec: DeadlineSpec, counting: Mapping[str, Any], opened_at: datetime, extended: int, by: LawValue | None = None) -> Opened:
        value = by or self.rulebook.statutes.value(spec.period, self.law_day)
        pauses = [Pause(datetime.fromisoformat(since), datetime.fromisoformat(until), reason) for since, until, reason in counting["pauses"]]
        due = count(counting["periods"], datetime.fromisoformat(counting["start"]), pauses, self.rulebook.calendar)
        return self._told(spec, value, opened_at, due.at, due.basis, extended=extended, counting=counting)

    def _told(self, spec: DeadlineSpec, value: LawValue, opened_at: datetime, due_at: datetime | None, basis: Text, **more: Any) -> Opened:
        told: dict[str, Any] = {**more, "obliged": spec.obliged, "unit": value.unit}
        return Opened(spec.name, spec.label, opened_at, due_at, (value.ground,), basis, value.verification, **told)


def count(periods: Iterable[tuple[int, str, bool]], start: datetime, pauses: list[Pause], calendar: Calendar) -> Due:
    """Count one period after the other; neighbours in the same unit are one longer period, so that a day off in between moves nothing."""
    merged: list[tuple[int, str, bool]] = []
    for number, unit, rolls in periods:
        if merged and merged[-1][1] == unit:
            number += merged.pop()[0]
        merged.append((number, unit, rolls))
    parts = []
    for number, unit, rolls in merged:
        parts.append(due_after(number, unit, start, calendar, suspended=[pause for pause in pauses if pause.until > start], rolls=rolls))
        start = parts[-1].at
    counted = tuple(day for part in parts for day in part.counted)
    return Due(start, counted, Text("".join(part.basis.zh for part in parts), " ".join(part.basis.en for part in parts)))


def _period(value: LawValue) -> list[Any]:
    return [value.number, value.unit, value.rolls]


def _stored(deadline: OpenDeadline) -> dict[str, Any]:
    due, since = deadline.due, deadline.suspended_since
    return {
        "opened_at": deadline.opened_at.isoformat(),
        "due": due.isoformat() if due else None,
        "extended": deadline.extended,
        "suspended_since": since.isoformat() if since else None,
        "counting": dict(deadline.counting),
    }


def _read_stored(name: str, stored: Mapping[str, Any]) -> OpenDeadline:
    due, since = stored["due"], stored["suspended_since"]
    return OpenDeadline(
        name,
        datetime.fromisoformat(stored["opened_at"]),
        datetime.fromisoformat(due) if due else None,
        stored["extended"],
        datetime.fromisoformat(since) if since else None,
        None,
        stored["counting"],
    )
