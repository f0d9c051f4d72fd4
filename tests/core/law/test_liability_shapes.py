"""Bands without a hole, fields accounted for, no special law that silently begins later than the general one."""

from pathlib import Path

from mingjian.core.law.liability_shapes import check_liability_shapes
from mingjian.core.law.provisions import read_liabilities
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import rulebook

LAW = rulebook().statutes
HEAD = "title: {zh: 某行为, en: Some act}\ncomplete:\n  general: [other]\n"
GENERAL = """provisions:
  - ground: product_quality_law/49
    authority: {zh: 某局, en: Some office}
    fines:
      - {value: "product_quality_law/49#multiple", of: value}
"""
SPECIAL = """  - ground: cosmetics_reg/60
    authority: {zh: 某局, en: Some office}
    fields: [cosmetics]
    fines:
      - {value: "cosmetics_reg/60#low_value_fine", of: value, below: 10000}
      - {value: "cosmetics_reg/60#multiple", of: value, from: 10000}
"""


def faults(tmp_path: Path, text: str, fields: tuple[str, ...] = ("cosmetics", "other")) -> list[str]:
    (tmp_path / "some.yaml").write_text(text, "utf-8")
    found = Faults()
    acts = read_liabilities(tmp_path, "liability", LAW, found)
    check_liability_shapes(acts, "liability", LAW, fields, found)
    return [fault.en for fault in found.found]


def test_a_special_law_that_begins_later_than_the_general_one_is_found(tmp_path: Path) -> None:  # A4
    (said,) = faults(tmp_path, HEAD + GENERAL + SPECIAL)
    assert said.startswith("cosmetics_reg/60 begins on 2021-01-01 in the rulebook; before, the general product_quality_law/49 would stand for it.")


def test_and_is_none_where_what_is_missing_is_said(tmp_path: Path) -> None:
    missing = "  missing:\n    - {fields: [cosmetics], until: 2021-01-01, what: {zh: 旧条例, en: the old regulation}}\n"
    assert faults(tmp_path, HEAD + missing + GENERAL + SPECIAL) == []


def test_a_field_of_which_nothing_is_said_is_found(tmp_path: Path) -> None:  # A5, A6
    (said,) = faults(tmp_path, HEAD + GENERAL, ("other", "drug"))
    assert said.startswith("It is not said which law punishes the act in: drug")


def test_bands_that_leave_a_hole_are_found(tmp_path: Path) -> None:
    missing = "  missing:\n    - {fields: [cosmetics], until: 2021-01-01, what: {zh: 旧条例, en: the old regulation}}\n"
    holes = faults(tmp_path, HEAD + missing + GENERAL + SPECIAL.replace("from: 10000", "from: 20000"))
    assert [said.partition(":")[2][:28] for said in holes] == [" there is a hole at 10,000 y", " there is a hole at 20,000 y"]


def test_a_provision_that_goes_before_one_that_is_not_there_is_found(tmp_path: Path) -> None:
    said = faults(tmp_path, HEAD + GENERAL.replace("    fines:", "    before: [product_quality_law/50]\n    fines:"), ("other",))
    assert said == ["product_quality_law/49 goes before product_quality_law/50, which is no provision of this act."]


REFUSED = """provisions:
  - ground: ecl/80
    authority: {zh: 某局, en: Some office}
    fines:
      - {value: "ecl/80#fine"}
"""


def test_a_fine_without_the_condition_that_its_title_names_is_found(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, HEAD + REFUSED, ("other",))
    assert said.startswith("ecl/80#fine (Fine if not corrected in time) holds on a condition only")


def test_and_is_none_where_the_provision_says_it(tmp_path: Path) -> None:
    when = '{value: "ecl/80#fine", when: {zh: 逾期不改正, en: not corrected in time}}'
    assert faults(tmp_path, HEAD + REFUSED.replace('{value: "ecl/80#fine"}', when), ("other",)) == []
    asked = REFUSED.replace("    fines:", "    condition: {zh: 责令改正而逾期不改正, en: ordered and not corrected}\n    fines:")
    assert faults(tmp_path, HEAD + asked, ("other",)) == []


def test_a_fine_on_persons_that_stands_in_an_order_only_is_found(tmp_path: Path) -> None:
    told = '    orders:\n      - {zh: "情节严重的，对责任人员处一万元以上三万元以下罚款", en: "10,000 to 30,000 yuan for those responsible"}\n'
    (said,) = faults(tmp_path, HEAD + GENERAL + told, ("other",))
    assert said.startswith("product_quality_law/49: '10,000 to 30,000 yuan for those responsible' speaks of a fine on persons")
    figure = '      - {value: "product_quality_law/49#multiple", of: income_year, whom: {zh: 责任人员, en: those responsible}}\n'
    assert faults(tmp_path, HEAD + GENERAL + figure + told, ("other",)) == []


def test_whom_a_figure_is_for_does_not_stand_for_the_condition_on_which_it_holds(tmp_path: Path) -> None:
    whom = "whom: {zh: 主管人员, en: those in charge}"
    text = "provisions:\n  - ground: csl/69\n    authority: {zh: 某局, en: Some office}\n    since: 2026-01-01\n    fines:\n"
    (said,) = faults(tmp_path, HEAD + text + f'      - {{value: "csl/69#person_fine", {whom}}}\n', ("other",))
    assert "holds on a condition only" in said
    held = f'      - {{value: "csl/69#person_fine", {whom}, when: {{zh: 拒不改正或者情节严重, en: refused or serious}}}}\n'
    assert faults(tmp_path, HEAD + text + held, ("other",)) == []


def test_a_fine_that_is_told_without_the_refusal_it_hangs_on_is_found(tmp_path: Path) -> None:
    refused = GENERAL.replace("    fines:", '    condition: {zh: "先责令改正，拒不改正的才罚款", en: "a fine only if refused"}\n    fines:')
    (said,) = faults(tmp_path, HEAD + refused, ("other",))
    assert said.startswith("product_quality_law/49: there is a fine only if correction was refused; each figure must say it")
    told = refused.replace("of: value}", "of: value, when: {zh: 拒不改正, en: refused}}")
    assert faults(tmp_path, HEAD + told, ("other",)) == []


def test_an_act_of_the_food_law_without_the_fine_on_persons_of_its_regulation_is_found(tmp_path: Path) -> None:
    own = "provisions:\n  - ground: food_safety_law/132\n    authority: {zh: 某局, en: Some office}\n    fines:\n"
    own += '      - {value: "food_safety_law/132#fine", when: {zh: 拒不改正, en: refused}}\n'
    said = faults(tmp_path, HEAD + own, ("other",))
    assert any(one.startswith("food_safety_reg/75 fines the persons responsible for what food_safety_law/132 punishes, too") for one in said)
