"""Records of penalties are made of the texts of decisions in a folder: what is not sure is named, what is none makes no record."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from mingjian.cli import commands

DECISION = (
    "杭州市滨江区市场监督管理局\n行政处罚决定书\n杭滨市监处罚〔2026〕{number}号\n当事人：杭州青岚谷贸易有限公司\n"
    "本局决定：没收违法所得1200元；罚款人民币叁万元整（￥30000.00）。\n杭州市滨江区市场监督管理局\n2026年4月20日"
)


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["records", "decisions", *words])


def test_each_text_becomes_a_record_that_can_be_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "决定"
    folder.mkdir()
    (folder / "1.txt").write_text(DECISION.format(number=1), "gb18030")
    (folder / "2.html").write_text(f"<html><body>{DECISION.format(number=2)}</body></html>".replace("\n", "<br>"), "utf-8")
    (folder / "3.txt").write_text("今天天气很好。", "utf-8")
    (folder / "4.docx").write_bytes(b"PK broken")
    out = tmp_path / "penalty.jsonl"
    done = run(str(folder), "--out", str(out))
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(row["decision_id"][-3:], row["fine"], row["decided_on"]) for row in rows] == [("〕1号", 30000.0, "2026-04-20"), ("〕2号", 30000.0, "2026-04-20")]
    assert "3.txt: 没有读到处罚决定书文号" in done.stderr
    assert "4.docx" in done.stderr
    loaded = CliRunner().invoke(commands, ["import", "penalty", str(out), "--source", "x", "--lake", str(tmp_path / "lake")])
    assert loaded.exit_code == 0, loaded.output
    assert "2 行" in loaded.output


def test_with_json_every_value_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(DECISION.format(number=1), "utf-8")
    done = run(str(tmp_path / "1.txt"), "--out", str(tmp_path / "p.csv"), "--json")
    told = json.loads(done.stdout.splitlines()[0])
    assert told["party"]["value"] == "杭州青岚谷贸易有限公司"
    assert DECISION.format(number=1)[told["party"]["start"] : told["party"]["end"]] == "杭州青岚谷贸易有限公司"


def test_where_nothing_is_a_decision_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("今天天气很好。", "utf-8")
    done = run(str(tmp_path), "--out", str(tmp_path / "p.csv"))
    assert done.exit_code != 0
    assert not (tmp_path / "p.csv").exists()
