"""Compute what a step changes. Pure: no clock, no database, no files."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mingjian.core.errors import NotFound, StepRefused
from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.periods import local_day
from mingjian.core.procedure.clocks import Clock, OpenDeadline, Opened
from mingjian.core.procedure.papers import Asking, read_papers
from mingjian.core.procedure.record import Earlier, Taken, followed, law_day_of, values_on_record
from mingjian.core.procedure.rulebook import Rulebook
from mingjian.core.procedure.sheet import ALL, Sheet, State_, Step

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
    return tuple(step for step in able if running is None or not sheet.is_idle(step, state, running))


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


def _check_idle(sheet: Sheet, step: Step, state: State_ | None, running: Collection[str]) -> None:
    if state is not None and sheet.is_idle(step, state, running):
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
