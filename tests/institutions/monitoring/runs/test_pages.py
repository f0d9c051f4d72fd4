"""The page of detectors and `mingjian detect keep`: what is due runs, over what was loaded since, and asks nobody the same twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.timezone import now
from institutions.monitoring.rule_lake import fill
from people import at, browser

from mingjian.cli import commands
from mingjian.core.detectors import detectors
from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.queries import last_runs
from mingjian.institutions.monitoring.runs.services.readings import reading_said
from mingjian.institutions.monitoring.runs.work import run_due as run_due_module
from mingjian.institutions.monitoring.runs.work.run_due import due, run_due
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
KEY = "replica_words"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE, settings.CELLS = str(fill(tmp_path, 200).folder), str(tmp_path / "cells")
    return tmp_path


def run(client: Client, key: str = "") -> str:
    """Press the button, and let the jobs be done; give where the page led."""
    led: str = client.post("/detectors/run", {"purpose": "routine", **({"detector": key} if key else {})})["Location"]
    work_off(clock=now)
    return led


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
    run(client, KEY)
    found = Finding.objects.count()
    assert found >= 5
    assert KEY not in {described.key for described in due(who["li"])}
    assert client.post("/detectors/run", {"detector": KEY, "purpose": "campaign"})["Location"] == "/detectors"
    assert Run.objects.count() == 1
    fill(lake, 80, name="second", source="乙网")
    assert KEY in {described.key for described in due(who["li"])}


def test_nobody_waits_at_the_page_a_job_is_shown_and_leads_to_the_findings(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    led = client.post("/detectors/run", {"detector": KEY, "purpose": "campaign"})["Location"]
    job = Job.objects.get()
    assert led == f"/jobs/{job.pk}"
    assert not Run.objects.exists()
    assert f'href="{led}"' in client.get("/detectors").content.decode()
    client.post("/detectors/run", {"detector": KEY, "purpose": "campaign"})  # pressed twice, it is queued once
    assert Job.objects.count() == 1
    assert "HX-Redirect" not in client.get(led, headers={"HX-Request": "true"})
    work_off(clock=now)
    assert client.get(led, headers={"HX-Request": "true"})["HX-Redirect"] == f"/findings?detector={KEY}"
    assert f'href="/findings?detector={KEY}"' in client.get(led).content.decode()


@pytest.mark.slow
def test_one_detector_that_breaks_stops_no_other(lake: Path, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = {described.key for described in due(who["li"])}
    assert len(waiting) > 1
    _break(monkeypatch)
    client = browser(who["li"])
    run(client)
    assert {made.detector for made in Run.objects.all()} == waiting - {KEY}
    (broken,) = Job.objects.exclude(state="done")
    assert (broken.state, broken.attempts) == ("queued", 1)  # it is tried again later
    page = client.get(f"/jobs/{broken.pk}").content.decode()
    assert broken.fault
    assert broken.fault in page
    assert "it is broken" not in page
    assert "Traceback" not in page


def _break(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_due_module.run_detector

    def breaks(key: str, **more: Any) -> Run:
        if key == KEY:
            raise RuntimeError("it is broken")
        return whole(key, **more)

    monkeypatch.setattr(run_due_module, "run_detector", breaks)


def test_what_was_told_in_the_same_words_is_not_told_again(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    run(client, KEY)
    first = set(Finding.objects.values_list("subject", flat=True))
    client.post("/findings/set_aside", {"finding": [Finding.objects.first().pk], "reason": "已核实"})  # type: ignore[union-attr]  # there are some
    fill(lake, 80, name="second", source="乙网")
    run(client, KEY)
    assert Run.objects.count() == 2
    subjects = list(Finding.objects.values_list("subject", flat=True))
    assert len(subjects) == len(set(subjects))
    assert set(subjects) - first == {f"甲网/second-{number}" for number in (3, 7, 47)} & set(subjects)
    assert Finding.objects.filter(status="set_aside").count() == 1


@pytest.mark.slow
def test_everything_that_is_due_runs_at_once(lake: Path, who: dict[str, Officer]) -> None:
    waiting = {described.key for described in due(who["li"])}
    run(browser(who["li"]))
    assert {made.detector for made in Run.objects.all()} == waiting
    assert due(who["li"]) == []


@pytest.mark.parametrize(("name", "status"), [("clerk", 403), ("auditor", 403), ("zhou", 200)])
def test_market_data_is_read_for_authorities_only(lake: Path, who: dict[str, Officer], name: str, status: int) -> None:
    assert browser(who[name]).get("/detectors").status_code == status


def test_a_head_sees_it_and_does_not_run_it(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["wang"])
    assert "<button" not in client.get("/detectors").content.decode().split("</h1>")[1].split("<footer")[0]
    assert client.post("/detectors/run").status_code == 403


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


def test_what_one_authority_has_read_is_due_for_no_other_and_its_page_says_when_it_was_read(lake: Path, who: dict[str, Officer]) -> None:
    run_due([KEY], by=who["li"], at=NOON, clock=lambda: NOON)
    assert KEY not in {described.key for described in due(who["li"])}
    assert KEY not in {described.key for described in due(who["zhou"])}
    assert last_runs(who["zhou"])[KEY].by == who["li"]


def test_whoever_asks_for_a_run_that_another_authority_waits_for_is_told_so_and_led_to_no_page_of_theirs(lake: Path, who: dict[str, Officer]) -> None:
    asked = {"detector": KEY, "purpose": "routine"}
    assert browser(who["sun"]).post("/detectors/run", asked)["Location"].startswith("/jobs/")
    reply = browser(who["li"]).post("/detectors/run", asked, follow=True)
    assert reply.status_code == 200
    assert "其他部门已在运行" in reply.content.decode()
    assert Job.objects.filter(kind="detect").count() == 1


def test_what_a_run_could_not_judge_for_want_of_data_stands_on_the_page_of_detectors(lake: Path, who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    run(client, KEY)
    Run.objects.update(remarks=[["网店太少，无法判断何为通用。", "Too few shops to tell what is common."]])
    assert "网店太少，无法判断何为通用。" in client.get("/detectors").content.decode()
    finding = Finding.objects.earliest("pk")
    assert "网店太少，无法判断何为通用。" in client.get(f"/findings/{finding.pk}").content.decode()
    assert "Too few shops" in browser(who["li"], "en").get("/detectors").content.decode()


def test_the_page_and_the_job_say_what_a_run_read_anew_and_what_was_kept(lake: Path, who: dict[str, Officer], settings: Any) -> None:
    client = browser(who["li"])
    run(client, KEY)
    assert "逐文件检测：新读 1 个文件（200 行），其余 0 个沿用已存结果" in client.get("/detectors").content.decode()
    (cell,) = Path(settings.CELLS, KEY).glob("*.cell")
    cell.write_bytes(cell.read_bytes()[:-1])
    fill(lake, 80, name="second", source="乙网")
    run(client, KEY)
    told = client.get("/detectors").content.decode()
    assert "逐文件检测：新读 2 个文件（280 行），其余 0 个沿用已存结果" in told  # one that came, and one whose kept result was damaged
    assert "1 份已存结果损坏" in told
    assert "1 份已存结果损坏" in client.get(f"/jobs/{Job.objects.latest('pk').pk}").content.decode()
    assert json.loads(Entry.objects.filter(kind="detector_run").latest("index").body)["kept_results_replaced"] == 1
    fill(lake, 60, name="third", source="丙网")
    run(client, KEY)
    told = browser(who["li"], "en").get("/detectors").content.decode()
    assert "File by file: 1 read anew (60 rows), 2 by what was kept" in told
    assert "They were replaced" not in told


def test_a_detector_without_kernels_says_that_it_read_in_full() -> None:
    reading = {"files": 3, "rows": 5000, "anew": 0, "rows_anew": 0, "by_load": False, "is_whole": True, "wrong": 0, "seconds": 1.25}
    assert reading_said(reading) == Text("通读全部 3 个文件（5,000 行），处理器用时 1.2 秒。", "Read in full: 3 files (5,000 rows); 1.2 s of processor.")
    assert reading_said({}) is None  # a run of before
