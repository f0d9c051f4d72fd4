"""`mingjian market make`."""

import json
from pathlib import Path

from click.testing import CliRunner

from mingjian.cli import commands


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
