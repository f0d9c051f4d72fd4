import pytest

from mingjian.core.procedure import goes_back, is_way_out, leading_on, leads_back, rulebook, turns, turns_beside


@pytest.mark.parametrize(
    ("procedure", "state", "whose"),
    [
        ("clue", "awaiting_extension", {"head"}),
        ("clue", "checked", {"head"}),
        ("clue", "awaiting_test", {"officer"}),
        ("clue", "accepted", {"officer", "head"}),
        ("crime_transfer", "report_written", {"principal"}),
        ("admin_case", "under_review", {"legal_reviewer", "officer"}),
    ],
)
def test_a_state_waits_for_whoever_takes_the_steps_that_are_its_own(procedure: str, state: str, whose: set[str]) -> None:
    assert turns(rulebook().versions(procedure)[-1])[state] == whose


def test_a_step_open_in_several_states_and_the_way_back_make_it_nobodys_turn() -> None:
    sheet = rulebook().versions("clue")[-1]
    assert "officer" in sheet.steps["join"].by
    assert "officer" in sheet.steps["withdraw_request"].by
    assert "officer" not in turns(sheet)["checked"] | turns(sheet)["awaiting_extension"]


def test_every_role_named_is_one_of_the_sheet() -> None:
    for name in rulebook().procedures():
        for sheet in rulebook().versions(name):
            roles = {role for step in sheet.steps.values() for role in step.by}
            assert all(set(whose) <= roles and state in sheet.states for state, whose in turns(sheet).items())


@pytest.mark.parametrize(
    ("state", "next_steps"),
    [
        ("registered", ["accept"]),
        ("accepted", ["conclude_check"]),
        ("awaiting_test", ["receive_test"]),
        ("checked", ["decide_to_file", "decide_not_to_file"]),
        ("joined", []),
    ],
)
def test_it_leads_the_shortest_way_to_the_decision(state: str, next_steps: list[str]) -> None:
    assert [step.name for step in leading_on(rulebook().versions("clue")[-1], "check", state)] == next_steps


def test_a_track_is_led_on_by_its_own_steps() -> None:
    state = {"filing": "suspected", "supervision": "no_supervision", "goods": "nothing_to_hand_over"}
    sheet = rulebook().versions("crime_transfer")[-1]
    assert [step.name for step in leading_on(sheet, "transfer", state)] == ["write_report"]


def test_joining_and_transferring_are_ways_out_and_a_decision_is_none() -> None:
    steps = rulebook().versions("clue")[-1].steps
    assert is_way_out(steps["join"])
    assert is_way_out(steps["transfer"])
    assert not is_way_out(steps["decide_to_file"])


@pytest.mark.parametrize(
    ("procedure", "side", "state", "whose"),
    [
        ("joint_conference", "any", "item_proposed", {"secretariat"}),
        ("joint_conference", "any", "agenda", {"convener"}),
        ("joint_conference", "any", "assigned", {"officer", "head"}),
        ("conference_task", "sender", "reported", {"secretariat", "convener"}),
        ("campaign_task", "sender", "reported", {"officer", "head"}),
        ("crime_transfer", "any", "accepted", {"police"}),
    ],
)
def test_a_state_in_which_the_holder_can_only_wait_waits_for_another_side(procedure: str, side: str, state: str, whose: set[str]) -> None:
    assert turns_beside(rulebook().versions(procedure)[-1])[side][state] == whose


@pytest.mark.parametrize(("procedure", "state"), [("conference_task", "received"), ("crime_transfer", "no_supervision"), ("return_transfer", "opinion_issued")])
def test_what_others_may_add_while_the_holder_works_makes_it_not_their_turn(procedure: str, state: str) -> None:
    assert all(state not in states for states in turns_beside(rulebook().versions(procedure)[-1]).values())


def test_taking_back_what_one_asked_leads_back_and_supplying_what_another_asked_does_not() -> None:
    complaint, transfer = rulebook().versions("consumer_complaint")[-1], rulebook().versions("crime_transfer")[-1]
    assert leads_back(complaint, complaint.steps["take_from_platform"])
    assert turns_beside(complaint)["any"]["with_platform"] == {"platform_clerk"}
    assert "awaiting_supplement" not in turns_beside(transfer)["any"]
    assert [step.name for step in transfer.steps.values() if "awaiting_supplement" in step.from_states and leads_back(transfer, step)] == []


def test_frozen_data_waits_for_nobody_and_a_released_hold_is_no_turn_of_its_own() -> None:
    for sheet in rulebook().versions("electronic_evidence"):
        assert "frozen" not in turns(sheet)
        assert all("frozen" not in states for states in turns_beside(sheet).values())
        assert all(sheet.steps[name].unprompted for name in ("order_release", "release"))


def test_a_report_that_is_returned_leads_to_no_end_of_its_deadline() -> None:
    found = [step.name for step in leading_on(rulebook().versions("clue")[-1], "check", "reported")]
    assert found == ["accept"]


def test_asking_for_more_goes_back_where_a_task_may_be_reported_at_once_too() -> None:
    sheet = rulebook().versions("conference_task")[-1]
    assert [name for name in ("ask_again", "confirm", "report") if goes_back(sheet, sheet.steps[name])] == ["ask_again"]
