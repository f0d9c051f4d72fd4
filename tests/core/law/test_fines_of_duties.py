"""Every fine for a broken duty can be asked: what the examination of November 2026 found refused in 54 of 97 is found by the check."""

from pathlib import Path

from mingjian.core.law.duties import read_duties
from mingjian.core.law.liability_shapes import check_duties
from mingjian.core.law.provisions import read_liabilities
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import duties, liabilities, rulebook

LAW = rulebook().statutes
DUTY = """title: {zh: 义务, en: Duties}
duties:
  one.thing:
    actor: platform
    what: {zh: 做, en: do}
    trigger: {zh: 时, en: when}
    ground: [ecl/43]
    fines: ['ecl/80#fine']
    verification: text
"""
ACT = """title: {{zh: 某行为, en: Some act}}
duties: [{duty}]
complete:
  general: [all]
provisions:
  - ground: ecl/80
    authority: {{zh: 某局, en: Some office}}
    fines:
      - {{value: "{value}", when: {{zh: 逾期不改正, en: not corrected in time}}}}
"""


def faults(tmp_path: Path, duty: str = "one.thing", value: str = "ecl/80#fine") -> list[str]:
    for name, text in (("duties", DUTY), ("liability", ACT.format(duty=duty, value=value))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "some.yaml").write_text(text, "utf-8")
    found = Faults()
    acts = read_liabilities(tmp_path / "liability", "liability", LAW, found)
    check_duties(read_duties(tmp_path / "duties", "duties", LAW, found), acts, "liability", found)
    return [f"{fault.file}:{fault.line} {fault.en}" for fault in found.found]


def test_a_fine_that_an_act_of_the_duty_weighs_is_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_a_duty_with_a_fine_that_cannot_be_asked_is_found_where_it_is_written(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, value="ecl/80#serious_fine")
    assert said == "duties/some.yaml:4 The fine ecl/80#fine of duty one.thing cannot be asked: no act (liability) says on which condition it holds."


def test_an_act_of_a_duty_that_there_is_not_is_found(tmp_path: Path) -> None:
    said = faults(tmp_path, duty="another.thing")
    assert said[-1] == "liability/some.yaml:1 There is no duty 'another.thing'; add it to duties, or mend the name."


def test_all_duties_of_the_rulebook_that_carry_a_fine_can_be_asked() -> None:
    asked = {name for act in liabilities().all.values() for name in act.duties}
    assert [duty.name for duty in duties().all if duty.fines and duty.name not in asked] == []
