"""`mingjian market make` and `mingjian market measure`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingjian.cli import commands
from mingjian.core.detectors import detectors
from mingjian.core.made_market import make_market
from mingjian.core.quality.common import plant_check


def test_a_market_is_made_and_its_orders_can_be_searched(tmp_path: Path) -> None:
    folder, out = tmp_path / "m", tmp_path / "found.jsonl"
    made = CliRunner().invoke(commands, ["market", "make", str(folder), "--seed", "3", "--shops", "60", "--days", "7", "--format", "csv"])
    assert made.exit_code == 0, made.output
    assert (folder / "truth.csv").exists()
    ran = CliRunner().invoke(commands, ["detect", "run", "order_concentration", "--order", str(folder / "order.csv"), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    found = {json.loads(line)["subject"] for line in out.read_text(encoding="utf-8").splitlines()}
    truth = [line.split(",") for line in (folder / "truth.csv").read_text(encoding="utf-8").replace('"', "").splitlines()]
    brushed = {row[1] for row in truth if row[0] == "shop" and row[2] == "brushed_shop"}
    assert brushed
    assert brushed <= found


@pytest.mark.slow
def test_measuring_names_the_detectors_for_which_nothing_is_planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only = {"price_outlier": detectors()["price_outlier"]}
    monkeypatch.setattr(plant_check, "detectors", lambda: only)
    monkeypatch.setattr(plant_check, "CONCERNS", {})
    make_market(tmp_path, seed=3, shops=40, days=2)
    measured = CliRunner().invoke(commands, ["market", "measure", str(tmp_path)])
    assert measured.exit_code == 0, measured.output
    assert "not measured: price_outlier. See docs/howto/add-a-detector.md" in measured.output
    assert "未测效果：price_outlier。" in measured.output
