"""The page of nights: what came in, what each detector read, kept and found, what waits, how far one has come, and the alarm of the check."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from institutions.monitoring.rule_lake import fill
from people import at, browser

from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.runs import jobs as jobs_of_runs
from mingjian.institutions.monitoring.runs.work.run_due import run_due
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.nights import begin_night
from mingjian.office.jobs.queue import claim
from mingjian.office.jobs.run import carry_out, work_off
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
FIRST, SECOND = at("2026-11-25 02:00"), at("2026-11-26 02:00")
KEY = "replica_words"


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE, settings.CELLS = str(fill(tmp_path, 200).folder), str(tmp_path / "cells")
    begin_night(FIRST - timedelta(days=1))  # a new node begins with its next night
    return tmp_path


def night(when: Any) -> None:
    begin_night(when)
    work_off(clock=lambda: when + timedelta(minutes=1))


def page(who: Officer, of: str = "", language: str = "zh-hans") -> str:
    told: str = browser(who, language).get(f"/detectors/nights{of and f'?night={of}'}").content.decode()
    return told


def test_before_the_first_night_it_says_so(who: dict[str, Officer]) -> None:
    assert "还没有执行过夜间作业" in page(who["wang"])
    assert browser(who["wang"]).get("/detectors/nights?night=2026-11-25").status_code == 404
    assert browser(who["wang"]).get("/detectors/nights?night=<script>").status_code == 404


def test_a_night_tells_what_came_in_what_each_detector_did_and_what_it_found(lake: Path, who: dict[str, Officer]) -> None:
    night(FIRST)
    fill(lake, 80, name="second", source="乙网")
    for said in (lake / "lake").glob("listing/source=*/*/load.json"):  # as if it had come in between both nights
        told = json.loads(said.read_text("utf-8"))
        if told["rows"] == 80:
            said.write_text(json.dumps({**told, "at": "2026-11-25T09:00:00+08:00"}, ensure_ascii=False), "utf-8")
    night(SECOND)
    told = page(who["wang"])
    assert "逐文件检测：新读 1 个文件（80 行），其余 1 个沿用已存结果" in told
    ran = Run.objects.filter(detector=KEY).latest("pk")
    assert ran.reading["new"] > 0
    assert f' {ran.reading["new"]}<br><span class="small soft">内容有变 0 ·' in " ".join(told.split())
    assert "1 个文件，80 行" in told
    assert "没有：各检测器均已读完" in told
    assert not browser(who["wang"]).get("/detectors/nights?night=2026-11-24").context["told"].looked
    first = page(who["wang"], "2026-11-25")
    assert "新读 1 个文件（200 行）" in first
    assert "1 个文件，80 行" not in first
    assert "?night=2026-11-26" in first
    assert "What each detector did" in page(who["wang"], "2026-11-25", "en")


def test_what_waits_says_how_far_it_has_come_and_one_that_failed_stands_there(lake: Path, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    fill(lake, 80, name="second", source="乙网")
    begin_night(FIRST)
    job = Job.objects.get(kind="detect_due")
    while not Job.objects.filter(kind="detect").exists():
        carry_out(claim("x", at=FIRST, lease=timedelta(minutes=1)) or job, clock=lambda: FIRST)
    job = Job.objects.filter(kind="detect", args__detector=KEY).get()
    lease = FIRST + timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state="running", holder="x", lease_until=lease, done=1, total=2)
    told = page(who["sun"])
    assert "已读 1 / 2 个文件" in told
    Job.objects.filter(pk=job.pk).update(state="failed", holder="", lease_until=None, done=0, total=0)
    assert "失败" in page(who["sun"])


def test_a_job_hears_of_how_many_files_its_detector_has_read(lake: Path, who: dict[str, Officer]) -> None:
    fill(lake, 80, name="second", source="乙网")
    heard: list[tuple[int, int]] = []
    run_due([KEY], by=who["sun"], at=FIRST, clock=lambda: FIRST, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (2, 2)
    assert (1, 2) in heard


def test_the_alarm_of_the_check_stands_on_top_for_heads_and_administrators(lake: Path, who: dict[str, Officer], settings: Any) -> None:
    night(FIRST)
    cells = list(Path(settings.CELLS, KEY).glob("*.cell"))
    cells[0].write_bytes(cells[0].read_bytes()[:-1])
    fill(lake, 80, name="second", source="乙网")
    night(SECOND)
    for name in ("wang", "system", "security"):
        told = page(who[name])
        assert "核对发现 1 份已存结果损坏" in told, name
    assert "核对发现" not in page(who["wang"], "2026-11-25")
    assert "The check found 1 kept result" in page(who["wang"], language="en")


def test_an_administrator_sees_that_detectors_ran_and_not_what_they_found(lake: Path, who: dict[str, Officer]) -> None:
    night(FIRST)
    count = Run.objects.get(detector=KEY).reading["new"]
    assert count
    told = browser(who["system"]).get("/detectors/nights").context["told"]
    assert {one.run.detector for one in told.looked} >= {KEY}
    assert all(one.found is None for one in told.looked)


@pytest.mark.parametrize(("name", "status"), [("wang", 200), ("sun", 200), ("system", 200), ("security", 200), ("li", 403), ("clerk", 403), ("auditor", 403)])
def test_heads_of_authorities_and_administrators_see_nights_and_nobody_else(lake: Path, who: dict[str, Officer], name: str, status: int) -> None:
    assert browser(who[name]).get("/detectors/nights").status_code == status
    is_told = '/detectors/nights"' in browser(who[name]).get("/", follow=True).content.decode()
    assert is_told == (status == 200)


def test_runs_of_before_that_counted_nothing_are_told_without_figures(lake: Path, who: dict[str, Officer]) -> None:
    night(FIRST)
    Run.objects.update(reading={})
    assert browser(who["wang"]).get("/detectors/nights").status_code == 200


def test_with_the_first_night_stands_what_was_run_before_it(lake: Path, who: dict[str, Officer]) -> None:
    before = FIRST - timedelta(days=3)
    run_due([KEY], by=who["sun"], at=before, clock=lambda: before)
    (looked,) = browser(who["wang"]).get("/detectors/nights").context["told"].looked
    assert looked.run.detector == KEY


def test_with_many_nights_each_leads_to_its_neighbours(lake: Path, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_of_runs, "due", lambda by: [])
    for day in range(60):
        begin_night(FIRST + timedelta(days=day))
    told = page(who["wang"], "2026-12-10")
    assert "?night=2026-12-09" in told
    assert "?night=2026-12-11" in told
