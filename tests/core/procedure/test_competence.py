"""Who is competent: by the provisions of the day, the special before the general; refused in words where the book cannot say."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import liabilities, packaged, rulebook
from mingjian.core.procedure.competence import check_code_list, code_list, competent, levels_for, places_for

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


def levels(act: str, field: str, most: str | None, on: date = DAY) -> list[str]:
    provisions = [one for one in liabilities().act(act).provisions if one.is_for(field, on)]
    return [one.name for one in levels_for(provisions, Decimal(most) if most else None, on, rulebook().statutes)]


def test_a_fine_of_300000_for_food_is_for_the_prefecture_and_one_yuan_less_is_not() -> None:
    assert levels("expired_goods", "food", "300000") == ["small_food_province", "food_prefecture"]
    assert levels("expired_goods", "food", "299999") == ["small_food_province"]
    assert levels("expired_goods", "food", None) == ["small_food_province", "food_prefecture"], "where the most is not known, it is said"
    assert levels("expired_goods", "food", "300000", date(2019, 11, 30)) == [], "the implementing regulation is in force from 2019-12-01"
    assert levels("expired_goods", "cosmetics", "300000") == []


def test_the_article_that_names_the_authority_says_who_is_competent_under_a_law_of_others() -> None:
    """The E-Commerce Law is enforced by market regulators; where a regulation gives its scale to drug regulators, they are asked (Cosmetics 67, Devices 92)."""
    act = liabilities().act("platform_illegal_goods")
    on = {
        goods: [(one.sector.code, one.ground) for one in competent(act, goods, DAY, rulebook().statutes)] for goods in ("other", "cosmetics", "medical_device")
    }
    assert on["other"][0] == ("market", "ecl/80")
    assert on["cosmetics"][0] == ("drug", "cosmetics_reg/67")
    assert on["medical_device"][0] == ("drug", "device_reg/92")
    assert levels("platform_illegal_goods", "cosmetics", None) == ["cosmetics_platform_province"]
    assert levels("platform_illegal_goods", "medical_device", None) == []
    before = [one.sector.code for one in competent(act, "cosmetics", date(2020, 12, 31), rulebook().statutes)]
    assert before[0] == "market", "before the regulation nobody but market regulators had the scale"


def test_the_province_alone_penalises_abuse_of_strength_and_the_prefecture_approves_measures_of_the_competition_law() -> None:
    assert levels("abuse_of_strength", "other", None) == ["abuse_of_strength_province", "unfair_competition_measures"]
    assert levels("confusion", "other", "250000") == ["unfair_competition_measures"]
    assert levels("confusion", "other", "250000", date(2025, 10, 14)) == ["unfair_competition_measures_before"], "article 13 is of data since"


def test_a_level_that_names_what_the_book_has_not_is_found(tmp_path: Path) -> None:
    text = SHORT.replace("aucl: nobody", "aucl: market") + (
        "levels:\n  some: {label: {zh: 级, en: Level}, laws: [no_law, ecl], least: food_safety_reg/81#nothing, ground: [ecl/999]}\n"
        "  other: {label: {zh: 级, en: Level}, laws: [ecl]}\n"
    )
    (tmp_path / "competence.yaml").write_text(text, "utf-8")
    found = Faults()
    check_code_list(tmp_path / "competence.yaml", rulebook().statutes, liabilities(), found)
    said = [fault.en for fault in found.found]
    assert any("some names no_law, ecl/999, food_safety_reg/81#nothing, which the rulebook has not." in one for one in said)
    assert "A level needs its laws and its articles (ground)." in said


@pytest.mark.parametrize(
    ("act", "field", "places"),
    [
        ("fake_goods", "pesticide", ["breach_place_of_others", "first_filed_of_others"]),
        ("copyright_infringement", "copyright_works", ["breach_place_of_others", "first_filed_of_others"]),
        ("platform_tax_reports", "other", ["breach_place_of_others", "first_filed_of_others"]),
        ("forged_documents", "other", ["breach_place"]),
        ("border_infringement", "other", ["border"]),
        ("fake_goods", "food", ["operator_place", "live_room", "first_filed"]),
        ("platform_ip", "other", ["platform_seat"]),
    ],
)
def test_a_rule_of_place_is_one_that_binds_the_department(act: str, field: str, places: list[str]) -> None:
    """A bureau of agriculture was told the article of the market regulators."""
    found = competent(liabilities().act(act), field, DAY, rulebook().statutes)
    assert [one.name for one in places_for(act, DAY, rulebook().statutes, found)] == places


def test_a_rule_of_place_of_one_ministry_says_whom_it_binds(tmp_path: Path) -> None:
    text = (packaged() / "competence.yaml").read_text("utf-8")
    broken = tmp_path / "competence.yaml"
    broken.write_text(text.replace("    ground: [livestream_measures/47]\n    sectors: [market, drug]\n", "    ground: [livestream_measures/47]\n"), "utf-8")
    faults = Faults()
    check_code_list(broken, rulebook().statutes, liabilities(), faults)
    assert ["须写明约束哪些部门" in one.zh for one in faults.found] == [True]
    broken.write_text(text.replace("sectors: [market, drug]", "sectors: [marked]", 1), "utf-8")
    faults = Faults()
    check_code_list(broken, rulebook().statutes, liabilities(), faults)
    assert "没有“marked”这类部门。" in [one.zh for one in faults.found]
