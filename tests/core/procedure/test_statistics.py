"""Figures are counted from what was done, without what was undone, each matter once or each act."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mingjian.core.errors import RulebookFault
from mingjian.core.language import Text
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.statistics import Event, StatisticsRow, read_statistics, undone_by

START = datetime(2026, 4, 1, tzinfo=UTC)
NAME = Text("行", "Row")


def event(number: str, step: str, hour: int, **sums: str) -> Event:
    return Event(number, "admin_case", step, START + timedelta(hours=hour), {name: Decimal(value) for name, value in sums.items()})


def row(steps: tuple[str, ...], *, each_event: bool = False, sums: str = "") -> StatisticsRow:
    return StatisticsRow("row", NAME, NAME, {"admin_case": steps}, each_event, sums)


def test_a_matter_counts_once_and_an_act_as_often_as_it_was_done() -> None:
    happened = [event("D1", "order_correction", 1), event("D1", "order_correction", 5), event("D2", "order_correction", 2)]
    once, often = row(("order_correction",)), row(("order_correction",), each_event=True)
    assert once.figure(once.events(happened, {})) == 2
    assert often.figure(often.events(happened, {})) == 3


def test_what_was_undone_is_not_counted_and_what_was_done_anew_is() -> None:
    undo = {("admin_case", "decide_penalty"): "revoke_penalty"}
    fines = row(("decide_penalty",), each_event=True, sums="fine")
    decided, revoked = event("D1", "decide_penalty", 1, fine="50000"), event("D1", "revoke_penalty", 2)
    other = event("D2", "decide_penalty", 1, fine="3000.50")
    assert fines.figure(fines.events([decided, revoked, other], undo)) == Decimal("3000.50")
    again = event("D1", "decide_penalty", 3, fine="20000")
    assert fines.figure(fines.events([again, revoked, other, decided], undo)) == Decimal("23000.50")


def test_another_matters_undoing_takes_nothing_away() -> None:
    undo = {("admin_case", "decide_penalty"): "revoke_penalty"}
    cases = row(("decide_penalty",))
    assert cases.figure(cases.events([event("D1", "decide_penalty", 1), event("D2", "revoke_penalty", 2)], undo)) == 1


def test_the_packaged_table_counts_steps_that_sheets_have() -> None:
    book = rulebook()
    assert book.statistics["special_action"].steps()
    assert undone_by(book.sheets)[("clue", "decide_to_file")] == "revoke_decision"


def test_a_step_that_no_sheet_has_is_a_fault(tmp_path: Path) -> None:
    said = (
        "title: {zh: 表, en: T}\nnote: {zh: 注, en: N}\nrows:\n  a:\n    label: {zh: 甲, en: A}\n    unit: {zh: 件, en: cases}\n    counts: {clue: [vanish]}\n"
    )
    (tmp_path / "t.yaml").write_text(said, "utf-8")
    faults = Faults()
    read_statistics(tmp_path, "statistics", rulebook().sheets, faults)
    with pytest.raises(RulebookFault, match="vanish"):
        faults.raise_first()
