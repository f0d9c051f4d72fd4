"""Crimes as data: what a file may say, and what is refused."""

from pathlib import Path

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.law.crimes import Crimes, check_crimes, read_crimes
from mingjian.core.law.measures import MEASURES
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import packaged, rulebook

GOOD = """
title: {zh: 某罪, en: Some crime}
article: criminal_law/1
regimes:
  old:
    in_force: 2020-01-01
    until: 2025-04-26
    ground: [criminal_law/1]
    verification: text
    tiers:
      base: {title: {zh: 一档, en: first}, penalty: {zh: 三年以下, en: up to 3 years}, from_months: 0, to_months: 36, tests: [{measure: loss, line: 10}]}
      heavy: {title: {zh: 二档, en: second}, penalty: {zh: 三至七年, en: 3-7 years}, from_months: 36, to_months: 84, tests: [{measure: loss, line: 50}]}
"""


def read_one(tmp_path: Path, text: str) -> tuple[Crimes, list[str]]:
    (tmp_path / "some.yaml").write_text(text, "utf-8")
    faults = Faults()
    return read_crimes(tmp_path, "crimes", faults), [fault.en for fault in faults.found]


def test_a_sound_crime_reads_without_a_fault(tmp_path: Path) -> None:
    crimes, faults = read_one(tmp_path, GOOD)
    assert faults == []
    assert [tier.tier for tier in crimes.crime("some").regimes[0].tiers] == ["base", "heavy"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("line: 10", "line: 0", "needs a line (above zero)"),
        ("{measure: loss, line: 10}", "{measure: loss}", "needs a line (above zero), or what a person judges"),
        ("measure: loss, line: 10", "measure: profit, line: 10", "no measure 'profit'"),
        ("measure: loss, line: 10", "measure: loss, lin: 10", "no key 'lin'"),
        ("line: 10}", "line: 10, with: {weather: 1}}", "with takes"),
        ("line: 10}", "line: 10, among: [profit]}", "no measure 'profit'"),
        ("ground: [criminal_law/1]", "ground: []", "needs a ground"),
        ("until: 2025-04-26", "until: 2019-01-01", "before until"),
        ("to_months: 36", "to_months: 400", "least and most of its term"),
        ("from_months: 36, to_months: 84", "from_months: 0, to_months: 12", "lightest first"),
        ("to_months: 84", "to_months: 84, gravest: exile", "gravest is one of"),
        ("verification: text", "verification: sure", "verification must be"),
        ("title: {zh: 某罪, en: Some crime}", "title: {zh: 某罪}", "needs both languages"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    _, faults = read_one(tmp_path, GOOD.replace(old, new, 1))
    assert any(fault in one for one in faults), faults


def test_regimes_that_overlap_are_refused(tmp_path: Path) -> None:
    later = GOOD[GOOD.index("  old:") :].replace("  old:", "  new:").replace("    until: 2025-04-26\n", "").replace("2020-01-01", "2025-04-25")
    _, faults = read_one(tmp_path, GOOD + later)
    assert any("Regimes overlap: old and new" in fault for fault in faults)


def test_a_crime_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    crimes, _ = read_one(tmp_path, GOOD)
    with pytest.raises(BadInput, match="there are: some"):
        crimes.crime("other")


def test_a_ground_that_the_rulebook_lacks_is_named(tmp_path: Path) -> None:
    crimes, _ = read_one(
        tmp_path, GOOD.replace("ground: [criminal_law/1]", "ground: [ip_interp_2025/999]").replace("article: criminal_law/1", "article: criminal_law/214")
    )
    faults = Faults()
    check_crimes(crimes, "crimes", rulebook().statutes, faults)
    assert [fault.en for fault in faults.found] == ["The rulebook has no ip_interp_2025/999 on that day (2025-04-25); add it to laws, or mend the ground."]


def test_the_packaged_crimes_are_sound_and_use_every_measure() -> None:
    faults = Faults()
    crimes = read_crimes(packaged() / "crimes", "crimes", faults)
    assert faults.found == []
    assert len(crimes.all) == 28
    used = {condition.measure for crime in crimes.all.values() for regime in crime.regimes for tier in regime.tiers for condition in tier.tests}
    assert used == set(MEASURES)
