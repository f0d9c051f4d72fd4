"""Dossiers as plain records, wherever they are kept: what was opened, which steps were taken, which clocks ran. And how to walk one again."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from mingjian.core.errors import BadInput, MingjianError, StepRefused
from mingjian.core.language import Text
from mingjian.core.law.periods import ZONE, local_day
from mingjian.core.procedure.clocks import OpenDeadline, Opened
from mingjian.core.procedure.engine import Change, Taken, advance
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import Paper, Sheet, State_

_LONGEST_LINE = 1 << 22  # characters of one dossier in a file
_SIGNATURES = ("1", "2")


@dataclass(frozen=True, slots=True)
class Past:
    """
    One dossier as it stands on file: its sheet by its day in force (and `sector`, where it is of a kind of department), its deadlines, its steps.

    Deadlines are in the order in which they opened, closed ones too.
    """

    number: str
    title: str
    procedure: str
    sheet: date
    is_closed: bool = False
    deadlines: tuple[OpenDeadline, ...] = ()
    steps: tuple[Taken, ...] = ()
    sector: str = ""

    @property
    def papers(self) -> dict[str, Any]:
        """Return the papers of all steps, the newest of each name."""
        return {name: value for taken in self.steps for name, value in taken.papers.items()}


def opened_on(past: Past) -> date:
    """Return the day on which a dossier was opened, in Beijing: that of its first step, or of its first clock, or of its sheet where neither is known."""
    known = [taken.at for taken in past.steps[:1]] or [one.opened_at for one in past.deadlines[:1]]
    return local_day(known[0]) if known else past.sheet


@dataclass
class Walked:
    """Where the steps of a dossier lead under a sheet: its state and deadlines, and the step that is refused there, if one is."""

    state: State_ | None = None
    deadlines: list[OpenDeadline] = field(default_factory=list)
    refused: tuple[Taken, Text] | None = None


def walk(past: Past, sheet: Sheet, book: Rulebook) -> Walked:
    """
    Take the steps of a dossier again under a sheet, up to the first that it refuses.

    Who took them is not asked again, and papers that are not in clear count as given.
    """
    walked = Walked(None if sheet.opening else sheet.starts)
    for place, taken in enumerate(past.steps):
        try:
            change = _take(walked, taken, past.steps[:place], sheet, book)
        except MingjianError as error:
            walked.refused = (taken, error.text)
            break
        _write(walked, change, taken.at)
    return walked


def _take(walked: Walked, taken: Taken, record: Sequence[Taken], sheet: Sheet, book: Rulebook) -> Change:
    spec = sheet.steps.get(taken.step)
    if spec is None:
        raise StepRefused(f"程序中没有步骤“{taken.step}”。", f"The procedure has no step {taken.step!r}.")
    asked = tuple(_lenient(need) for need in spec.needs)
    known = {need.name for need in asked}
    weighed = dataclasses.replace(spec, needs=asked, only_where={}, not_where={}, not_before_day=())
    lenient = dataclasses.replace(sheet, steps={**sheet.steps, taken.step: weighed})
    return advance(
        lenient,
        taken.step,
        state=walked.state,
        roles=spec.by,
        given={name: value for name, value in taken.papers.items() if name in known},
        at=taken.at,
        rulebook=book,
        deadlines=walked.deadlines,
        signed_by=_SIGNATURES if spec.second else (),
        second_roles=spec.second,
        record=record,
    )


def _lenient(need: Paper) -> Paper:
    """
    Ask for a paper as the ledger tells it: a personal one need not be there, and what is a key for the office stands there as a name.

    Days, and what the record had to say, were weighed when the step was taken.
    """
    kind = "dossier" if need.names else need.kind
    return dataclasses.replace(need, required=need.required and not need.personal, kind=kind, past=False, follows=False, ahead=False, after_source=False)


def _write(walked: Walked, change: Change, at: datetime) -> None:
    """Keep what a step changed, as the office does in its tables."""
    kept: list[OpenDeadline] = []
    for one in walked.deadlines:
        if one.closed_at is None and one.name in change.closes:
            kept.append(dataclasses.replace(one, closed_at=at))
        elif one.closed_at is None and one.name in change.suspended:
            kept.append(dataclasses.replace(one, suspended_since=at))
        else:
            kept.append(one)
    for moved in change.moved:
        at_place = max(i for i, one in enumerate(kept) if one.name == moved.name)
        kept[at_place] = _stored(moved)
    walked.deadlines = [*kept, *map(_stored, change.opens)]
    walked.state = change.state


def _stored(one: Opened) -> OpenDeadline:
    return OpenDeadline(one.name, one.opened_at, one.due, one.extended, one.suspended_since, None, one.counting)


def read_past(path: Path) -> Iterator[Past]:
    """
    Read dossiers from a file of JSON lines, one each: `number`, `procedure`, `sheet` (its day in force), and `deadlines`, `steps`, or both.

    A deadline has `name`, `opened_at`, `due`, and where they are known `closed_at`, `extended`, `suspended_since`, `counting`; a step `step`, `at`, `papers`.
    Instants are aware. Raises `BadInput` with the line.
    """
    with path.open(encoding="utf-8", errors="replace") as lines:
        number = 0
        while line := lines.readline(_LONGEST_LINE + 1):  # never more in memory than a dossier may have
            number += 1
            if line.strip():
                yield _read_line(line, f"{path.name}:{number}")


def _read_line(line: str, where: str) -> Past:
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError("too long")
        told = json.loads(line)
        return Past(
            str(told["number"]),
            str(told.get("title", "")),
            str(told["procedure"]),
            date.fromisoformat(told["sheet"]),
            bool(told.get("closed", False)),
            tuple(_read_deadline(one) for one in told.get("deadlines", ())),
            tuple(Taken(str(one["step"]), _instant(one["at"]), dict(one.get("papers", {}))) for one in told.get("steps", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        said = f"{type(error).__name__}: {error}"[:160]
        raise BadInput(
            f"{where} 不是卷宗记录：{said}。须有 number、procedure、sheet，以及 deadlines 或 steps。",
            f"{where} is no record of a dossier: {said}. It needs number, procedure, sheet, and deadlines or steps.",
        ) from None


def _read_deadline(told: Mapping[str, Any]) -> OpenDeadline:
    due, since, closed = (_instant(told[key]) if told.get(key) else None for key in ("due", "suspended_since", "closed_at"))
    return OpenDeadline(str(told["name"]), _instant(told["opened_at"]), due, int(told.get("extended", 0)), since, closed, dict(told.get("counting", {})))


def _instant(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment


def read_stories(place: Path, book: Rulebook) -> Iterator[Past]:
    """
    Read the stories of procedures (`<procedure>.yaml`, as `tests/rulebook` tells them) as dossiers: the steps that they take, without those that are refused.

    Raises `BadInput` for a file that tells no stories, and what the rulebook raises for a procedure or day that it does not know.
    """
    paths = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    for path in paths:
        try:
            stories = yaml.safe_load(path.read_text("utf-8"))
            told = [(str(story["story"]), [_told(step) for step in story["steps"] if "step" in step and "refused" not in step]) for story in stories]
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            said = f"{type(error).__name__}: {error}"[:160]
            raise BadInput(f"{path} 不是程序的故事：{said}", f"{path} tells no stories of a procedure: {said}") from None
        for name, steps in told:
            if steps:
                sheet = book.sheet(path.stem, local_day(steps[0].at))
                yield Past(path.stem, name, path.stem, sheet.in_force, steps=tuple(steps))


def _told(step: Mapping[str, Any]) -> Taken:
    at = datetime.fromisoformat(str(step["at"])).replace(tzinfo=ZoneInfo(ZONE))
    return Taken(str(step["step"]), at, dict(step.get("with", {})))
