"""
What a sheet makes of a dossier: what a step changes, which steps are open, and on whom each track waits. Pure: no clock, no database, no files.

In the order of this file: what the record tells a step; `advance`, which checks a step and computes its change, with each check in the order in which it is
asked; then the steps open, and on whom a track waits as far as its sheet alone says it: the one reading that stories and the office share. What no sheet
knows (who has signed, which departments take part, who is barred) is added by the office.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from mingjian.core.errors import NotFound, StepRefused
from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.periods import local_day
from mingjian.core.procedure.clocks import Clock, OpenDeadline, Opened
from mingjian.core.procedure.papers import Asking, read_papers
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import ALL, Awaits, Sheet, State_, Step


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


_SIGNATURES = 2


@dataclass(frozen=True, slots=True)
class Change:
    """
    What taking a step changes, for the office to write down.

    `state` is a name, or for sheets with tracks a dict of track to name (JSON-able). `opens` are new deadlines, `moved` replace the running one of the same
    name (or reopen a closed one), `closes` and `suspended` name running ones. `papers` are the papers given, as JSON-able values.
    """

    step: str
    state_before: State_ | None
    state: State_
    opens: tuple[Opened, ...]
    closes: tuple[str, ...]
    moved: tuple[Opened, ...]
    suspended: tuple[str, ...]
    ground: tuple[str, ...]
    papers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Missed:
    """What happens when a deadline is missed: a step that may then be taken, or only words."""

    step: Step | None
    label: Text


def advance(
    sheet: Sheet,
    step: str,
    *,
    state: State_ | None,
    roles: Collection[str],
    given: Mapping[str, object],
    at: datetime,
    rulebook: Rulebook,
    deadlines: Collection[OpenDeadline] = (),
    signed_by: Sequence[str] = (),
    second_roles: Collection[str] = (),
    by: str = "",
    taken_by: Mapping[str, Collection[str]] | None = None,
    came_by: str | None = None,
    record: Sequence[Taken] | None = None,
    source: Earlier | None = None,
) -> Change:
    """
    Check a step and say what it changes, or raise `StepRefused` with a sentence for a person.

    `state` is none for the opening step. `deadlines` are all of the dossier's, closed ones too (an undo may give those back). Where the step needs a second
    signature, `signed_by` names who signs, the taker first, and `second_roles` the roles of the other. `by` is who takes it, and `taken_by` who took which step
    before: asked only where the sheet says that one person may not take both. `came_by` is the step that brought the track to where it stands, where known.
    `record` are the steps taken so far, oldest first, where they are known: what is asked of earlier papers and days is asked of them. `source` is the
    newest step of the dossier that this one arises from.
    """
    taken = _find(sheet, step)
    _check_state(sheet, taken, state, rulebook)
    running = {deadline.name: deadline for deadline in deadlines if deadline.closed_at is None}
    _check_idle(sheet, taken, state, running)
    _check_roles(taken, roles, rulebook)
    _check_signatures(taken, signed_by, second_roles, rulebook)
    _check_hands(sheet, taken, {by, *signed_by} - {""}, taken_by or {})
    _check_own(sheet, taken, by, taken_by or {})
    _check_after(sheet, taken, came_by)
    _check_record(sheet, taken, record)
    _check_fixed(sheet, taken, record, at)
    papers = read_papers(taken, given)
    check_days(taken, papers, at)
    _check_order(taken, papers, followed(sheet, taken, state, record or ()), source)
    _check_lines(taken, papers, rulebook, at)
    clock = Clock(sheet, rulebook, at, _next(sheet, taken, state), _known_to_clocks(sheet, record))
    for name in taken.not_before:
        clock.refuse_early(running.get(name), taken)
    for name in taken.asks:
        clock.refuse_extension(_running(sheet, running, name))
    opens, moved = _clocks(clock, taken, running, deadlines, papers)
    opened = {deadline.name for deadline in (*opens, *moved)}
    closes = tuple(name for name in running if (name in taken.closes or ALL in taken.closes) and name not in opened)
    suspended = tuple(name for name in taken.suspends if name in running and running[name].suspended_since is None)
    return Change(step, state, _next(sheet, taken, state), opens, closes, moved, suspended, taken.ground, papers)


def steps_open(sheet: Sheet, state: State_, roles: Collection[str] | None = None, running: Collection[str] | None = None) -> tuple[Step, ...]:
    """
    Return the steps that may be taken in a state, in the order of the sheet; with roles, only those that one of them may take.

    With the names of the deadlines that run, without the steps that have nothing to act on.
    """
    able = (step for step in sheet.steps.values() if sheet.is_open(step, state) and (roles is None or not set(step.by).isdisjoint(roles)))
    return tuple(step for step in able if running is None or not _is_idle(sheet, step, state, running))


def missed(sheet: Sheet, deadline: str) -> Missed:
    """Return what happens when a deadline is missed."""
    if deadline not in sheet.deadlines:
        raise NotFound(f"程序“{sheet.title.zh}”没有期限“{deadline}”。", f"Procedure {sheet.title.en!r} has no deadline {deadline!r}.")
    spec = sheet.deadlines[deadline]
    if spec.when_missed is not None:
        return Missed(sheet.steps[spec.when_missed], sheet.steps[spec.when_missed].label)
    return Missed(None, spec.missed_text or spec.label)


def _find(sheet: Sheet, step: str) -> Step:
    if step not in sheet.steps:
        raise StepRefused(
            f"程序“{sheet.title.zh}”（{sheet.in_force} 版）没有步骤“{step}”。",
            f"Procedure {sheet.title.en!r} (version of {sheet.in_force}) has no step {step!r}.",
        )
    return sheet.steps[step]


def _next(sheet: Sheet, step: Step, state: State_ | None) -> State_:
    if state is None:
        return sheet.starts
    if step.to is None:
        return state
    return step.to if isinstance(state, str) else {**state, step.track: step.to}


def _check_state(sheet: Sheet, step: Step, state: State_ | None, rulebook: Rulebook) -> None:
    if state is None and step.name == sheet.opening:
        return
    if state is None:
        raise StepRefused(f"卷宗尚未建立，不能“{step.label.zh}”。", f"There is no dossier yet, so {step.label.en!r} cannot be taken.")
    if sheet.is_open(step, state):
        return
    hindering = sheet.hindered_by(step, state)
    if hindering and sheet.place(step.track, state) in step.from_states:
        label = sheet.label_of(dict(zip(hindering, hindering, strict=True)))
        raise StepRefused(f"“{label.zh}”期间不能“{step.label.zh}”。", f"{step.label.en!r} cannot be taken while the dossier stands at {label.en!r}.")
    now, open_now = sheet.label_of(state), steps_open(sheet, state)
    zh, en = "、".join(other.label.zh for other in open_now) or "无", ", ".join(other.label.en for other in open_now) or "none"
    raise StepRefused(
        f"现在的状态是“{now.zh}”，不能“{step.label.zh}”；现在可以办理：{zh}。",
        f"The dossier is in state {now.en!r}, so {step.label.en!r} cannot be taken; steps open now: {en}.",
    )


def _is_idle(sheet: Sheet, step: Step, state: State_, running: Collection[str]) -> bool:
    """
    Return whether a step has nothing to act on: it leads to where its track stands already, asks for no paper, and ends no deadline that runs.

    Taking down what was never published is one. A step without `to` is none: it keeps a word. One that is `only_due` is one wherever nothing is due.
    """
    if step.only_due:
        return not set(step.closes) & set(running)
    if step.to is None or sheet.place(step.track, state) != step.to or any(paper.required for paper in step.needs):
        return False
    return not step.opens and not (running if ALL in step.closes else set(step.closes) & set(running))


def _check_idle(sheet: Sheet, step: Step, state: State_ | None, running: Collection[str]) -> None:
    if state is not None and _is_idle(sheet, step, state, running):
        now = sheet.states[sheet.place(step.track, state)].label
        raise StepRefused(f"现在是“{now.zh}”，没有什么可以“{step.label.zh}”。", f"It stands at {now.en!r}: there is nothing for {step.label.en!r} to act on.")


def _check_roles(step: Step, roles: Collection[str], rulebook: Rulebook) -> None:
    if set(step.by).isdisjoint(roles):
        who = _who(step.by, rulebook)
        raise StepRefused(f"“{step.label.zh}”须由{who.zh}办理。", f"{step.label.en!r} is for: {who.en}.")


def _check_signatures(step: Step, signed_by: Sequence[str], second_roles: Collection[str], rulebook: Rulebook) -> None:
    if not step.second:
        return
    who = _who(step.second, rulebook)
    if len(signed_by) >= _SIGNATURES and len(set(signed_by)) < _SIGNATURES:
        raise StepRefused(f"“{step.label.zh}”的两个签名不能出自同一人。", f"The two signatures of {step.label.en!r} cannot be by the same person.")
    if len(signed_by) < _SIGNATURES or set(step.second).isdisjoint(second_roles):
        raise StepRefused(f"“{step.label.zh}”还需要{who.zh}的第二个签名。", f"{step.label.en!r} still needs a second signature by: {who.en}.")


def _check_hands(sheet: Sheet, step: Step, hands: Collection[str], taken_by: Mapping[str, Collection[str]]) -> None:
    for earlier in step.not_by:
        if not set(hands).isdisjoint(taken_by.get(earlier, ())):
            label = sheet.steps[earlier].label
            raise StepRefused(
                f"办理过“{label.zh}”的人不能再办理“{step.label.zh}”，请由他人办理。",
                f"Whoever took {label.en!r} may not take {step.label.en!r}: somebody else must.",
            )


def _check_own(sheet: Sheet, step: Step, by: str, taken_by: Mapping[str, Collection[str]]) -> None:
    for earlier in step.only_by:
        if by not in taken_by.get(earlier, ()):
            label = sheet.steps[earlier].label
            raise StepRefused(
                f"只有办理“{label.zh}”的本人能办理“{step.label.zh}”。",
                f"Only whoever took {label.en!r} may take {step.label.en!r}.",
            )


def _check_after(sheet: Sheet, step: Step, came_by: str | None) -> None:
    if step.only_after and came_by is not None and came_by not in step.only_after:
        zh = "”或者“".join(sheet.steps[earlier].label.zh for earlier in step.only_after)
        en = " or ".join(repr(sheet.steps[earlier].label.en) for earlier in step.only_after)
        raise StepRefused(f"刚办过“{zh}”的，才能“{step.label.zh}”。", f"{step.label.en!r} may be taken only after {en}.")


@dataclass(frozen=True, slots=True)
class Early:
    """Why a step cannot be taken yet: the day that was fixed for it (`label` is its paper's), or the step by which it is to be fixed first; in words, `why`."""

    label: Text
    why: Text
    day: date | None = None
    fixed_by: str = ""


def too_early(sheet: Sheet, step: Step, record: Iterable[Taken], at: datetime) -> Early | None:
    """Return why a step that reports what was fixed for a day is too early: the day has not come, or was never fixed; None where it may be taken."""
    fixed = values_on_record(record, step.not_before_day) if step.not_before_day else {}
    for name in step.not_before_day:
        label = sheet.papers[name].label
        if name not in fixed:
            by = next(one for one in sheet.steps.values() if any(paper.name == name and paper.required for paper in one.needs))
            why = Text(
                f"尚未写明“{label.zh}”，不能“{step.label.zh}”：请先办理“{by.label.zh}”。",
                f"{label.en!r} was not fixed yet, so {step.label.en!r} must wait: take {by.label.en!r} first.",
            )
            return Early(label, why, fixed_by=by.name)
        day = law_day_of(str(fixed[name]))
        if local_day(at) < day:
            why = Text(
                f"“{label.zh}”是 {day}，到该日才能“{step.label.zh}”；改期的，先另行登记日期。",
                f"{label.en!r} is {day}: {step.label.en!r} cannot be taken before. Where the day was moved, enter the other day first.",
            )
            return Early(label, why, day)
    return None


def _check_fixed(sheet: Sheet, step: Step, record: Sequence[Taken] | None, at: datetime) -> None:
    """Refuse a step that reports what was fixed for a day which has not come, or was never fixed."""
    early = too_early(sheet, step, record, at) if record is not None else None
    if early is not None:
        raise StepRefused(early.why.zh, early.why.en)


def is_borne_out(step: Step, record: Iterable[Taken]) -> bool:
    """Return whether the papers on record say what a step asks of them (`only_where`), and nothing that it excludes (`not_where`)."""
    return _contradicting(step, record) is None


def _contradicting(step: Step, record: Iterable[Taken]) -> tuple[str, Any] | None:
    """Return the first paper on record that contradicts a step, with its newest value; None where none does."""
    known = values_on_record(record, step.asks_of_record)
    lacking = [name for name, values in step.only_where.items() if known.get(name) not in values]
    excluded = [name for name, values in step.not_where.items() if known.get(name) in values]
    return next(((name, known.get(name)) for name in (*lacking, *excluded)), None)


def _check_record(sheet: Sheet, step: Step, record: Sequence[Taken] | None) -> None:
    """Refuse a step that asserts what the record contradicts."""
    against = None if record is None else _contradicting(step, record)
    if against is None:
        return
    name, value = against
    paper = sheet.papers[name]
    if value is None:
        raise StepRefused(
            f"卷内没有登记“{paper.label.zh}”，不能“{step.label.zh}”。",
            f"{step.label.en!r} cannot be taken: the record does not say {paper.label.en!r}.",
        )
    said = dict(paper.options).get(value, Text(str(value), str(value)))
    raise StepRefused(
        f"卷内“{paper.label.zh}”是“{said.zh}”，不能“{step.label.zh}”。",
        f"{step.label.en!r} cannot be taken: {paper.label.en!r} on record is {said.en!r}.",
    )


def check_days(asking: Asking, papers: Mapping[str, object], at: datetime) -> None:
    """Refuse a day of what has happened that lies after `at`, and one of what is to come that lies before it."""
    today = local_day(at)
    for paper in (one for one in asking.needs if (one.past or one.ahead) and papers.get(one.name)):
        day = law_day_of(str(papers[paper.name]))
        if paper.past and day > today:
            raise StepRefused(f"“{paper.label.zh}”不能晚于办理之日（{today}）。", f"{paper.label.en!r} cannot lie after the day of the step ({today}).")
        if paper.ahead and day < today:
            zh, en = f"“{paper.label.zh}”（{day}）不能早于办理之日（{today}）。", f"{paper.label.en!r} ({day}) cannot lie before the day of the step ({today})."
            raise StepRefused(zh, en)


def _check_order(step: Step, papers: Mapping[str, object], follows: Earlier | None, source: Earlier | None) -> None:
    """Refuse a day before that of what the step follows: what is served was decided first. Nothing proves a day before that on which this was entered."""
    for paper in (one for one in step.needs if papers.get(one.name)):
        for earlier in (follows if paper.follows else None, source if paper.after_source else None):
            if earlier and (day := law_day_of(str(papers[paper.name]))) < earlier.on:
                before = earlier.label
                raise StepRefused(
                    f"“{paper.label.zh}”（{day}）不能早于“{before.zh}”之日（{earlier.on}）。",
                    f"{paper.label.en!r} ({day}) cannot lie before the day of {before.en!r} ({earlier.on}).",
                )


def _known_to_clocks(sheet: Sheet, record: Sequence[Taken] | None) -> Mapping[str, Any] | None:
    """Return what is on record of the papers that deadlines ask for; None where the record is not known."""
    return None if record is None else values_on_record(record, {name for spec in sheet.deadlines.values() for name in spec.only_where})


def _check_lines(step: Step, papers: Mapping[str, object], rulebook: Rulebook, at: datetime) -> None:
    """Refuse an amount that reaches its line of the law where what must be said beside it is not said."""
    on = local_day(at)
    labels = {paper.name: paper.label for paper in step.needs}
    for paper in (one for one in step.needs if one.at_line and one.name in papers and rulebook.statutes.has_value(one.line, on)):
        then, value = paper.at_line, rulebook.statutes.value(paper.line, on)
        if then is None or papers.get(then.paper) == then.says or then.unless in papers or Decimal(str(papers[paper.name])) < (value.figure or 0):
            continue
        law = cite(value.ground, on, rulebook.statutes)
        raise StepRefused(
            f"“{paper.label.zh}”已达{law.zh}的{value.amount.zh}，“{labels[then.paper].zh}”不能如此填写；另有规定的，请填写“{labels[then.unless].zh}”。",
            f"{paper.label.en!r} reaches {law.en} ({value.amount.en}), so {labels[then.paper].en!r} cannot say that; "
            f"where another rule holds, fill in {labels[then.unless].en!r}.",
        )


def _who(roles: Collection[str], rulebook: Rulebook) -> Text:
    words = rulebook.vocabularies.get("roles", {})
    known = [words.get(role, Text(role, role)) for role in roles]
    return Text("或".join(word.zh for word in known), " or ".join(word.en for word in known))


def _running(sheet: Sheet, running: Mapping[str, OpenDeadline], name: str) -> OpenDeadline:
    if name not in running:
        label = sheet.deadlines[name].label
        raise StepRefused(f"“{label.zh}”没有在计算，无从延长。", f"{label.en!r} is not running, so there is nothing to extend.")
    return running[name]


def _clocks(
    clock: Clock, step: Step, running: Mapping[str, OpenDeadline], deadlines: Collection[OpenDeadline], papers: Mapping[str, object]
) -> tuple[tuple[Opened, ...], tuple[Opened, ...]]:
    """
    Return the deadlines that the step opens, and those that it moves.

    One that runs already runs on as it is, and is never open twice; where the step ends it too, it begins anew.
    """
    opens = [clock.open(name, papers) for name in step.opens if name not in running]
    moved: list[Opened | None] = []
    for name in (*step.restarts, *(name for name in step.opens if name in running and name in step.closes)):
        (moved if name in running else opens).append(clock.restart(running.get(name), name, papers))
    moved += [clock.extend(_running(clock.sheet, running, name)) for name in step.extends]
    moved += [clock.resume(running[name], str(papers.get("reason", ""))) for name in step.resumes if name in running and running[name].suspended_since]
    moved += [clock.restore(deadline) for deadline in _to_restore(step, running, deadlines)]
    return tuple(one for one in opens if one), tuple(one for one in moved if one)


def _to_restore(step: Step, running: Mapping[str, OpenDeadline], deadlines: Collection[OpenDeadline]) -> list[OpenDeadline]:
    """
    Return the running deadlines that a step restores, or, where none runs, those that were closed together last, of the names that it gives.

    One that was closed before them had given way to another, such as the time to decide to a further one, and does not come back.
    """
    found = {name: running[name] for name in step.restores if name in running}
    if found:
        return list(found.values())
    named = [one for one in deadlines if one.closed_at and one.name not in running and (ALL in step.restores or one.name in step.restores)]
    last = max((one.closed_at for one in named if one.closed_at), default=None)
    return list({one.name: one for one in sorted(named, key=lambda one: one.opened_at) if one.closed_at == last}.values())


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
