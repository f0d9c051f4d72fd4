"""Each deadline says who must act within it, in the sheet, on a dossier and on the command line."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Sheet, advance, rulebook, steps_open
from mingjian.core.procedure.answers import procedure_data

Break = Callable[[str, str], Path]
NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SHEETS = [sheet for name in rulebook().procedures() for sheet in rulebook().versions(name)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.procedure} {sheet.in_force}")
def test_every_deadline_of_every_sheet_has_its_party(sheet: Sheet) -> None:
    kinds = {spec.obliged.kind for spec in sheet.deadlines.values()}
    assert kinds <= {"side", "role", "outside"}
    assert all(spec.obliged.label.zh and spec.obliged.label.en for spec in sheet.deadlines.values())


def test_the_police_owe_their_own_clocks_and_the_procurator_theirs() -> None:
    told = {one["deadline"]: one["obliged"]["name"] for one in procedure_data("crime_transfer", date(2026, 6, 1))["deadlines"]}
    assert (told["pass_on"], told["decide"], told["tell"], told["approve"]) == ("police", "police", "procurator", "holder")


def test_what_is_opened_carries_its_party_and_its_unit(folder: Path) -> None:
    book = rulebook(folder)
    sheet = book.sheet("penalty", date(2026, 6, 1))
    change = advance(
        sheet, "seize", state={"main": "filed", "measure": "free"}, roles=["officer"], given={"reason": "假货"}, at=NOON, rulebook=book,
        signed_by=["a", "b"], second_roles=["officer"],
    )  # fmt: skip
    (opened,) = change.opens
    assert opened.obliged is not None
    assert (opened.obliged.name, opened.obliged.kind, opened.unit) == ("holder", "side", "hours")


def test_at_once_and_in_time_stay_two_words() -> None:
    units = {one["deadline"]: one["amount"]["zh"] for one in procedure_data("crime_transfer", date(2026, 6, 1))["deadlines"]}
    assert units["form_group"] == "立即"
    assert units["transfer"] == "24 小时"


def test_a_step_that_waits_for_another_track_is_refused_with_where_that_stands(broken: Break) -> None:
    book = rulebook(broken("    needs: [place]\n", "    needs: [place]\n    only_while: {measure: [free]}\n"))
    sheet = book.sheet("penalty", date(2026, 6, 1))
    state = {"main": "filed", "measure": "seized"}
    assert "decide" not in {step.name for step in steps_open(sheet, state)}
    with pytest.raises(StepRefused, match="已扣押”期间不能“决定"):
        advance(sheet, "decide", state=state, roles=["head"], given={"place": "here"}, at=NOON, rulebook=book)


def test_a_dossier_older_than_a_track_stands_at_its_start(folder: Path) -> None:
    book = rulebook(folder)
    sheet = book.sheet("penalty", date(2026, 6, 1))
    assert {step.name for step in steps_open(sheet, {"main": "filed"})} == {"seize", "extend", "decide"}
