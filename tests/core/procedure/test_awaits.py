"""Every state of every sheet says on whom it waits; what it says can be done there."""

import dataclasses
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.procedure import Sheet, Taken, rulebook
from mingjian.core.procedure.engine import Asked, asked_on, situation_of
from mingjian.core.procedure.sheet import Awaits


def all_sheets() -> list[Sheet]:
    return [sheet for name in rulebook().procedures() for sheet in rulebook().versions(name)]


@pytest.mark.parametrize(
    ("procedure", "state", "by", "step"),
    [
        ("clue", "awaiting_extension", {"head"}, "approve_extension"),
        ("clue", "checked", {"head"}, "decide_to_file"),
        ("clue", "awaiting_test", {"officer"}, "receive_test"),
        ("clue", "accepted", {"officer"}, "conclude_check"),
        ("crime_transfer", "report_written", {"principal"}, "approve_transfer"),
        ("crime_transfer", "transferred", {"police"}, "accept_transfer"),
        ("admin_case", "under_review", {"legal_reviewer", "officer"}, "review"),
    ],
)
def test_a_state_says_whose_turn_it_is_and_what_is_to_be_done(procedure: str, state: str, by: set[str], step: str) -> None:
    said = rulebook().versions(procedure)[-1].states[state].awaits
    assert (set(said[0].by), said[0].steps[0]) == (by, step)


def test_an_open_state_from_which_a_step_leads_on_waits_for_somebody() -> None:
    """Unless nothing is asked there until a deadline runs: an operator that trades, evidence that the police hold, goods that nobody seized."""
    for sheet in all_sheets():
        first = sheet.starts if isinstance(sheet.starts, str) else next(iter(sheet.starts.values()))
        assert sheet.states[first].awaits, f"{sheet.file}: say in the state {first!r} on whom a new dossier waits (awaits)"


def test_what_takes_back_or_voids_is_asked_of_nobody() -> None:
    for sheet in all_sheets():
        for state in sheet.states.values():
            named = {name for said in state.awaits for name in said.steps}
            back = {name for name in named & sheet.undoing if len([step for step in sheet.steps.values() if state.name in step.from_states]) > 2}
            assert not back, f"{sheet.file}: {state.name} asks for {back}, which take another step back: name what leads on"
            assert not {name for name in named if sheet.steps[name].voids}


def test_whose_turn_it_is_changes_no_digest() -> None:
    """It binds nobody: a ledger that holds the digest of a sheet agrees after a line of whose turn it is was mended."""
    sheet = rulebook().versions("clue")[-1]
    other = {name: dataclasses.replace(state, awaits=(Awaits(outside="party"),)) for name, state in sheet.states.items()}
    assert dataclasses.replace(sheet, states=other).digest == sheet.digest


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def _hearing(record: list[Taken], day: str) -> list[Asked]:
    """Return what a case that awaits its hearing waits for on a day."""
    sheet = rulebook().versions("admin_case")[-1]
    assert isinstance(sheet.starts, dict)
    state = {**sheet.starts, "main": "awaiting_hearing"}
    return asked_on(situation_of(sheet, state, [], {}, record, _at(day), is_closed=False), "main", lambda asked: [asked])


def test_a_hearing_is_asked_for_on_the_day_that_was_fixed_and_not_before() -> None:
    fixed = [Taken("schedule_hearing", _at("2026-06-26"), {"hearing_on": day}) for day in ("2026-07-01", "2026-07-08")]  # moved: the newest day counts
    (before,) = _hearing(fixed, "2026-07-07")
    assert before.until is not None
    assert (before.steps, before.until.label.zh, str(before.until.day)) == ((), "听证日期", "2026-07-08")
    (then,) = _hearing(fixed, "2026-07-08")
    assert ([step.name for step in then.steps], then.until) == (["hold_hearing"], None)


def test_where_no_day_was_fixed_the_step_that_fixes_it_is_asked_for() -> None:
    (asked,) = _hearing([], "2026-07-07")
    assert ([step.name for step in asked.steps], asked.said.by) == (["schedule_hearing"], ("officer",))
