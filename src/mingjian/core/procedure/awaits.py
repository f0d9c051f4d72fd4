"""
On whom a track of a dossier waits, as far as its sheet alone says it: the one reading that stories and the office share.

A running deadline may say it, else the state does. What no sheet knows (who has signed, which departments take part, who is barred) is added by the office.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from mingjian.core.procedure.engine import Early, is_borne_out, steps_open, too_early
from mingjian.core.procedure.record import Taken
from mingjian.core.procedure.sheet import Awaits, Sheet, State_, Step

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class TurnClock:
    """A running deadline, as far as it decides whose turn it is."""

    name: str
    due: datetime | None
    is_missed: bool
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One thing that a track waits for: `steps` that can be taken now, or the party outside that `said` names.

    `deadline` is the running one that says so, none where the state does. `held_by`: each of the steps must wait for days to run out, first for these;
    `until`: for a day that was fixed, such as that of a hearing. There are no `steps` then. `absent` are steps that can be taken where no department has a
    role that is asked.
    """

    track: str
    said: Awaits
    steps: tuple[Step, ...] = ()
    absent: tuple[Step, ...] = ()
    deadline: str = ""
    held_by: str = ""
    until: Early | None = None


@dataclass(frozen=True)
class Situation:
    """Where a dossier stands: its state, the deadlines that run, the steps that can be taken, by name, and those of them whose day has not come (`early`)."""

    sheet: Sheet
    state: State_
    clocks: Sequence[TurnClock]
    able: Mapping[str, Step]
    is_closed: bool = False
    early: Mapping[str, Early] = field(default_factory=dict)


def able_steps(steps: Iterable[Step], came_by: Mapping[str, str], record: Sequence[Taken]) -> dict[str, Step]:
    """Return those of some open steps, by name, that are led to by what they ask for (`came_by`, by track), and borne out by the record."""
    return {step.name: step for step in steps if is_borne_out(step, record) and (not step.only_after or came_by.get(step.track) in step.only_after)}


def early_steps(sheet: Sheet, steps: Iterable[Step], record: Sequence[Taken], at: datetime) -> dict[str, Early]:
    """Return those of some steps, by name, whose day has not come or was never fixed, each with why."""
    return {step.name: early for step in steps if step.not_before_day and (early := too_early(sheet, step, record, at))}


def situation_of(
    sheet: Sheet, state: State_, clocks: Sequence[TurnClock], came_by: Mapping[str, str], record: Sequence[Taken], at: datetime, *, is_closed: bool
) -> Situation:
    """Return where a dossier stands at an instant. `came_by`: the step that brought each track to where it stands; `record`: the steps taken so far."""
    able = able_steps(steps_open(sheet, state, running={one.name for one in clocks}), came_by, record)
    return Situation(sheet, state, clocks, able, is_closed, early_steps(sheet, able.values(), record, at))


def second_signature(step: Step) -> Asked:
    """Return what a step waits for that one person has signed: the second signature, and on its track nothing else."""
    return Asked(step.track, Awaits(step.side, step.second, (step.name,)), (step,))


def asked_on(situation: Situation, track: str, read: Callable[[Asked], list[W]]) -> list[W]:
    """
    Return what a track waits for: what its running deadlines say, else what its state says.

    `read` makes of one thing asked what the caller needs; nothing where it turns out that nobody is asked, so that what stands behind it is asked.
    """
    instead, beside = list[W](), list[W]()
    for clock in situation.clocks:
        for said in _said_by(situation.sheet, clock, track):
            (beside if said.beside else instead).extend(_read(situation, track, said, read, clock.name))
    if instead or situation.is_closed:
        return [*instead, *beside]
    state = situation.sheet.states.get(situation.sheet.place(track, situation.state))
    found = list[W]()
    for said in state.awaits if state else ():
        asked = _read(situation, track, said, read)
        if said.each and asked:
            return [*asked, *beside]  # while a word of somebody is missing, nobody is asked to go on without it
        found += asked
    return [*found, *beside]


def _said_by(sheet: Sheet, clock: TurnClock, track: str) -> tuple[Awaits, ...]:
    """Return what the sheet says of a running deadline, where it is of the track."""
    spec = sheet.deadlines.get(clock.name)
    if spec is None or clock.is_suspended:
        return ()
    said = spec.awaits
    if clock.is_missed:
        said = spec.once_missed or (spec.awaits if spec.obliged.kind == "side" else ())
    return tuple(one for one in said if _track_of(sheet, clock.name, one) == track)


def _track_of(sheet: Sheet, name: str, said: Awaits) -> str:
    """Return the track that a deadline speaks of: that of its steps, else of what follows when it is missed, else of the step that opens it."""
    spec = sheet.deadlines[name]
    named = [*said.steps, *(step for one in spec.once_missed for step in one.steps), *((spec.when_missed,) if spec.when_missed else ())]
    of_steps = [sheet.steps[step].track for step in named if step in sheet.steps]
    opening = [step.track for step in sheet.steps.values() if name in step.opens]
    return next(iter([*of_steps, *opening]), "")


def _read(situation: Situation, track: str, said: Awaits, read: Callable[[Asked], list[W]], deadline: str = "") -> list[W]:
    """Return what one saying of the sheet comes to now; nothing where none of its steps can be taken."""
    if said.outside:
        return read(Asked(track, said, deadline=deadline))
    steps = [situation.able[name] for name in said.steps if name in situation.able]
    ready = tuple(step for step in steps if step.name not in situation.early and not _holding_back(situation, step))
    if ready:
        absent = tuple(situation.able[name] for name in said.absent if name in situation.able)
        return read(Asked(track, said, ready, absent, deadline))
    holding = [clock for step in steps for clock in _holding_back(situation, step)]
    if not holding:
        return _read_early(situation, track, said, [situation.early[step.name] for step in steps], read)
    first = min(holding, key=lambda clock: (clock.due is None, clock.due.timestamp() if clock.due else 0.0))
    return read(Asked(track, said, deadline=deadline, held_by=first.name))


def _read_early(situation: Situation, track: str, said: Awaits, early: Sequence[Early], read: Callable[[Asked], list[W]]) -> list[W]:
    """Return the wait for the step by which a day is to be fixed that nobody fixed yet, else for the first day that was fixed; nothing for no steps."""
    fixing = next((situation.able[one.fixed_by] for one in early if one.fixed_by in situation.able), None)
    if fixing is not None:
        return read(Asked(track, replace(said, side=fixing.side, by=fixing.by, steps=(fixing.name,), absent=()), (fixing,)))
    dated = [one for one in early if one.day]
    return read(Asked(track, said, until=min(dated, key=lambda one: one.day or date.max))) if dated else []


def _holding_back(situation: Situation, step: Step) -> list[TurnClock]:
    return [clock for clock in situation.clocks if clock.name in step.not_before and not clock.is_missed]
