"""Monitoring's jobs: in the morning the findings are there, rules ran, and a long back-test is shown as it goes on."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from institutions.monitoring.rule_lake import fill
from people import at, browser

from mingjian.core.rules import Rule
from mingjian.institutions.monitoring.lore.by_night import officers_of_detectors
from mingjian.institutions.monitoring.models import Finding, Run, Trial
from mingjian.institutions.monitoring.rules import pages as rule_pages
from mingjian.institutions.monitoring.rules.acts.send_into_shadow import send_into_shadow
from mingjian.institutions.monitoring.rules.acts.write_rule import write_rule
from mingjian.institutions.monitoring.runs.work.run_due import due, run_due
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.nights import begin_night
from mingjian.office.jobs.queue import claim
from mingjian.office.jobs.running import carry_out, work_off
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
EVENING, NIGHT, MORNING = at("2026-11-24 18:00"), at("2026-11-25 02:00"), at("2026-11-25 08:00")


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE = str(fill(tmp_path, 200).folder)
    return tmp_path


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


def test_by_night_one_looks_for_those_on_top_until_a_department_has_looked_itself(lake: Path, who: dict[str, Officer]) -> None:
    assert {officer.username for officer in officers_of_detectors()} == {"sun", "zhou"}  # the city, and the county that is under nobody here
    run_due(["replica_words"], by=who["li"], at=EVENING, clock=lambda: EVENING)
    assert officers_of_detectors() == [who["li"]]
    who["li"].is_active = False
    who["li"].save()
    assert officers_of_detectors() == []  # of the county's others nobody may run one


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
