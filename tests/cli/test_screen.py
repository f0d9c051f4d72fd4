"""`mingjian screen`: what it says, and where the findings go."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingjian.cli import commands
from mingjian.core.errors import BadInput


def test_it_says_how_many_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_LANGUAGE", "en")
    path = tmp_path / "shop.csv"
    path.write_text("编号,题目\nL1,高仿 手表 一比一\nL2,高仿真花\nL3,茶,多一列\n", encoding="gb18030")
    result = CliRunner().invoke(commands, ["screen", str(path), "--kind", "listing", "--text", "题目", "--map", "编号=listing_id"], catch_exceptions=False)
    assert "Screened 2 row(s): 1 finding(s)" in result.output
    assert "1 bad row(s)" in result.output
    (row,) = [json.loads(line) for line in (tmp_path / "shop.findings.jsonl").read_text("utf-8").splitlines()]
    assert (row["row"], row["subject"], row["detector"]) == (2, "shop/L1", "replica_words")


def test_an_unknown_detector_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("标题\n茶\n", encoding="utf-8")
    result = CliRunner().invoke(commands, ["screen", str(path), "--kind", "post", "--only", "sham_ring"])
    assert isinstance(result.exception, BadInput)
    assert "replica_words" in str(result.exception)
