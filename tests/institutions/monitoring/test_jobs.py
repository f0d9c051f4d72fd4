"""Monitoring's jobs: in the morning the findings are there, rules ran, and a long back-test is shown as it goes on."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from institutions.monitoring.rule_lake import fill
from people import at, browser

from mingjian.core.rules import Rule
from mingjian.institutions.monitoring.models import Finding, Run, Trial
from mingjian.institutions.monitoring.rules import pages as rule_pages
from mingjian.institutions.monitoring.rules.acts import send_into_shadow, write_rule
from mingjian.institutions.monitoring.runs.work.run_due import due, run_due
from mingjian.institutions.monitoring.services.by_night import officers_of_detectors
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.nights import begin_night
from mingjian.office.jobs.queue import claim
from mingjian.office.jobs.run import carry_out, work_off
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
EVENING, NIGHT, MORNING = at("2026-11-24 18:00"), at("2026-11-25 02:00"), at("2026-11-25 08:00")


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE = str(fill(tmp_path, 200).folder)
    return tmp_path


@pytest.mark.slow
def test_a_night_passes_and_in_the_morning_the_findings_are_there(lake: Path, who: dict[str, Officer]) -> None:
    waiting = {described.key for described in due(who["sun"])}
    begin_night(EVENING)
    assert not Run.objects.exists()
    begin_night(NIGHT)
    work_off(clock=lambda: NIGHT + timedelta(minutes=1))
    assert {run.detector for run in Run.objects.filter(department=who["sun"].department)} == waiting
    assert Finding.objects.exists()
    entry = Entry.objects.filter(kind="detector_run").first()
    assert entry is not None
    assert '"is_by_night":true' in entry.body
    told = browser(who["sun"]).get("/jobs").content.decode()
    assert "上一夜" in told
    assert not Job.objects.exclude(state="done").exists()
    runs = Run.objects.count()
    begin_night(NIGHT + timedelta(days=1))
    work_off(clock=lambda: NIGHT + timedelta(days=1, minutes=1))
    assert Run.objects.count() == runs  # nothing new was loaded


def test_by_night_one_looks_for_all_authorities_of_a_kind_the_topmost_of_those_that_looked_before(lake: Path, who: dict[str, Officer]) -> None:
    assert officers_of_detectors() == [who["sun"]]  # of the city; what is found in the other county goes there by itself
    run_due(["replica_words"], by=who["li"], at=EVENING, clock=lambda: EVENING)
    assert officers_of_detectors() == [who["li"]]
    run_due(["contact_migration"], by=who["sun"], at=EVENING, clock=lambda: EVENING)
    assert officers_of_detectors() == [who["sun"]]
    who["sun"].is_active = False
    who["sun"].save()
    assert officers_of_detectors() == [who["li"]]
    who["li"].is_active = False
    who["li"].save()
    assert officers_of_detectors() == [who["zhao"]]  # nobody else of those two departments may run one, and the night goes on all the same


@pytest.mark.slow
def test_rules_run_by_night_over_what_is_new(lake: Path, who: dict[str, Officer]) -> None:
    rule = write_rule(title="一", content=Rule(kinds=("listing",), any_of=("高仿",)), source="", by=who["li"], at=EVENING)
    send_into_shadow(rule, by=who["li"], at=EVENING)
    begin_night(EVENING)
    begin_night(NIGHT)
    work_off(clock=lambda: NIGHT + timedelta(minutes=1))
    assert [trial.kind for trial in rule.trials.all()] == ["shadow"]


def test_a_long_back_test_is_a_job_that_leads_back_to_the_rule(lake: Path, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_pages, "AT_ONCE", 100)
    rule = write_rule(title="一", content=Rule(kinds=("listing",), any_of=("高仿",)), source="", by=who["li"], at=EVENING)
    client = browser(who["li"])
    led = client.post(f"/rules/{rule.pk}/do/try")["Location"]
    assert client.post(f"/rules/{rule.pk}/do/try")["Location"] == led
    assert not Trial.objects.exists()
    work_off(clock=lambda: Job.objects.get().queued_at)
    assert Trial.objects.get().rows == 200
    job = Job.objects.get()
    assert (job.done, job.total) == (200, 200)
    assert client.get(led, headers={"HX-Request": "true"})["HX-Redirect"] == f"/rules/{rule.pk}"


def test_a_back_test_begun_anew_is_stored_once(lake: Path, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_pages, "AT_ONCE", 100)
    rule = write_rule(title="一", content=Rule(kinds=("listing",), any_of=("高仿",)), source="", by=who["li"], at=EVENING)
    browser(who["li"]).post(f"/rules/{rule.pk}/do/try")
    start, lease = Job.objects.get().queued_at, timedelta(seconds=10)
    first = claim("one", at=start, lease=lease)
    second = claim("two", at=start + timedelta(seconds=11), lease=lease)  # the first seemed dead, and is not
    assert first is not None
    assert second is not None
    carry_out(first, clock=lambda: start)
    assert not Trial.objects.exists()
    carry_out(second, clock=lambda: start)
    assert Trial.objects.count() == 1
    assert Job.objects.get().state == "done"


def test_a_file_is_screened_by_a_job_and_what_was_found_is_for_those_who_may(who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    client = browser(who["li"])
    text = "标题,平台\n新店需要刷子，有的加我,甲\n手工编织毛衣,甲\n".encode()
    asked = client.post("/detectors/screen", {"file": SimpleUploadedFile("导出.csv", text), "kind": "listing", "purpose": "check", "text": ""})
    job = Job.objects.get(kind="screen_file")
    assert asked.headers["Location"] == f"/jobs/{job.pk}"
    work_off(clock=lambda: now() + timedelta(minutes=1))
    job.refresh_from_db()
    assert (job.state, job.leads_to) == (Job.State.DONE, f"/detectors/screen/{job.pk}")
    page = client.get(job.leads_to).content.decode()
    assert "2 行中发现" in page
    assert "刷子" in page
    found = b"".join(client.get(f"/detectors/screen/{job.pk}/findings.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "brushing_recruitment" in found
    assert client.get(f"/detectors/screen/{job.pk}/anything.csv").status_code == 404
    assert browser(who["zhao"]).get(job.leads_to).status_code == 404
    assert browser(who["auditor"]).get("/detectors/screen").status_code == 403


def test_what_cannot_be_screened_is_refused_at_the_field_or_told_by_the_job(who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    client = browser(who["li"])
    program = client.post("/detectors/screen", {"file": SimpleUploadedFile("a.csv", b"MZ\x90\x00\x03\x00\x00\x00"), "kind": "listing", "purpose": "check"})
    assert program.status_code == 422
    assert not Job.objects.exists()
    client.post("/detectors/screen", {"file": SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode()), "kind": "listing", "purpose": "check", "text": ""})
    work_off(clock=lambda: now() + timedelta(minutes=1))
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "标题" in client.get(f"/jobs/{job.pk}").content.decode()
