import pytest

from mingjian.core.procedure import rulebook, turns


@pytest.mark.parametrize(
    ("procedure", "state", "whose"),
    [
        ("clue", "awaiting_extension", {"head"}),
        ("clue", "checked", {"head"}),
        ("clue", "awaiting_test", {"officer"}),
        ("clue", "accepted", {"officer", "head"}),
        ("crime_transfer", "report_written", {"head"}),
        ("admin_case", "under_review", {"legal_reviewer"}),
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
