"""`mingjian law discretion`, `surcharge` and `procedure`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mingjian.cli.law import command
from mingjian.core.errors import MingjianError
from mingjian.core.procedure import packaged

FOOD = ("--act", "expired_goods", "--field", "food", "--on", "2026-06-01", "--amount", "9000")


def asked(*words: str) -> Any:
    done = CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_fine_is_told_with_its_place_its_articles_and_like_decisions(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    rows = "".join(f"决{n},某局,2026-05-01,expired_goods,food,8000,{fine},harm_undone\n" for n, fine in enumerate((52000, 55000, 60000)))
    file.write_text(f"number,authority,on,act,field,amount,fine,circumstances\n{rows}", "utf-8")
    told = asked("discretion", *FOOD, "--fine", "60000", "--circumstance", "harm_undone", "--decisions", str(file))
    assert (told["ground"], told["least"], told["most"], told["place"], told["is_lawful"]) == ("food_safety_law/124", "50000", "100000", 0.2, True)
    assert len(told["likes"]) == 3
    done = CliRunner().invoke(command, ["discretion", *FOOD, "--fine", "30000"])
    assert (done.exit_code, "违反法律" in done.output, "没有减轻处罚的情形" in done.output) == (0, True, True)


def test_a_surcharge_is_counted() -> None:
    told = asked("surcharge", "--fine", "10000", "--due", "2026-06-05", "--paid", "2026-08-01", "--contested", "2026-06-20..2026-07-19")
    assert (told["surcharge"], told["days"], told["is_capped"]) == ("8100.00", 27, False)


@pytest.mark.parametrize(
    "words",
    [
        ["discretion", *FOOD, "--fine", "many"],
        ["discretion", *FOOD, "--fine", "60000", "--circumstance", "rich"],
        ["discretion", *FOOD, "--fine", "60000", "--region", "99"],
        ["discretion", *FOOD, "--fine", "60000", "--region", "3399"],
        ["discretion", *FOOD, "--fine", "60000", "--region", "浙江"],
        ["surcharge", "--fine", "1", "--due", "2026-06-05", "--paid", "2026-08-01", "--contested", "June"],
        ["procedure", "divorce"],
        ["procedure", "admin_case", "--on", "2001-01-01"],
    ],
)
def test_bad_input_is_refused_with_a_sentence(words: list[str]) -> None:
    done = CliRunner().invoke(command, words)
    assert isinstance(done.exception, MingjianError)


def test_a_region_that_is_none_is_refused_with_those_there_are_and_a_real_one_is_taken() -> None:
    done = CliRunner().invoke(command, ["discretion", *FOOD, "--fine", "60000", "--region", "99"])
    assert isinstance(done.exception, MingjianError)
    assert "33（浙江省）" in done.exception.text.zh
    assert "33 (Zhejiang)" in done.exception.text.en
    for code in ("33", "3301", "330122"):
        assert asked("discretion", *FOOD, "--fine", "60000", "--region", code)["is_lawful"] is True


def test_a_procedure_is_printed_whole_with_the_place_of_each_entry(tmp_path: Path) -> None:
    """Also where its version says only what changed: `add_facts` is new in 2026, all else is from 2021."""
    done = CliRunner().invoke(command, ["procedure", "clue", "--on", "2026-06-01", "--whole"], catch_exceptions=False)
    lines = done.output.splitlines()
    assert lines[1] == "in_force: 2026-04-15"
    for entry, file in (("add_facts", "clue/2026-04-15.yaml"), ("accept", "clue/2021-07-15.yaml")):
        place = lines[lines.index(f"  {entry}:") - 1]
        written = (packaged() / "procedures" / file).read_text("utf-8").splitlines()
        line = int(place.removeprefix(f"  # {file}:"))
        assert f"  {entry}:" in written[line - 2 : line]
    assert any("awaits: [{by: [head], steps: [decide_to_file, decide_not_to_file]}]" in line for line in lines)
    case = CliRunner().invoke(command, ["procedure", "admin_case", "--on", "2026-06-01", "--whole"], catch_exceptions=False).output
    assert all(f"    {key}: " in case for key in ("awaits", "once_missed", "named", "not_before_day", "only_while", "not_by", "period"))
    draft = tmp_path / "procedures/clue/2026-04-15.yaml"
    draft.parent.mkdir(parents=True)
    draft.write_text(done.output, "utf-8")
    assert CliRunner().invoke(command, ["check", "--overlay", str(tmp_path)]).exit_code == 0


def test_a_procedure_is_told_with_whoever_must_act() -> None:
    told = {one["deadline"]: one for one in asked("procedure", "admin_case", "--on", "2026-06-01")["deadlines"]}
    assert (told["pay_fine"]["obliged"]["label"]["zh"], told["decide"]["obliged"]["name"]) == ("当事人", "holder")
    assert told["report_preservation"]["amount"]["zh"] == "24 小时"
    done = CliRunner().invoke(command, ["procedure", "crime_transfer", "--on", "2026-06-01"])
    assert (done.exit_code, "由公安机关遵守" in done.output, "2026-11-26 更正" in done.output) == (0, True, True)
