"""Who is competent: by the provisions of the day, the special before the general; refused in words where the book cannot say."""

from datetime import date
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law.reading import Faults
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.competence import check_code_list, code_list, competent, places_for

DAY = date(2026, 11, 2)
#: field, act, day, and the sectors worked out by hand from the laws; the first is the special one.
BY_HAND = [
    ("clothing_shoes", "trademark_infringement", DAY, ["market"]),
    ("food", "expired_goods", DAY, ["market"]),
    ("drug", "fake_goods", DAY, ["drug", "market"]),
    ("cosmetics", "substandard_goods", DAY, ["drug", "market"]),
    ("medical_device", "unlicensed_trade", DAY, ["drug"]),
    ("pesticide", "fake_goods", DAY, ["agriculture", "market"]),
    ("pesticide", "unlicensed_trade", date(2022, 6, 1), ["agriculture"]),
    ("fertilizer", "unregistered_product", DAY, ["agriculture", "market"]),
    ("clothing_shoes", "border_infringement", DAY, ["customs"]),
    ("seed", "fake_goods", DAY, ["agriculture", "market"]),
    ("veterinary_drug", "fake_goods", DAY, ["agriculture", "market"]),
    ("tobacco", "unlicensed_trade", DAY, ["market"]),
    ("copyright_works", "copyright_infringement", DAY, ["culture"]),
    ("explosive_precursors", "unlicensed_trade", date(2024, 6, 1), ["emergency"]),
]


@pytest.mark.parametrize(("field", "act", "on", "sectors"), BY_HAND)
def test_the_sectors_are_those_of_the_laws(field: str, act: str, on: date, sectors: list[str]) -> None:
    found = competent(liabilities().act(act), field, on, rulebook().statutes)
    assert found[0].sector.code == sectors[0]
    assert {one.sector.code for one in found} <= set(sectors)
    assert all(rulebook().statutes.has_article(one.ground, on) for one in found)


LACKING = [("fertilizer", "expired_goods", DAY), ("other", "rule_abuse", date(2025, 10, 14))]
SHORT = """title: {zh: 表, en: List}
sectors:
  market: {label: {zh: 甲, en: A}, kinds: [market_regulation]}
laws: {ecl: market, aucl: nobody}
"""


@pytest.mark.parametrize(("field", "act", "on"), LACKING)
def test_what_the_book_lacks_makes_nobody_competent(field: str, act: str, on: date) -> None:
    with pytest.raises(BadInput, match="不能确定主管部门"):
        competent(liabilities().act(act), field, on, rulebook().statutes)


def test_the_place_is_that_of_the_act_and_of_the_day() -> None:
    assert [one.name for one in places_for("false_advertising", DAY, rulebook().statutes)] == ["advertisement"]
    assert [one.name for one in places_for("platform_ip", DAY, rulebook().statutes)] == ["platform_seat"]
    assert [one.name for one in places_for("fake_goods", DAY, rulebook().statutes)] == ["operator_place", "live_room", "first_filed"]
    assert [one.name for one in places_for("fake_goods", date(2024, 6, 1), rulebook().statutes)] == ["operator_place", "first_filed"]
    assert [one.name for one in places_for("fake_goods", date(2020, 6, 1), rulebook().statutes)] == ["operator_place", "first_filed"]
    assert places_for("fake_goods", date(2019, 3, 1), rulebook().statutes) == []


def test_a_law_that_nobody_enforces_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "competence.yaml"
    path.write_text(SHORT, "utf-8")
    faults = Faults()
    check_code_list(path, rulebook().statutes, liabilities(), faults)
    said = " ".join(fault.en for fault in faults.found)
    assert "enforces drug_law" in said
    assert "no sector 'nobody'" in said
    assert set(code_list().laws.values()) <= set(code_list().sectors)
