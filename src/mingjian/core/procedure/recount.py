"""Counts the stored clocks of dossiers again under a draft, without taking their steps again."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law.periods import Pause, due, due_after, local_day
from mingjian.core.law.statutes import LawValue
from mingjian.core.procedure.clocks import OpenDeadline, count
from mingjian.core.procedure.draft import Draft
from mingjian.core.procedure.past import Past
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import DeadlineSpec, Sheet

_MOST_KEPT = 200_000  # counts that are remembered; a day and a period seldom come alone


@dataclass(frozen=True, slots=True)
class Rule:
    """What a clock counts by on a day: its period, extension, and how long a pause may last; none where the rulebook has no such value."""

    period: LawValue | None
    extension: LawValue | None
    cap: LawValue | None

    @property
    def figure(self) -> tuple[object, ...]:
        """Return what makes one rule another, as far as counting goes."""
        return tuple((value.number, value.unit, value.rolls, value.runs) if value else None for value in (self.period, self.extension, self.cap))


@dataclass
class Recounter:
    """Counts clocks under a draft. Rules and counts are remembered, since many dossiers share them."""

    draft: Draft
    _rules: dict[tuple[str, date, str, date], tuple[DeadlineSpec, Rule, Rule]] = field(default_factory=dict)
    _counts: dict[tuple[object, ...], datetime] = field(default_factory=dict)

    def rules(self, sheet: Sheet, name: str, on: date) -> tuple[DeadlineSpec, Rule, Rule]:
        """Return a clock of a sheet, and its rule on a day before and after the draft."""
        key = (sheet.procedure, sheet.in_force, name, on)
        if key not in self._rules:
            spec = sheet.deadlines[name]
            self._rules[key] = (spec, _rule(self.draft.before, spec, on), _rule(self.draft.after, spec, on))
        return self._rules[key]

    def is_touched(self, before: Rule, after: Rule) -> bool:
        """Return whether a clock may end on another day."""
        return before.figure != after.figure or self.draft.has_calendar

    def recount(self, past: Past, sheet: Sheet, stored: OpenDeadline) -> OpenDeadline | None:
        """Count one stored clock under the draft; none where the draft has no such period. What a person fixed (`until`) stays."""
        on = law_day(sheet, stored)
        spec, before, after = self.rules(sheet, stored.name, on)
        if _is_fixed(spec, stored, before):
            return stored
        if after.period is None:
            return None
        if after.period.number is None:
            return dataclasses.replace(stored, due=None)
        start = datetime.fromisoformat(stored.counting["start"]) if "start" in stored.counting else stored.opened_at
        if after.period.runs in ("back", "calendar"):
            return dataclasses.replace(stored, due=due(after.period, start, self.draft.after.calendar).at)
        granted, pauses = _granted(past, sheet, stored), self._pauses(past, sheet, stored, (before.cap, after.cap))
        periods = [_counted(after.period)]
        ends = self._end(periods, start, pauses)
        for n in range(stored.extended if after.extension else 0):
            if n < len(granted) and granted[n] > ends:
                return dataclasses.replace(stored, due=ends, extended=n)  # by then the period had run out: nothing was left to extend
            periods.append(_counted(after.extension))
            ends = self._end(periods, start, pauses)
        return dataclasses.replace(stored, due=ends)

    def _pauses(self, past: Past, sheet: Sheet, stored: OpenDeadline, caps: tuple[LawValue | None, LawValue | None]) -> list[Sequence[str]]:
        """Return the pauses of a clock, cut where the draft lets them last less, and let out to when they really ended where it lets them last longer."""
        pauses: list[Sequence[str]] = list(stored.counting.get("pauses", []))
        if caps[0] == caps[1] or not pauses:
            return pauses
        return [(since, self._paused_until(_resumed(past, sheet, stored.name, since, until), since, caps[1]), reason) for since, until, reason in pauses]

    def _paused_until(self, ended: datetime, since: str, cap: LawValue | None) -> str:
        if cap is None or cap.number is None:
            return ended.isoformat()
        latest = due_after(cap.number, cap.unit, datetime.fromisoformat(since), self.draft.after.calendar, rolls=cap.rolls).at
        return min(ended, latest).isoformat()

    def _end(self, periods: list[tuple[Any, ...]], start: datetime, pauses: Sequence[Sequence[str]]) -> datetime:
        by_days = all(unit != "hours" for _, unit, _ in periods)
        key = (*periods, local_day(start) if by_days else start, *map(tuple, pauses))
        if key not in self._counts:
            if len(self._counts) >= _MOST_KEPT:
                self._counts.clear()
            read = [Pause(datetime.fromisoformat(since), datetime.fromisoformat(until), reason) for since, until, reason in pauses]
            self._counts[key] = count(periods, start, read, self.draft.after.calendar).at
        return self._counts[key]


def law_day(sheet: Sheet, stored: OpenDeadline) -> date:
    """Return the day whose law a stored clock was counted by."""
    if "on" in stored.counting:
        return date.fromisoformat(stored.counting["on"])
    day = local_day(stored.opened_at)
    return day if sheet.until is None or day < sheet.until else date.fromordinal(sheet.until.toordinal() - 1)


def _rule(book: Rulebook, spec: DeadlineSpec, on: date) -> Rule:
    period, extension, cap = (_value(book, ref, on) if ref else None for ref in (spec.period, spec.extension, spec.left_out_at_most))
    return Rule(period, extension, cap)


def _value(book: Rulebook, ref: str, on: date) -> LawValue | None:
    try:
        return book.statutes.value(ref, on)
    except (NotFound, BadInput):
        return None


def _counted(value: LawValue | None) -> tuple[Any, ...]:
    assert value is not None  # noqa: S101 - the caller has looked
    return (value.number, value.unit, value.rolls)


def _is_fixed(spec: DeadlineSpec, stored: OpenDeadline, before: Rule) -> bool:
    """Return whether a paper fixed the last day; older dossiers do not say so, but then their period is not the law's."""
    if stored.counting.get("fixed"):
        return True
    periods = stored.counting.get("periods")
    return bool(spec.until and periods and before.period and tuple(periods[0]) != _counted(before.period))


def _resumed(past: Past, sheet: Sheet, name: str, since: str, until: str) -> datetime:
    """When a pause ended: by the step that let the clock run on, where the steps are known, or else as it was stored."""
    ends = [taken.at for taken in past.steps if taken.step in sheet.steps and name in sheet.steps[taken.step].resumes]
    begun, stored = datetime.fromisoformat(since), datetime.fromisoformat(until)
    return min((at for at in ends if at >= stored and at > begun), default=stored)


def _granted(past: Past, sheet: Sheet, stored: OpenDeadline) -> list[datetime]:
    """When each extension of a clock was granted, as far as the steps are known."""
    end = stored.closed_at
    given = [taken for taken in past.steps if taken.step in sheet.steps and stored.name in sheet.steps[taken.step].extends]
    return [taken.at for taken in given if taken.at >= stored.opened_at and (end is None or taken.at <= end)]
