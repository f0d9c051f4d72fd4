"""Leads, fills and proposals of a sheet are held against the procedures, papers, options and facts that there are."""

from pathlib import Path

import pytest
from small_rulebook import FILES

from mingjian.core.procedure.rulebook import read_rulebook, rulebook

SHEET = "procedures/penalty/2020-01-01.yaml"
FACTS = {"vocabularies/facts.yaml": "title: {zh: 事实, en: Facts}\nterms:\n  acted_on: {zh: 行为日期, en: Day of the act}\n"}


def faults(tmp_path: Path, said: str, step: str = "decide") -> list[str]:
    """Read the small rulebook with something more said of one of its steps; give what is wrong with it."""
    files = FILES | FACTS
    files[SHEET] = files[SHEET].replace(f"  {step}:\n    label:", f"  {step}:\n    {said}\n    label:", 1)
    assert said in files[SHEET]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return [str(fault) for fault in read_rulebook(tmp_path)[1].found]


@pytest.mark.parametrize(
    "said",
    [
        "leads_to: [{procedure: penalty, carries: {served_on: [reason, '@acted_on']}}]",
        "proposed: {paper: place, is: [here]}",
    ],
)
def test_what_there_is_is_sound(tmp_path: Path, said: str) -> None:
    assert faults(tmp_path, said) == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("leads_to: [{procedure: nowhere}]", "No dossier can be opened of a procedure 'nowhere'"),
        ("leads_to: [{procedure: penalty, carries: {department: [reason]}}]", "no paper 'department'"),
        ("leads_to: [{procedure: penalty, carries: {served_on: [nothing]}}]", "'nothing' is neither a paper"),
        ("leads_to: [{procedure: penalty, carries: {served_on: ['@unknown']}}]", "'@unknown' is neither a paper"),
        ("leads_to: [{procedure: penalty, when: {reason: [here]}}]", "no paper 'reason' that is a choice"),
        ("leads_to: [{procedure: penalty, when: {place: [moon]}}]", "no option 'moon'"),
        ("proposed: {paper: place, is: [moon]}", "no option 'moon'"),
        ("fills: {reason: ['@acted_on']}", "no paper 'reason'"),
        ("proposed: {paper: reason, is: [x]}", "no paper 'reason' that is a choice"),
        ("only_by: [nobody]", "no step 'nobody'"),
        ("only_after: [nobody]", "no step 'nobody'"),
    ],
)
def test_what_there_is_not_is_told(tmp_path: Path, said: str, wrong: str) -> None:
    assert any(wrong in fault for fault in faults(tmp_path, said))


def test_a_step_that_is_only_due_ends_a_deadline(tmp_path: Path) -> None:
    assert faults(tmp_path, "only_due: true") == []
    assert any("only_due must end a deadline" in fault for fault in faults(tmp_path, "only_due: true", "seize"))


def test_a_step_that_voids_ends_every_track_and_is_nobodys_turn() -> None:
    sheet = rulebook().versions("crime_transfer")[-1]
    state = {"filing": "voided", "supervision": "no_supervision", "goods": "nothing_to_hand_over"}
    assert sheet.is_ended(state)
    assert not any(sheet.is_open(step, state) for step in sheet.steps.values())
