"""The packaged rulebook is sound and quick; a broken one says where, what and how to cure it."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from mingjian.core.errors import BadInput, NotFound, RulebookFault
from mingjian.core.procedure import check, packaged, rulebook
from mingjian.core.procedure.rulebook import read_rulebook

Break = Callable[[str, str], Path]
SHEET = "procedures/penalty/2020-01-01.yaml"


def test_the_packaged_rulebook_is_sound() -> None:
    assert check() == []


@pytest.mark.slow
def test_it_reads_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.core.law.reader._LOADER", yaml.BaseLoader)
    monkeypatch.setattr(yaml, "compose", cache(yaml.compose))  # slow, and asked twice
    assert check() == []
    assert read_rulebook(packaged())[0].sheets == rulebook().sheets


def test_it_is_read_once() -> None:
    assert rulebook() is rulebook()


def test_the_small_rulebook_is_sound_before_it_is_broken(folder: Path) -> None:
    assert check(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    undone_by: release\n", "    undoneby: release\n", "没有“undoneby”这个键"),
        ("    label: {zh: 扣押, en: Seize}", "    label: {zh: 扣押}", "中英两种文字"),
        ("in_force: 2020-01-01", "in_force: 2021-01-01", "须与文件名"),
        ("ground: [apl/1]", "ground: [apl/2]", "没有第 2 条"),
        ("ground: [apl/1]", "ground: [nolaw/1]", "没有“nolaw”"),
        ("    ground: [apl/1]\n", "", "须有法律依据"),
        ("period: apl/1#report", "period: apl/1#reprot", "没有数值“reprot”"),
        ("period: apl/1#report", "period: apl/1#fine", "不是期限"),
        ("  free: {zh: 未采取措施", "  lost: {zh: 迷失, en: Lost, track: measure}\n  free: {zh: 未采取措施", "状态“lost”无法到达"),
        ("    from: [seized]\n", "    from: [free]\n", "状态“seized”是死路"),
        ("    to: seized\n", "    to: siezed\n", "没有状态“siezed”"),
        ("starts: filed", "starts: field", "没有状态“field”"),
        ("by: [officer]", "by: [oficer]", "没有角色“oficer”"),
        ("needs: [reason]", "needs: [raeson]", "没有材料“raeson”"),
        ("needs: [reason]", "needs: [reason]\n    may_add: [reason]", "写了两次"),
        ("undone_by: release", "undone_by: relaese", "没有步骤“relaese”"),
        ("undone_by: release", "undone_by: decide", "须从“seized”回到"),
        ("    closes: [report]\n", "    closes: [report]\n    undone_by: seize\n", "撤销形成循环"),
        ("    undone_by: release\n", "    undone_by: release\n    hands_to: reason\n", "没有部门类材料“reason”"),
        ("    undone_by: release\n", "    undone_by: release\n    not_by: [sieze]\n", "没有步骤“sieze”"),
        ("    undone_by: release\n", "    undone_by: release\n    not_before: [reprot]\n", "没有期限“reprot”"),
        ("opens: [report]", "opens: [reprot]", "没有期限“reprot”"),
        ("    opens: [report]\n", "", "没有步骤开始这个期限"),
        ("    closes: [report]\n", "", "没有步骤了结这个期限"),
        ("extends: [decide]", "extends: [report]", "没有写明可以延长"),
        ("when_missed: decide", "when_missed: decdie", "没有步骤“decdie”"),
        ("    when_missed: decide\n", "", "须写明逾期如何"),
        ("    obliged: holder\n    when_missed: {zh: 逾期未报告", "    when_missed: {zh: 逾期未报告", "须写明由谁遵守"),
        ("    obliged: holder\n", "    obliged: nobody\n", "没有“nobody”"),
        ("    obliged: holder\n", "    obliged: sender\n", "没有可以了结它"),
        ("    period: apl/1#report\n    obliged: holder\n", "    period: apl/1#report\n    obliged: head\n", "没有可以了结它"),
        ("needs: [reason]", "needs: [reason, department]\n    hands_to: department\n    hands_back: true", "不能既移交"),
        ("    undone_by: release\n", "    undone_by: release\n    only_while: {main: [free]}\n", "only_while 须写其他轨道"),
        ("    undone_by: release\n", "    undone_by: release\n    only_while: {measure: [free]}\n", "only_while 须写其他轨道"),
        ("in_force: 2020-01-01\ndossier", "in_force: 2020-01-01\ncorrected: [{what: {zh: 更正, en: mended}}]\ndossier", "更正须写明日期"),
        ("from: served_on", "from: reason", "都不需要材料“reason”"),
        ("only_if: {place: [here]}", "only_if: {reason: [here]}", "都不需要材料“reason”"),
        ("    track: main\n    from: [filed]\n    to: decided", "    track: measure\n    from: [filed]\n    to: decided", "留在自己的轨道"),
        ("  seized: {zh: 已扣押, en: Seized, track: measure, ", "  seized: {zh: 已扣押, en: Seized, ", "属于哪条"),
        ("opening: file", "opening: seize", "opening 须是"),
        ("    from: [free]\n", "", "只有 opening 步骤可以不写"),
        ("dossier: case", "dossier: suitcase", "没有卷宗类别“suitcase”"),
        ("    from: [free]\n    to: seized\n    by: [officer]\n", "    from: [free]\n    to: seized\n    side: left\n    by: [officer]\n", "side 须是"),
        ("ends: [decided, free]", "ends: []", "须有终结状态"),
    ],
)
def test_a_broken_sheet_is_refused_with_file_line_and_cure(broken: Break, old: str, new: str, said: str) -> None:
    faults = check(broken(old, new))
    found = [fault for fault in faults if said in fault.zh]
    assert found, faults
    assert {fault.file for fault in found} == {SHEET}
    assert all(fault.line >= 1 and fault.en for fault in found)


def test_the_line_is_that_of_the_key(broken: Break) -> None:
    folder = broken("undone_by: release", "undone_by: relaese")
    lines = (folder / SHEET).read_text("utf-8").splitlines()
    assert [fault.line for fault in check(folder)] == [1 + next(i for i, line in enumerate(lines) if "relaese" in line)]


def test_a_law_that_ends_while_the_sheet_still_rests_on_it_is_a_fault(folder: Path) -> None:
    law = folder / "laws/apl/2020-01-01.yaml"
    law.write_text(law.read_text("utf-8").replace("in_force: 2020-01-01\n", "in_force: 2020-01-01\nuntil: 2024-01-01\n"), "utf-8")
    assert any("已失效" in fault.zh for fault in check(folder))


def test_a_file_that_nobody_would_read_is_a_fault(folder: Path) -> None:
    (folder / "laws" / "stray.yaml").write_text("a: 1\n", "utf-8")
    (folder / "procedures" / "penalty" / "2021-01-01.yml").write_text("a: 1\n", "utf-8")
    assert [fault.file for fault in check(folder)] == ["laws/stray.yaml", "procedures/penalty/2021-01-01.yml"]


def test_using_a_broken_rulebook_raises_the_first_fault(broken: Break) -> None:
    with pytest.raises(RulebookFault, match=r"第 \d+ 行"):
        rulebook(broken("ground: [apl/1]", "ground: [apl/2]"))


@pytest.mark.parametrize("line", ["kind: date, bodies: [police]", "kind: department, bodies: [army]"])
def test_only_a_department_has_kinds_of_body_and_only_those_that_there_are(folder: Path, line: str) -> None:
    place = folder / "vocabularies/papers.yaml"
    place.write_text(place.read_text("utf-8").replace("kind: date", line), "utf-8")
    assert ["bodies 只用于部门" in fault.zh for fault in check(folder)] == [True]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("kind: dossier, of: nowhere", "的 of“nowhere”不是程序"),
        ("kind: date, of: penalty", "of 只用于卷宗"),
        ("kind: date, takes: [image]", "takes 只用于文件"),
        ("kind: file, takes: [program]", "takes 只用于文件"),
        ("kind: letter, of: penalty", "没有“letter”这类材料"),
    ],
)
def test_a_paper_of_a_kind_or_procedure_that_there_is_not_is_told(folder: Path, line: str, fault: str) -> None:
    place = folder / "vocabularies/papers.yaml"
    place.write_text(place.read_text("utf-8").replace("kind: date", line), "utf-8")
    assert fault in " ".join(found.zh for found in check(folder))


def test_a_dossier_of_a_procedure_may_be_named(folder: Path) -> None:
    place = folder / "vocabularies/papers.yaml"
    place.write_text(place.read_text("utf-8") + "joined: {label: {zh: 并入, en: Joined}, kind: dossier, of: penalty}\n", "utf-8")
    assert check(folder) == []


def test_an_institution_has_words_in_a_folder_of_its_own(folder: Path) -> None:
    own = folder / "vocabularies/parcels"
    own.mkdir()
    (own / "papers.yaml").write_text("waybill: {label: {zh: 运单号, en: Waybill}, kind: text}\n", "utf-8")
    (own / "roles.yaml").write_text("title: {zh: 角色, en: Roles}\nterms: {sorter: {zh: 分拣员, en: sorter}}\n", "utf-8")
    sheet = folder / SHEET
    sheet.write_text(sheet.read_text("utf-8").replace("needs: [reason]", "needs: [reason, waybill]", 1), "utf-8")
    assert check(folder) == []
    book = rulebook(folder)
    assert "waybill" in book.papers
    assert {"officer", "sorter"} <= set(book.vocabularies["roles"])


def test_what_two_files_say_is_a_fault(folder: Path) -> None:
    own = folder / "vocabularies/parcels"
    own.mkdir()
    (own / "papers.yaml").write_text("reason: {label: {zh: 原因, en: Why}, kind: text}\n", "utf-8")
    assert [(fault.file, "已在另一文件中写明" in fault.zh) for fault in check(folder)] == [("vocabularies/parcels/papers.yaml", True)]


def test_a_step_that_needs_a_file_is_not_taken_together(folder: Path) -> None:
    papers, sheet = folder / "vocabularies/papers.yaml", folder / SHEET
    papers.write_text(papers.read_text("utf-8") + "letter: {label: {zh: 函, en: Letter}, kind: file}\n", "utf-8")
    sheet.write_text(sheet.read_text("utf-8").replace("needs: [reason]", "needs: [reason, letter]\n    together: true", 1), "utf-8")
    assert ["不能批量办理" in fault.zh for fault in check(folder)] == [True]


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RulebookFault, match="没有规则库文件夹"):
        check(tmp_path / "nowhere")


def test_the_day_chooses_the_sheet_and_a_dossier_finds_its_own_again() -> None:
    book = rulebook()
    assert book.sheet("clue", date(2026, 4, 14)).in_force == date(2021, 7, 15)
    assert book.sheet("clue", date(2026, 4, 15)).in_force == date(2026, 4, 15)
    assert book.sheet_version("clue", date(2021, 7, 15)).until == date(2026, 4, 15)


def test_no_sheet_before_the_first_and_none_that_never_was() -> None:
    book = rulebook()
    with pytest.raises(BadInput, match="最早为 2021-07-15"):
        book.sheet("clue", date(2021, 7, 14))
    with pytest.raises(NotFound, match="没有 2022-01-01 起施行的版本"):
        book.sheet_version("clue", date(2022, 1, 1))
    with pytest.raises(NotFound, match="没有程序“clew”"):
        book.sheet("clew", date(2026, 1, 1))


def test_papers_are_described_once_and_required_or_not_by_the_step() -> None:
    sheet = rulebook().sheet("clue", date(2026, 6, 1))
    needs = {paper.name: paper for paper in sheet.steps["refuse"].needs}
    assert (needs["reason"].required, needs["proposed_department"].required) == (True, False)
    assert dict(needs["refusal_ground"].options)["level"].zh == "不属于本级管辖"
