"""A later version of a sheet says what changed; drawn, it is a whole sheet, and its faults name the file in which each line is written."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest
import yaml

from mingjian.core.law.reader import Branch, Faults
from mingjian.core.procedure import Sheet, check, packaged, rulebook
from mingjian.core.procedure.draft import read_draft
from mingjian.core.procedure.loader import read_sheets, read_vocabularies
from mingjian.core.procedure.rulebook import read_rulebook
from mingjian.core.procedure.versions import whole_sheet

FIRST, LATER = "procedures/penalty/2020-01-01.yaml", "procedures/penalty/2022-01-01.yaml"
SHEETS = [sheet for name in rulebook().procedures() for sheet in rulebook().versions(name)]
OVERLAYS = [path for path in sorted(packaged().glob("procedures/*/*.yaml")) if "\nfollows: " in path.read_text("utf-8")]


def later(folder: Path, *lines: str, follows: str = "2020-01-01") -> Path:
    """Write a later version of the small rulebook's procedure, which says only what changed."""
    (folder / LATER).write_text("\n".join(["in_force: 2022-01-01", f"follows: {follows}", *lines, ""]), "utf-8")
    return folder


def drawn(folder: Path) -> Sheet:
    book, faults = read_rulebook(folder)
    assert not faults.found
    return book.sheet("penalty", date(2022, 1, 1))


def test_what_a_later_version_does_not_say_is_as_before(folder: Path) -> None:
    sheet = drawn(later(folder, "title: {zh: 新处罚, en: New penalty}"))
    before = rulebook(folder).sheet("penalty", date(2020, 1, 1))
    assert (sheet.title.zh, sheet.in_force, before.until) == ("新处罚", date(2022, 1, 1), date(2022, 1, 1))
    assert dataclasses.replace(sheet, title=before.title, in_force=before.in_force, until=before.until, file=before.file) == before


def test_an_entry_is_replaced_whole_and_keeps_its_place(folder: Path) -> None:
    sheet = drawn(later(folder, "steps:", "  release:", *_release("by: [officer, head]", "closes: [report]")))
    before = rulebook(folder).sheet("penalty", date(2020, 1, 1))
    assert sheet.steps["release"].by == ("officer", "head")
    assert list(sheet.steps) == list(before.steps)
    assert {name: step for name, step in sheet.steps.items() if name != "release"} == {name: step for name, step in before.steps.items() if name != "release"}


def _release(*lines: str) -> list[str]:
    said = ("label: {zh: 解除, en: Release}", "track: measure", "from: [seized]", "to: free", "ground: [apl/1]", *lines)
    return [f"    {line}" for line in said]


def test_a_new_entry_stands_where_it_says_or_below_the_one_written_above_it(folder: Path) -> None:
    lost = ["  lose:", "    after: seize", *_release("by: [officer]", "closes: [report]"), "  give_back:", *_release("by: [officer]", "closes: [report]")]
    last = ["  let_be:", *_release("by: [officer]", "closes: [report]")]
    before = list(rulebook(folder).sheet("penalty", date(2020, 1, 1)).steps)
    at = before.index("seize") + 1
    assert list(drawn(later(folder, "steps:", *lost)).steps) == [*before[:at], "lose", "give_back", *before[at:]]
    assert list(drawn(later(folder, "steps:", *last)).steps) == [*before, "let_be"]
    moved = ["  release:", "    after: file", *_release("by: [officer]", "closes: [report]")]
    assert list(drawn(later(folder, "steps:", *moved)).steps)[:2] == ["file", "release"]


def test_null_takes_an_entry_or_a_key_away(folder: Path) -> None:
    (folder / FIRST).write_text((folder / FIRST).read_text("utf-8") + "corrected: [{on: 2026-11-26, what: {zh: 更正, en: mended}}]\n", "utf-8")
    sheet = drawn(later(folder, "corrected: null", "steps:", "  extend: null"))
    assert "extend" not in sheet.steps
    assert sheet.corrected == ()


def test_a_third_version_follows_the_second(folder: Path) -> None:
    later(folder, "title: {zh: 新处罚, en: New penalty}")
    (folder / "procedures/penalty/2024-01-01.yaml").write_text("in_force: 2024-01-01\nfollows: 2022-01-01\nsteps:\n  extend: null\n", "utf-8")
    assert check(folder) == []
    newest = read_rulebook(folder)[0].versions("penalty")[-1]
    assert (newest.title.zh, "extend" in newest.steps) == ("新处罚", False)


@pytest.mark.parametrize(
    ("lines", "follows", "said", "at"),
    [
        ((), "2019-01-01", "没有 2019-01-01 的版本可以沿用", "follows"),
        ((), "2022-01-01", "没有 2022-01-01 的版本可以沿用", "follows"),
        ((), "last", "须是日期", "follows"),
        (("steps:", "  extedn: null"), "2020-01-01", "没有“extedn”，无可删去", "extedn"),
        (("corrected: null",), "2020-01-01", "没有“corrected”，无可删去", "corrected"),
        (("setps: {}",), "2020-01-01", "没有“setps”这个键", "setps"),
        (("states:", "  lost: {zh: 迷失, en: Lost, track: measure, awaits: []}"), "2020-01-01", "状态“lost”无法到达", "lost"),
        (("steps:", "  lose:", "    after: siez", *_release("by: [officer]")), "2020-01-01", "没有“siez”可以排在其后", "after"),
        (("steps:", "  release:", *_release("by: [oficer]", "closes: [report]")), "2020-01-01", "没有角色“oficer”", "oficer"),
    ],
)
def test_a_fault_of_a_later_version_names_its_own_file_and_line(folder: Path, lines: tuple[str, ...], follows: str, said: str, at: str) -> None:
    faults = check(later(folder, *lines, follows=follows))
    written = (folder / LATER).read_text("utf-8").splitlines()
    found = [fault for fault in faults if said in fault.zh]
    assert [(fault.file, at in written[fault.line - 1], bool(fault.en)) for fault in found] == [(LATER, True, True)], faults


def test_a_fault_that_a_later_version_takes_over_is_told_once_where_it_is_written(folder: Path) -> None:
    first = folder / FIRST
    first.write_text(first.read_text("utf-8").replace("undone_by: release", "undone_by: relaese").replace("title: {zh: 处罚", "title: {zh: ''"), "utf-8")
    faults = check(later(folder, "ends: [decided, free]"))
    lines = first.read_text("utf-8").splitlines()
    assert [(fault.file, lines[fault.line - 1].split(":")[0].strip()) for fault in faults] == [(FIRST, "title"), (FIRST, "undone_by")]


def test_what_breaks_by_what_a_later_version_takes_away_is_told_at_the_line_that_stays(folder: Path) -> None:
    faults = check(later(folder, "deadlines:", "  report: null"))
    lines = (folder / FIRST).read_text("utf-8").splitlines()
    assert {(fault.file, "report" in lines[fault.line - 1]) for fault in faults} == {(FIRST, True)}


def test_a_version_of_which_the_predecessor_cannot_be_read_adds_no_fault_of_its_own(folder: Path) -> None:
    (folder / FIRST).write_text("title: [\n", "utf-8")
    assert {fault.file for fault in check(later(folder)) if fault.file.startswith("procedures/penalty")} == {FIRST}


def test_a_draft_may_say_what_changes_against_the_version_in_force(tmp_path: Path) -> None:
    place = tmp_path / "procedures/clue/2027-01-01.yaml"
    place.parent.mkdir(parents=True)
    place.write_text("in_force: 2027-01-01\nfollows: 2026-04-15\nsteps:\n  add_facts: null\n", "utf-8")
    after = read_draft(tmp_path, is_dated=True).after
    newest, before = after.versions("clue")[-1], rulebook().versions("clue")[-1]
    assert set(before.steps) - set(newest.steps) == {"add_facts"}
    assert newest.states == before.states


def test_a_draft_of_an_earlier_version_holds_for_those_that_follow_it(tmp_path: Path) -> None:
    place = tmp_path / "procedures/clue/2021-07-15.yaml"
    place.parent.mkdir(parents=True)
    text = (packaged() / "procedures/clue/2021-07-15.yaml").read_text("utf-8")
    place.write_text(text.replace("title: {zh: 线索核查", "title: {zh: 线索初核"), "utf-8")
    assert [sheet.title.zh for sheet in read_draft(tmp_path, is_dated=True).after.versions("clue")] == ["线索初核", "线索初核"]


def test_each_version_written_out_whole_is_the_same_sheet(tmp_path: Path) -> None:
    """With its digest, which the ledgers of dossiers under way name, and the order in which pages show states and steps."""
    for sheet in SHEETS:
        path = tmp_path / sheet.procedure / f"{sheet.in_force}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(whole_sheet(packaged() / "procedures" / sheet.procedure, sheet.in_force), "utf-8")
        assert "follows:" not in path.read_text("utf-8").splitlines()
    faults = Faults()
    read = read_sheets(tmp_path, "procedures", read_vocabularies(packaged() / "vocabularies", "vocabularies", faults), faults)
    assert not faults.found
    for sheet in SHEETS:
        again = next(one.sheet for one in read[sheet.procedure] if one.sheet.in_force == sheet.in_force)
        assert again == sheet
        assert again.digest == sheet.digest
        assert (list(again.states), list(again.steps), list(again.deadlines)) == (list(sheet.states), list(sheet.steps), list(sheet.deadlines))


@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_later_version_repeats_nothing_of_the_one_it_follows(path: Path) -> None:
    """A copy would stay behind when the earlier version is corrected."""
    said = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes words only
    day = date.fromisoformat(said["follows"])
    before = yaml.load(whole_sheet(path.parent, day), yaml.BaseLoader)  # noqa: S506 - it makes words only
    repeated = [key for key, value in said.items() if value == before.get(key)]
    for section in ("states", "steps", "deadlines"):
        for name, entry in said.get(section, {}).items():
            repeated += [f"{section}.{name}"] if entry == before[section].get(name) else []
    assert not repeated, f"{path.parent.name}/{path.name}: remove what stands so in {day} already: {repeated}"


def test_a_key_knows_the_file_in_which_it_is_written() -> None:
    top = Branch("later.yaml", 1, {"title": Branch("first.yaml", 3, {}, Faults())}, Faults(), {"starts": "first.yaml"})
    assert [top.file_of(key) for key in ("title", "starts", "in_force")] == ["first.yaml", "first.yaml", "later.yaml"]
