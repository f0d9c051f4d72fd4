"""Holes in the shape of crimes are found: on small copies of the faults that the examination of November 2026 found by hand."""

from pathlib import Path

import pytest

from mingjian.core.law.crime_shapes import check_crime_shapes
from mingjian.core.law.crimes import read_crimes
from mingjian.core.law.outcomes import Weighed
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import packaged

HEAD = "title: {zh: 某罪, en: Some crime}\narticle: criminal_law/1\nregimes:\n"
REGIME = """  {name}:
    in_force: {since}
    {until}
    ground: [criminal_law/1]
    verification: text
    complete: true
    tiers:
      base:
        title: {{zh: 一档, en: first}}
        penalty: {{zh: 三年以下, en: up to 3 years}}
        from_months: 0
        to_months: 36
        tests: [{base}]
      heavy:
        title: {{zh: 二档, en: second}}
        penalty: {{zh: 三至七年, en: 3-7 years}}
        from_months: 36
        to_months: 84
        {times}
        tests: [{heavy}]
"""
SALES = "{measure: sales_amount, line: 50000}"
UNSOLD = '{measure: unsold_value, line: 150000, of: "3×50,000"}'
REPEATED = "{measure: sales_amount, line: 30000, with: {prior_penalties: 1}}"
HEAVY = '{measure: sales_amount, line: 500000, of: "×10"}'


def regime(base: str, heavy: str, name: str = "new", since: str = "2025-04-26", until: str = "", times: str = "") -> str:
    return REGIME.format(name=name, since=since, until=f"until: {until}" if until else "", base=base, heavy=heavy, times=times)


def faults(tmp_path: Path, *regimes: str) -> list[str]:
    (tmp_path / "some.yaml").write_text(HEAD + "".join(regimes), "utf-8")
    found = Faults()
    crimes = read_crimes(tmp_path, "crimes", found)
    assert found.found == []
    check_crime_shapes(crimes, "crimes", found)
    return [fault.en for fault in found.found]


def test_a_regime_without_the_tests_of_the_one_before_is_found(tmp_path: Path) -> None:  # A1, A2
    old = regime(f"{SALES}, {UNSOLD}", HEAVY, "old", "2011-01-10", "2021-03-01", "times: {base: 10}")
    (said,) = faults(tmp_path, old, regime(SALES, HEAVY, "gap", "2021-03-01"))
    assert said.startswith("Regime gap has no line for unsold_value, and old has")


@pytest.mark.parametrize("word", ["untested", "lacks"])
def test_and_is_none_where_it_is_said_why(tmp_path: Path, word: str) -> None:
    old = regime(f"{SALES}, {UNSOLD}", HEAVY, "old", "2011-01-10", "2021-03-01", "times: {base: 10}")
    gap = regime(SALES, HEAVY, "gap", "2021-03-01").replace("    tiers:\n", f"    {word}:\n      unsold_value: {{zh: 无, en: none}}\n    tiers:\n")
    assert faults(tmp_path, old, gap) == []


def test_a_base_test_without_its_twin_in_the_multiple_is_found(tmp_path: Path) -> None:  # A7
    (said,) = faults(tmp_path, regime(f"{SALES}, {REPEATED}", HEAVY))
    assert said == "Regime new: heavy is 10 times base, but has no sales_amount (prior_penalties ≥ 1) of 300,000; write times: {base: 10}."


def test_a_multiple_written_as_one_has_every_twin(tmp_path: Path) -> None:
    assert faults(tmp_path, regime(f"{SALES}, {REPEATED}", "{measure: conduct, judge: {zh: 甲, en: A}}", times="times: {base: 10}")) == []


def test_three_times_a_lower_line_that_is_not_written_is_found(tmp_path: Path) -> None:  # A7
    (said,) = faults(tmp_path, regime(f"{SALES}, {REPEATED}, {UNSOLD}", HEAVY, times="times: {base: 10}"))
    assert said == "Regime new: base lacks unsold_value (prior_penalties) 90,000, 3 times the lower line of sales_amount (30,000)."


def test_goods_that_are_left_without_their_sum_are_found(tmp_path: Path) -> None:  # A7
    sums = "{measure: unsold_copies, line: 9}, {measure: unsold_value, line: 9}, {measure: sold_plus_unsold, line: 9}"
    assert faults(tmp_path, regime(sums, "{measure: sales_amount, line: 500}")) == ["Regime new: base has unsold_copies, but not sold_plus_unsold_copies."]


def test_a_regime_that_does_not_say_for_what_it_is_complete_is_found(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, regime(SALES, HEAVY).replace("    complete: true\n", ""))
    assert said == "Regime new must say for what it is complete (complete, or lacks)."


def test_the_packaged_crimes_have_no_hole() -> None:
    found = Faults()
    check_crime_shapes(read_crimes(packaged() / "crimes", "crimes", found), "crimes", found)
    assert found.found == []


def test_a_headline_below_the_line_against_its_own_possible_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = "{measure: sales_amount, line: 50000, judge: {zh: 足以危害, en: fit to harm}}"
    whole = regime(judged, HEAVY)
    assert not any("headline" in said for said in faults(tmp_path, whole))
    monkeypatch.setattr(Weighed, "is_to_judge", property(lambda self: False))  # what four headlines said in November 2026
    found = [said for said in faults(tmp_path, whole) if "headline" in said]
    assert found == ["Regime new: at 50,000 of sales_amount the headline is 'below the line', but possible is base."]


def test_a_small_figure_is_not_below_the_line_of_a_crime_whose_lowest_tier_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = "{measure: danger, judge: {zh: 足以危害, en: fit to harm}}"
    whole = regime(judged, "{measure: sales_amount, line: 200000}")
    assert not any("no line in figures" in said for said in faults(tmp_path, whole))
    monkeypatch.setattr(Weighed, "unmeasured", property(lambda self: None))  # what article 143 said of food of 30 yuan until December 2026
    assert any("at 1 of sales_amount the headline is below the line" in said for said in faults(tmp_path, whole))
