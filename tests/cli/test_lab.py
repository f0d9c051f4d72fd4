"""`mingjian lab`: check, run, report, replay, register; what is wrong is said, and nothing is written over."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from institutions.lab.researcher import SMALL, researcher

from mingjian.cli.lab import command
from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.lab.models import Experiment


def lab(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "experiment.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def test_an_experiment_is_checked_run_and_reported_without_a_node(file: Path, tmp_path: Path) -> None:
    assert "80 worlds × 6 proposals" in lab("check", file).output
    out = tmp_path / "out"
    done = lab("run", file, "--out", out)
    assert "EXPLORATION" in done.output
    assert json.loads((out / "report.json").read_text())["watermark"]["zh"] in lab("report", out).output
    assert set(pq.read_table(out / "results.parquet")["standing"].to_pylist()) == {"exploration"}
    assert isinstance(lab("run", file, "--out", out).exception, BadInput)  # nothing is written over


def test_what_is_wrong_is_said_in_words(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    for wrong in (("check", file), ("check", tmp_path / "absent"), ("report", tmp_path), ("replay", "null")):
        assert isinstance(lab(*wrong).exception, BadInput), wrong


def test_a_replay_needs_no_node_where_the_dossiers_are_a_file(file: Path, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("", "utf-8")
    assert json.loads(lab("replay", file, "--dossiers", tmp_path / "none.jsonl").output)["dossiers"] == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("sealed")
def test_what_was_registered_runs_as_such_and_an_altered_file_does_not(file: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("mingjian.cli.lab.open_node", lambda: None)
    researcher()
    assert isinstance(lab("register", file, "--by", "nobody").exception, BadInput)
    assert lab("register", file, "--by", "xu").exit_code == 0
    number = Experiment.objects.get().number
    lab("run", file, "--registered", number, "--out", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "report.json").read_text())["watermark"] is None
    file.write_text(SMALL.replace("number: 20", "number: 21"), "utf-8")
    refused = lab("run", file, "--registered", number, "--out", tmp_path / "other").exception
    assert isinstance(refused, StepRefused)
    assert "seeds" in refused.text.zh
    assert not (tmp_path / "other").exists()
