"""Cases beside the law: the 96 of the examination, and what a jurist is told where one comes out otherwise."""

from pathlib import Path

import pytest

from mingjian.core.law.reader import Faults
from mingjian.core.procedure import packaged
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.cases import Case, check_cases, failures, read_cases

BOOK = book()
CASES = read_cases(packaged() / "cases", "cases", Faults())
WORKED = [case for case in CASES if Path(case.file).stem in {"periods", "thresholds", "liabilities"}]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{Path(case.file).stem}: {case.name}")
def test_the_book_answers_as_the_case_says(case: Case) -> None:
    assert list(failures(case, BOOK)) == []


def test_all_96_calculations_of_the_examination_are_there_and_95_agree_with_the_hand() -> None:
    assert len(WORKED) == 96
    assert sum(case.why is None for case in WORKED) == 95


def test_what_comes_out_otherwise_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(
        "title: {zh: 某, en: Some}\nasks: threshold\ncases:\n"
        "  - case: one\n    given: {crime: selling_counterfeit_marked_goods, acted_on: 2026-06-01, sales: 50000}\n    expect: {tier: heavy}\n"
        "  - case: two\n    given: {crime: murder, acted_on: 2026-06-01}\n    expect: {tier: heavy}\n"
        "  - case: three\n    given: {crime: murder}\n    expect: {colour: red}\n",
        "utf-8",
    )
    faults = Faults()
    check_cases(read_cases(tmp_path, "cases", faults), BOOK, faults)
    assert [(fault.line, fault.en[:46]) for fault in faults.found] == [
        (12, "An answer has no colour; it has: tier, possibl"),
        (4, "'one': tier should be heavy, and is base."),
        (7, "'two': refusal '—' was expected, and it is \"Th"),
        (10, "'three': refusal '—' was expected, and it is '"),
    ]
