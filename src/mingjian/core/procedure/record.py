"""What the record of a dossier tells a step: the papers given before, and the day before which a day that the step names cannot lie."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mingjian.core.language import Text
from mingjian.core.law import local_day
from mingjian.core.procedure.sheet import Sheet, State_, Step


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as it was taken. `papers` are those that the ledger tells in clear; personal ones are not among them."""

    step: str
    at: datetime
    papers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A step that was taken before, by its label, and the day that it tells of itself, or on which it was entered."""

    label: Text
    on: date


def law_day_of(written: str) -> date:
    """Return the day, in the law's own zone, of a day or instant in ISO 8601."""
    return date.fromisoformat(written) if len(written) == len("2026-04-15") else local_day(datetime.fromisoformat(written))


def values_on_record(record: Iterable[Taken], names: Collection[str]) -> dict[str, Any]:
    """Return the newest value of each of some papers that was given in any step."""
    found: dict[str, Any] = {}
    for taken in record:
        found |= {name: value for name, value in taken.papers.items() if name in names}
    return found


def followed(sheet: Sheet, step: Step, state: State_ | None, record: Sequence[Taken]) -> Earlier | None:
    """
    Return the step before whose day no day of the past that `step` names can lie: what is served was decided first.

    It is the newest step that brought the track to where it stands and took nothing back. A track that still stands at its start follows the first step by
    which other tracks came to where `step` wants them, and otherwise the opening of the dossier. None for the opening step itself.
    """
    if state is None:
        return None
    here = sheet.place(step.track, state)
    own = _leading(sheet, step.track, {here})
    if newest := next((taken for taken in reversed(record) if taken.step in own), None):
        return _dated(sheet, newest)
    firsts = [_first(record, _leading(sheet, track, states)) for track, states in step.only_while.items()]
    beside = [_dated(sheet, taken) for taken in (*firsts, _first(record, {sheet.opening or ""})) if taken]
    return max(beside, key=lambda earlier: earlier.on, default=None)


def _leading(sheet: Sheet, track: str, states: Collection[str]) -> set[str]:
    return {step.name for step in sheet.steps.values() if step.track == track and step.to in states and step.name not in sheet.undoing}


def _first(record: Sequence[Taken], steps: Collection[str]) -> Taken | None:
    return next((taken for taken in record if taken.step in steps), None)


def _dated(sheet: Sheet, taken: Taken) -> Earlier:
    step = sheet.steps[taken.step]
    told = next((str(taken.papers[paper.name]) for paper in step.needs if paper.follows and taken.papers.get(paper.name)), None)
    return Earlier(step.label, law_day_of(told) if told else local_day(taken.at))
