"""A department's sheet is laid over the procedure's: what is replaced, what goes, what is refused, and what it leaves as it was."""

from datetime import date
from pathlib import Path

import pytest
from small_rulebook import SHEET

from mingjian.core.errors import NotFound
from mingjian.core.procedure import check, rulebook
from mingjian.core.procedure.competence import sector_of_body
from mingjian.core.procedure.departments import whole_sheet_of
from mingjian.core.procedure.rulebook import packaged, read_rulebook

LAW = """title: {zh: 部门规定, en: Rules of a department}
version: '1'
in_force: 2020-01-01
source: somewhere
verification: text
articles:
  '7':
    gist: {zh: 旨, en: gist}
    verification: text
    values:
      decide: {title: {zh: 作出决定, en: decide}, number: 30, unit: calendar_days, starts: {zh: 立案, en: filing}}
      doubtful: {title: {zh: 所知, en: known}, number: 20, unit: calendar_days, starts: {zh: 立案, en: filing}, verification: UNVERIFIED}
"""


def lay(folder: Path, text: str, sector: str = "post", day: str = "2020-06-01") -> Path:
    """Write a department's file into a small rulebook."""
    (folder / "laws/rules").mkdir(parents=True, exist_ok=True)
    (folder / "laws/rules/2020-01-01.yaml").write_text(LAW, "utf-8")
    place = (folder / SHEET).parent / sector
    place.mkdir(exist_ok=True)
    (place / f"{day}.yaml").write_text(f"in_force: {day}\n{text}", "utf-8")
    return folder


def test_articles_and_figures_stand_for_others_and_what_has_none_goes(folder: Path) -> None:
    lay(folder, "articles: {apl/1: [rules/7]}\nfigures: {apl/1#decide: rules/7#decide, apl/1#longer: null}\nsteps: {extend: null, publish: null}\n")
    book, faults = read_rulebook(folder)
    assert faults.found == []
    sheet = book.sheet("penalty", date(2020, 7, 1), "post")
    assert {ground for step in sheet.steps.values() for ground in step.ground} == {"rules/7"}
    assert sheet.deadlines["decide"].period == "rules/7#decide"
    assert (sheet.deadlines["decide"].extension, sheet.deadlines["decide"].times) == (None, 0)
    assert set(sheet.deadlines) == {"decide", "report"}  # the period to publish was of the figure that has none
    assert sheet.steps["decide"].opens == ()
    assert sheet.articles(["apl/1(2)", "rules/7"]) == ("rules/7",)
    assert (sheet.figure("apl/1#decide"), sheet.figure("apl/1#longer")) == ("rules/7#decide", "")
    assert book.sheet("penalty", date(2020, 7, 1)).deadlines["decide"].period == "apl/1#decide"


def test_a_department_has_its_sheet_from_its_own_day_and_the_general_one_before(folder: Path) -> None:
    lay(folder, "leaves_out: []\n", "general", "2020-03-01")
    book, _ = read_rulebook(lay(folder, "follows: general\nfigures: {apl/1#decide: rules/7#decide}\n", "post", "2020-06-01"))
    assert [book.sector_on("penalty", "post", date(2020, month, 2)) for month in (2, 4, 7)] == ["", "general", "post"]
    assert book.sector_on("penalty", "", date(2020, 7, 1)) == ""
    with pytest.raises(NotFound, match="customs"):
        book.sheet("penalty", date(2020, 7, 1), "customs")


def test_a_new_version_of_the_procedure_reaches_every_department(folder: Path) -> None:
    lay(folder, "figures: {apl/1#decide: rules/7#decide}\n")
    newer = (
        "in_force: 2021-01-01\nfollows: 2020-01-01\nsteps:\n  seize: {label: {zh: 查封, en: Seal}, track: measure, from: [free], to: seized, by: [officer],\n"
    )
    newer += "    second: [officer, head], needs: [reason], opens: [report], undone_by: release, ground: [apl/1]}\n"
    ((folder / SHEET).parent / "2021-01-01.yaml").write_text(newer, "utf-8")
    book, faults = read_rulebook(folder)
    assert faults.found == []
    assert [sheet.in_force.isoformat() for sheet in book.versions_of("penalty", "post")] == ["2020-06-01", "2021-01-01"]
    sheet = book.sheet("penalty", date(2021, 2, 1), "post")
    assert (sheet.steps["seize"].label.zh, sheet.deadlines["decide"].period) == ("查封", "rules/7#decide")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps: {fly: {label: {zh: 飞, en: Fly}, by: [head], track: main, from: [filed], ground: [apl/1]}}\n", "部门的程序不能增加“fly”"),
        ("states: {lost: {zh: 迷失, en: Lost, track: main, awaits: []}}\n", "部门的程序不能增加“lost”"),
        ("steps: {nothing: null}\n", "没有“nothing”，无可删去"),
        ("hints: {fly: {zh: 飞, en: Fly}}\n", "没有步骤“fly”"),
        ("suspends: {fly: [decide]}\n", "没有步骤“fly”"),
        ("follows: nobody\n", "没有“nobody”的程序"),
        ("follows: post\n", "没有“post”的程序"),
        ("lines: {reason2: null}\n", "没有步骤要材料“reason2”"),
        ("leaves_out: [apl]\n", "须有法律依据"),
        ("figures: {apl/1#decide: rules/7#doubtful}\n", "未经核对（UNVERIFIED），不作期限"),
        ("figures: {apl/1#decide: rules/7#nothing}\n", "没有数值“nothing”"),
        ("suspends: {extend: [decide]}\n", "没有写明不计入的时间"),
        ("opens: [x]\n", "没有“opens”这个键"),
    ],
)
def test_what_is_wrong_with_a_departments_file_is_told(folder: Path, text: str, said: str) -> None:
    faults = [one.zh for one in check(lay(folder, text))]
    assert any(said in one for one in faults), faults


def test_a_file_of_another_day_than_its_name_is_told(folder: Path) -> None:
    lay(folder, "")
    ((folder / SHEET).parent / "post/2020-06-01.yaml").write_text("in_force: 2020-07-01\n", "utf-8")
    assert any("须与文件名相同" in one.zh for one in check(folder))


def test_a_sum_that_no_text_supports_is_refused_as_a_line() -> None:
    """The sums of the copyright measures are from memory: no sheet may be held against them."""
    book = rulebook()
    lines = {paper.line for sheet in book.all_sheets() for step in sheet.steps.values() for paper in step.needs if paper.line}
    found = [book.statutes.value(line, sheet.in_force) for sheet in book.all_sheets() for line in lines if book.statutes.has_value(line, sheet.in_force)]
    assert len(lines) >= 6
    assert not [one.ref for one in found if one.verification == "UNVERIFIED"]


def test_a_departments_sheet_has_a_digest_of_its_own() -> None:
    """Ledgers of nodes hold it; of a sheet without departments nothing new is digested."""
    assert rulebook().sheet("admin_case", date(2026, 5, 1)).digest != rulebook().sheet("admin_case", date(2026, 5, 1), "culture").digest
    assert rulebook().sheet("clue", date(2021, 8, 1)).instead == ()


@pytest.mark.parametrize(
    ("kind", "name", "sector"),
    [
        ("market_regulation", "桐庐县市场监督管理局", ""),
        ("police", "桐庐县公安局", "police"),
        ("other_authority", "省药品监督管理局", ""),
        ("other_authority", "县农业农村局", "agriculture"),
        ("other_authority", "县文化和广电旅游体育局", "culture"),
        ("other_authority", "市委网信办", "cyberspace"),
        ("other_authority", "市邮政管理局", "post"),
        ("other_authority", "某海关", "customs"),
        ("other_authority", "县卫生健康局", "general"),
        ("other_authority", "", "general"),
        ("platform", "甲网", ""),
        ("operator", "文化传媒公司", ""),
    ],
)
def test_a_body_is_of_a_sector_by_its_kind_or_its_name(kind: str, name: str, sector: str) -> None:
    assert sector_of_body(kind, name) == sector


def test_the_whole_sheet_of_a_department_says_what_its_papers_are_held_against() -> None:
    text = whole_sheet_of(packaged() / "procedures/admin_case", "police", date(2026, 4, 1))
    assert text.startswith("# fine_intended_person: police_admin_procedure/123#person\n")
    assert "psap_law/118#handle_extension" in text
    assert "penalty_procedure" not in text
    assert whole_sheet_of(packaged() / "procedures/admin_case", "police", date(2020, 1, 1)) == ""
