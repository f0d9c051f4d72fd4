"""`mingjian law scales`: files are checked, loaded, listed, taken away, and used by the questions of law."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scales import SCALE, SLIGHT, write

from mingjian.cli.law import command


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path / "home"))


def ask(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


FACTS = ("--field", "food", "--on", "2026-06-01", "--decided-on", "2026-06-01", "--amount", "900", "--region", "330122")


def test_a_folder_is_checked_and_loaded_and_the_whole_answer_names_the_source(tmp_path: Path) -> None:
    write(tmp_path / "new", "made_up", SCALE)
    write(tmp_path / "new", "first_slight", SLIGHT)
    assert "还没有装入" in ask("scales", "list").output
    assert "没有错误" in ask("scales", "check", str(tmp_path / "new")).output
    done = ask("scales", "load", str(tmp_path / "new"))
    assert done.exit_code == 0
    assert "2 种行为 4 档，3 个幅度区间  [text]  made_up" in done.output
    assert "区划 3301：2 项  [secondary]  first_slight" in done.output
    said = ask("assess", "--act", "expired_goods", *FACTS).output
    assert "裁量基准和首违轻微清单" in said
    assert "测市监〔2025〕1号，2025-01-01 起）第一项：货值不足一千元：从轻，50,000–65,000 元" in said
    beyond = "第3项：货值金额或者经营额不在清单的限额之内，不适用"
    assert beyond in said, "900 is not below the 50 of the list"

    def slight(amount: str, region: str = "330122") -> str:
        told = ask("assess", "--act", "expired_goods", *FACTS[:-4], "--amount", amount, "--region", region).output
        return told[told.find("《测试市首违轻微不罚清单》") :].split("》")[1].split("\n")[0] if "《测试市首违轻微不罚清单》" in told else ""

    assert "第3项" in slight("49")
    assert "不适用" not in slight("49")
    assert "不适用" in slight("50")
    assert slight("49", "330225") == "", "what a city listed is told in no other"
    assert "本案不符" in ask("discretion", "--act", "expired_goods", "--fine", "90000", *FACTS).output
    assert [one["name"] for one in json.loads(ask("scales", "list", "--json").output)] == ["made_up", "first_slight"]
    assert ask("scales", "remove", "made_up").exit_code == 0
    assert "从轻，50,000" not in ask("assess", "--act", "expired_goods", *FACTS).output
    assert ask("scales", "remove", "made_up").exit_code == 1


def test_a_file_with_faults_is_named_by_line_and_the_others_are_loaded(tmp_path: Path) -> None:
    write(tmp_path / "new", "bad", SCALE.replace("grade: ordinary", "grade: so_so"))
    write(tmp_path / "new", "good", SLIGHT)
    checked = ask("scales", "check", str(tmp_path / "new"))
    assert checked.exit_code == 1
    assert "bad.yaml:" in checked.output
    done = ask("scales", "load", str(tmp_path / "new"))
    assert done.exit_code == 1
    assert "✗ bad.yaml:" in done.output
    assert "✓ 《测试市首违轻微不罚清单》" in done.output


def test_a_folder_without_files_and_a_division_that_is_none_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ask("scales", "load", str(tmp_path / "empty")).exit_code == 1
    refused = ask("assess", "--act", "expired_goods", "--field", "food", "--on", "2026-06-01", "--region", "99")
    assert refused.exit_code == 1


DEED = ("--act", "过期食品", "--field", "food", "--on", "2026-06-01", "--decided-on", "2026-06-01")


def test_the_same_deed_is_shown_as_each_region_that_is_loaded_would_have_it(tmp_path: Path) -> None:
    assert "没有可以比较的" in str(ask("scales", "compare", *DEED, "--amount", "40").exception)
    write(tmp_path / "new", "made_up", SCALE)
    write(
        tmp_path / "new",
        "other",
        SCALE.replace("region: '33'", "region: '32'").replace("share: {from: 0, to: 30}", "share: {from: 50, to: 70}").replace("测试省", "另一省"),
    )
    write(tmp_path / "new", "first_slight", SLIGHT)
    ask("scales", "load", str(tmp_path / "new"))
    rows = json.loads(ask("scales", "compare", *DEED, "--amount", "40", "--json").output)
    assert [one["region"] for one in rows] == ["32", "33", "3301"]
    other, own, city = ("".join(one["told"]) for one in rows)
    assert "75,000–85,000 元" in other
    assert "50,000–65,000 元" in own
    assert "测试市首违轻微不罚清单" in city
    assert "测试省" in city, "what holds in the province holds in its city"
    assert "【32】" in ask("scales", "compare", *DEED, "--amount", "40").output


@pytest.mark.parametrize("kind", ["scale", "first_slight"])
def test_an_example_is_right_in_form_and_decides_nothing(kind: str, tmp_path: Path) -> None:
    text = ask("scales", "example", kind).output
    assert "UNVERIFIED" in text
    write(tmp_path / "new", "begun", text)
    assert ask("scales", "load", str(tmp_path / "new")).exit_code == 0
    said = ask("assess", *DEED, "--amount", "40", "--region", "330122").output
    assert "50,000–65,000" not in said, "no figure of it is told as if a text had it"
