"""The page of detectors and `mingjian detect keep`: what is due runs, over what was loaded since, and asks nobody the same twice."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from institutions.monitoring.rule_lake import fill
from people import at, browser

from mingjian.cli import commands
from mingjian.core.detectors import detectors
from mingjian.core.errors import BadInput
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.steps.run_due import due, run_due
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
KEY = "replica_words"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE = str(fill(tmp_path, 200).folder)
    return tmp_path


def test_it_says_what_is_due_what_is_lacking_and_what_was_looked_at(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    told = client.get("/detectors").content.decode()
    assert "缺少订单数据" in told
    assert "尚未查看；读取商品信息" in told
    rows = {row.detector.key: row for row in client.get("/detectors").context["rows"]}
    assert set(rows) == set(detectors())
    assert rows[KEY].is_due
    assert not rows["sham_ring"].is_due
    assert rows["sham_ring"].lacks == "订单"


def test_one_that_is_due_runs_and_is_due_no_more_until_something_is_loaded(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    assert client.post("/detectors/run", {"detector": KEY})["Location"] == "/findings"
    found = Finding.objects.count()
    assert found >= 5
    assert KEY not in {described.key for described in due(who["li"])}
    assert client.post("/detectors/run", {"detector": KEY})["Location"] == "/detectors"
    assert Run.objects.count() == 1
    fill(lake, 80, name="second", source="乙网")
    assert KEY in {described.key for described in due(who["li"])}


def test_what_was_told_in_the_same_words_is_not_told_again(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    client.post("/detectors/run", {"detector": KEY})
    first = set(Finding.objects.values_list("subject", flat=True))
    client.post("/findings/set_aside", {"finding": [Finding.objects.first().pk], "reason": "已核实"})  # type: ignore[union-attr]  # there are some
    fill(lake, 80, name="second", source="乙网")
    client.post("/detectors/run", {"detector": KEY})
    assert Run.objects.count() == 2
    subjects = list(Finding.objects.values_list("subject", flat=True))
    assert len(subjects) == len(set(subjects))
    assert set(subjects) - first == {f"甲网/second-{number}" for number in (3, 7, 47)} & set(subjects)
    assert Finding.objects.filter(status="set_aside").count() == 1


def test_everything_that_is_due_runs_at_once(lake: Path, who: dict[str, Officer]) -> None:
    waiting = {described.key for described in due(who["li"])}
    browser(who["li"]).post("/detectors/run")
    assert {run.detector for run in Run.objects.all()} == waiting
    assert due(who["li"]) == []


@pytest.mark.parametrize(("name", "status"), [("clerk", 403), ("auditor", 403), ("zhou", 200)])
def test_market_data_is_read_for_authorities_only(lake: Path, who: dict[str, Officer], name: str, status: int) -> None:
    assert browser(who[name]).get("/detectors").status_code == status


def test_a_head_sees_it_and_does_not_run_it(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["wang"])
    assert "<button" not in client.get("/detectors").content.decode().split("</h1>")[1]
    assert client.post("/detectors/run").status_code == 403


def test_what_takes_too_long_for_a_page_is_refused_with_the_command_that_does_it(lake: Path, who: dict[str, Officer]) -> None:
    with pytest.raises(BadInput, match="mingjian detect keep replica_words"):
        run_due([KEY], by=who["li"], at=NOON, clock=lambda: NOON, most=100)
    assert not Run.objects.exists()


def test_the_command_keeps_findings_for_the_console(lake: Path, who: dict[str, Officer]) -> None:
    told = CliRunner().invoke(commands, ["detect", "keep", KEY, "--by", "li"])
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"{KEY}: {Finding.objects.count()} / 200")
    assert Run.objects.get().department == who["li"].department


@pytest.mark.parametrize(("words", "why"), [(["nonsense", "--by", "li"], "nonsense"), ([KEY, "--by", "nobody"], "没有在用的人员 nobody")])
def test_the_command_says_what_is_wrong(lake: Path, who: dict[str, Officer], words: list[str], why: str) -> None:
    told = CliRunner().invoke(commands, ["detect", "keep", *words])
    assert told.exit_code != 0
    assert why in told.output + str(told.exception)


@pytest.mark.parametrize(("most", "runs"), [(200, 1), (199, 0), (None, 1)])
def test_a_page_waits_for_as_many_rows_as_it_may_and_the_command_for_any(lake: Path, who: dict[str, Officer], most: int | None, runs: int) -> None:
    if runs:
        assert [run.detector for run in run_due([KEY], by=who["li"], at=NOON, clock=lambda: NOON, most=most)] == [KEY]
        assert run_due([KEY], by=who["li"], at=NOON, clock=lambda: NOON, most=most) == []
    else:
        with pytest.raises(BadInput, match="200 rows"):
            run_due([KEY], by=who["li"], at=NOON, clock=lambda: NOON, most=most)


def test_what_one_department_has_read_is_due_for_another(lake: Path, who: dict[str, Officer]) -> None:
    run_due([KEY], by=who["li"], at=NOON, clock=lambda: NOON)
    assert KEY not in {described.key for described in due(who["li"])}
    assert KEY in {described.key for described in due(who["zhou"])}
