"""`mingjian law assess`: one question of an officer, as text, as JSON, and as a table of deeds."""

import csv
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from mingjian.cli.law import command

DEED = ["--act", "trademark_infringement", "--field", "clothing_shoes", "--on", "2026-03-03", "--decided-on", "2026-03-10"]


def run(*words: str) -> Result:
    return CliRunner().invoke(command, ["assess", *words])


def test_the_text_begins_with_what_to_do_and_ends_with_what_is_not_sure() -> None:
    said = run(*DEED, "--act", "platform_ip", "--sales", "5万").output
    parts = [line.partition("】")[0].removeprefix("【") for line in said.splitlines() if line.startswith("【")]
    assert parts[0] == "结论"
    assert parts[-1] == "不能确定的，以及为什么"
    assert said.splitlines()[1].strip().startswith("先移送公安机关")
    assert "50,000–500,000 元（逾期不改正）" in said


def test_json_holds_every_part() -> None:
    data: dict[str, Any] = json.loads(
        run(*DEED, "--sales", "50000", "--person", "李某,1,2", "--circumstance", "first_time", "--found", "2026-03-05", "--json").output
    )
    assert data["police"] == "first"
    assert data["limitation"] == {"last": "2028-03-03", "run_out": False, "ref": "apl/36#limitation"}
    assert data["circumstances"] == [{"name": "first_time", "effect": "may_be_none", "ground": "apl/33"}]
    (act,) = data["acts"]
    assert (act["governs"], act["most"], act["correction"]) == ("trademark_law/60", 250_000, None)
    assert act["law"]["provisions"]
    assert [one["sector"] for one in act["competent"]] == ["market"]
    assert {line["crime"]: line["standing"] for line in act["crimes"]}["selling_counterfeit_marked_goods"] == "reached"


def test_a_table_of_deeds_is_answered_row_by_row_with_chinese_headings(tmp_path: Path) -> None:
    table, out = tmp_path / "deeds.csv", tmp_path / "answers.csv"
    rows = [
        "违法行为,商品领域,行为日,裁判日,销售金额,责任人员,备注",
        '刷单；虚假广告,其他商品和服务,2026年3月3日,2026/3/10,"60,000",欧阳某某,"线索,第一批"',
        "售假,服装鞋帽,2026-03-03,2026-03-10,,,",
        "不知道,服装鞋帽,2026-03-03,2026-03-10,1,,",
    ]
    table.write_bytes("\n".join(rows).encode("gb18030"))
    assert run("--table", str(table), "--out", str(out)).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert "发布虚假广告" in first["zh"]
    assert first["passed_over"] == "备注"
    assert second["police"] == "unknown"
    assert "不能说未达追诉标准" in second["zh"]
    assert "没有违法行为“不知道”" in third["refusal_zh"]


def test_bad_input_is_told_in_words_without_a_traceback() -> None:
    for words, told in (
        ([*DEED, "--person", "某,很多"], "不是数字"),
        ([*DEED, "--field", "shoes"], "没有商品领域"),
        ([*DEED, "--count", "labels"], "名称=数量"),
        ([*DEED, "--found", "2026-01-01"], "早于行为终了日"),
        (["--act", "x", "--field", "food", "--on", "昨天"], "不是日期"),
    ):
        result = CliRunner().invoke(command, ["assess", *words])
        assert result.exit_code != 0
        assert told in str(result.exception), words
