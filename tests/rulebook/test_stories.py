"""Plays the stories: dated steps in, states and due days out. One YAML file a procedure."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Change, OpenDeadline, Opened, Sheet, Taken, advance, missed, rulebook
from mingjian.core.procedure.engine import Asked, TurnClock, asked_on, second_signature, situation_of

ZONE = ZoneInfo("Asia/Shanghai")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TOLD = {path.stem: yaml.load(path.read_text("utf-8"), LOADER) for path in sorted(Path(__file__).parent.glob("*.yaml"))}  # noqa: S506 - safe, in C or not
#: Stories of the sheets that other departments have of a procedure: each names its sector.
OF_DEPARTMENTS = {path.stem: yaml.load(path.read_text("utf-8"), LOADER) for path in sorted(Path(__file__).parent.glob("departments/*.yaml"))}  # noqa: S506
STORIES = [pytest.param(procedure, story, id=f"{procedure}: {story['story']}") for procedure, stories in TOLD.items() for story in stories]
STORIES += [pytest.param(name, one, id=f"{name}, {one['sector']}: {one['story']}") for name, stories in OF_DEPARTMENTS.items() for one in stories]
KEYS = {"at", "step", "by", "with", "signed_by", "second", "state", "due", "suspended", "refused", "missed", "then", "who", "obliged", "awaits"}


@dataclass
class Dossier:
    """A dossier in memory: what the office keeps in its tables."""

    sheet: Sheet
    state: Any = None
    deadlines: list[OpenDeadline] = field(default_factory=list)
    taken_by: dict[str, set[str]] = field(default_factory=dict)
    came_by: dict[str, str] = field(default_factory=dict)  # the step that brought each track to where it stands
    record: list[Taken] = field(default_factory=list)

    def running(self) -> dict[str, OpenDeadline]:
        return {deadline.name: deadline for deadline in self.deadlines if deadline.closed_at is None}

    def asked(self, at: datetime) -> list[Asked]:
        """Return what the dossier waits for, on each track, as far as the sheet says it; of a round in which each is asked, one other department takes part."""
        clocks = [TurnClock(one.name, one.due, _is_late(one, at), one.suspended_since is not None) for one in self.running().values()]
        situation = situation_of(self.sheet, self.state, clocks, self.came_by, self.record, at, is_closed=self.sheet.is_ended(self.state))
        return [asked for track in self.sheet.tracks or ("",) for asked in asked_on(situation, track, self._as_asked)]

    def _as_asked(self, asked: Asked) -> list[Asked]:
        if asked.held_by:
            return [asked] if self.sheet.deadlines[asked.held_by].obliged.kind == "outside" else []
        here = max((place for place, one in enumerate(self.record) if self.sheet.steps[one.step].to == self.sheet.place(asked.track, self.state)), default=0)
        has_spoken = {one.step for one in self.record[here + 1 :]} & {step.name for step in asked.steps}
        return [] if asked.said.each and has_spoken else [asked]

    def write(self, change: Change, at: datetime) -> None:
        replaced = {one.name for one in change.moved}
        kept = []
        for deadline in self.deadlines:
            if deadline.closed_at is None and deadline.name in change.closes:
                deadline = replace(deadline, closed_at=at)
            elif deadline.name in change.suspended and deadline.closed_at is None:
                deadline = replace(deadline, suspended_since=at)
            kept += [] if deadline.name in replaced else [deadline]
        self.deadlines = kept + [_stored(one) for one in (*change.opens, *change.moved)]
        self.state = change.state
        if (step := self.sheet.steps[change.step]).to:
            self.came_by[step.track] = step.name
        self.record.append(Taken(change.step, at, change.papers))


def _is_late(one: OpenDeadline, at: datetime) -> bool:
    return one.due is not None and one.suspended_since is None and one.due < at


def _stored(one: Opened) -> OpenDeadline:
    return OpenDeadline(one.name, one.opened_at, one.due, one.extended, one.suspended_since, None, one.counting)


def _instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=ZONE)


def _take(dossier: Dossier, told: dict[str, Any], at: datetime) -> Change:
    return advance(
        dossier.sheet,
        told["step"],
        state=dossier.state,
        roles=[told["by"]],
        given=told.get("with", {}),
        at=at,
        rulebook=rulebook(),
        deadlines=dossier.deadlines,
        signed_by=told.get("signed_by", ()),
        second_roles=told.get("second", ()),
        by=told.get("who", ""),
        taken_by=dossier.taken_by,
        came_by=dossier.came_by.get(step.track, "") if (step := dossier.sheet.steps.get(told["step"])) else None,
        record=dossier.record,
    )


def _check(dossier: Dossier, told: dict[str, Any]) -> None:
    if "state" in told:
        assert dossier.state == told["state"]
    if "due" in told:
        assert {name: one.due.astimezone(ZONE).date() if one.due else None for name, one in dossier.running().items()} == told["due"]
    if "obliged" in told:
        assert {name: dossier.sheet.deadlines[name].obliged.name for name in told["obliged"]} == told["obliged"]
        assert set(told["obliged"]) <= set(dossier.running())
    if "suspended" in told:
        assert [name for name, one in dossier.running().items() if one.suspended_since] == told["suspended"]


def _check_awaits(dossier: Dossier, told: dict[str, Any], at: datetime) -> None:
    """
    `awaits: [step, …]`, or `{by: [role, …], steps: [step, …], outside: [party, …], until: [day, …]}`; what is not named is not waited for.

    Beside a step that is refused because one has signed it alone: who is asked to sign second.
    """
    if "awaits" in told:
        wanted = told["awaits"] if isinstance(told["awaits"], dict) else {"steps": told["awaits"]}
        assert set(wanted) <= {"by", "steps", "outside", "until"}
        found = said(dossier, [second_signature(dossier.sheet.steps[told["step"]])]) if "refused" in told else said(dossier, dossier.asked(at))
        assert {"steps": [], "outside": [], "until": [], "by": found["by"], **wanted} == found


def said(dossier: Dossier, asked: list[Asked]) -> dict[str, list[Any]]:
    """Return the roles, steps and parties outside that a dossier waits for, and the days that were fixed."""
    parties = [dossier.sheet.deadlines[one.held_by].obliged.name if one.held_by else one.said.outside for one in asked]
    return {
        "by": list(dict.fromkeys(role for one in asked if one.steps for role in one.said.by)),
        "steps": list(dict.fromkeys(step.name for one in asked for step in one.steps)),
        "outside": list(dict.fromkeys(party for party in parties if party)),
        "until": list(dict.fromkeys(one.until.day for one in asked if one.until)),
    }


def _check_missed(dossier: Dossier, told: dict[str, Any], at: datetime) -> None:
    late = [name for name, one in dossier.running().items() if _is_late(one, at)]
    assert late == told["missed"]
    if "then" in told:
        step = missed(dossier.sheet, late[0]).step
        assert step is not None
        assert step.name == told["then"]


@pytest.mark.parametrize(("procedure", "story"), STORIES)
def test_the_story_goes_as_told(procedure: str, story: dict[str, Any]) -> None:
    first = _instant(story["steps"][0]["at"])
    dossier = Dossier(rulebook().sheet(procedure, first.date(), story.get("sector", "")))
    for told in story["steps"]:
        assert set(told) <= KEYS
        at = _instant(told["at"])
        if "missed" in told:
            _check_missed(dossier, told, at)
            _check_awaits(dossier, told, at)
        elif "refused" in told:
            before = (dossier.state, list(dossier.deadlines))
            with pytest.raises(StepRefused) as refusal:
                _take(dossier, told, at)
            assert told["refused"] in refusal.value.text.zh
            assert before == (dossier.state, dossier.deadlines)
            _check_awaits(dossier, told, at)
        else:
            dossier.write(_take(dossier, told, at), at)
            dossier.taken_by.setdefault(told["step"], set()).update({told.get("who", ""), *told.get("signed_by", ())} - {""})
            _check(dossier, told)
            _check_awaits(dossier, told, at)


def _has_a_number(procedure: str) -> bool:
    """Whether some deadline of the procedure can be missed by the clock: many duties are only `promptly`."""
    newest = rulebook().versions(procedure)[-1]
    return any(spec.until or rulebook().statutes.value(spec.period, newest.in_force).number is not None for spec in newest.deadlines.values())


#: What a sheet can say of a step that makes the engine refuse it; the second signature is a rule of every sheet alike, with tests of its own.
CONDITIONS = ("not_by", "only_by", "not_before", "not_before_day", "only_after", "only_where", "not_where", "only_due", "only_while")
#: Steps with such a condition that no story refuses yet. Nothing is added here: write the story.
NOT_YET_REFUSED = {
    ("admin_case", "review_after_hearing"),
    ("admin_case", "receive_reconsideration"),
    ("admin_case", "receive_suit"),
    ("admin_case", "end_display_by_class"),
    ("notice_copyright", "reopen_notice"),
    ("notice_network_service", "reopen_notice"),
    ("notice_network_service", "restore_measures"),
    ("sample_test", "decline_objection"),
}


def _refused(procedure: str) -> set[str]:
    return {told["step"] for story in TOLD[procedure] for told in story["steps"] if "refused" in told}


def _can_be_refused(procedure: str) -> set[str]:
    """Return the steps of the newest sheet that have a condition of their own."""
    return {name for name, step in rulebook().versions(procedure)[-1].steps.items() if any(getattr(step, condition) for condition in CONDITIONS)}


@pytest.mark.slow
@pytest.mark.parametrize("procedure", rulebook().procedures())
def test_stories_take_every_step_and_are_refused_where_the_sheet_refuses(procedure: str) -> None:
    stories, page = TOLD[procedure], f"tests/rulebook/{procedure}.yaml"
    taken = {told.get("step") for story in stories for told in story["steps"] if "refused" not in told}
    untold = {step for sheet in rulebook().versions(procedure) for step in sheet.steps} - taken
    assert not untold, f"add a story to {page} that takes {sorted(untold)}"
    assert _refused(procedure), f"add a step that is refused to {page} (`refused:` with words of the refusal)"
    unrefused = _can_be_refused(procedure) - _refused(procedure) - {step for name, step in NOT_YET_REFUSED if name == procedure}
    assert not unrefused, f"the sheet has conditions on {sorted(unrefused)}: add a story to {page} in which each is refused for its condition"
    if _has_a_number(procedure):
        assert any(told.get("missed") for story in stories for told in story["steps"]), f"add a story to {page} in which a deadline is missed (`missed:`)"


def test_every_department_that_has_a_sheet_of_its_own_has_a_story() -> None:
    for procedure, sectors in rulebook().of_departments.items():
        assert set(sectors) == {story["sector"] for story in OF_DEPARTMENTS.get(procedure, [])}, f"tests/rulebook/departments/{procedure}.yaml"


def test_the_list_of_steps_that_no_story_refuses_only_shrinks() -> None:
    over = {(procedure, step) for procedure, step in NOT_YET_REFUSED if step in _refused(procedure) or step not in _can_be_refused(procedure)}
    assert not over, f"{sorted(over)}: take these out of NOT_YET_REFUSED in tests/rulebook/test_stories.py; a story refuses them now"
    assert len(NOT_YET_REFUSED) <= 8, "add nothing to NOT_YET_REFUSED in tests/rulebook/test_stories.py: write the story"


@pytest.mark.slow
@pytest.mark.parametrize("procedure", rulebook().procedures())
def test_stories_say_of_every_state_that_waits_for_somebody_for_whom(procedure: str) -> None:
    """A jurist reads there whether the line on the page of a dossier, and the row on an officer's home, name the right person."""
    newest = rulebook().versions(procedure)[-1]
    waiting = {state.name for state in newest.states.values() if state.awaits}
    seen = set[str]()
    for story in TOLD[procedure]:
        dossier = Dossier(rulebook().sheet(procedure, _instant(story["steps"][0]["at"]).date()))
        for told in story["steps"]:
            if "refused" not in told and "missed" not in told:
                dossier.write(_take(dossier, told, at := _instant(told["at"])), at)
                dossier.taken_by.setdefault(told["step"], set()).update({told.get("who", ""), *told.get("signed_by", ())} - {""})
            if "awaits" in told and "refused" not in told:
                seen |= {dossier.state} if isinstance(dossier.state, str) else set(dossier.state.values())
    assert not waiting - seen, "let a story that comes to these states say on whom they wait (awaits)"


@pytest.mark.slow
def test_dates_in_stories_are_days() -> None:
    told = [step for stories in TOLD.values() for story in stories for step in story["steps"]]
    assert all(isinstance(day, date | None) for step in told for day in step.get("due", {}).values())
