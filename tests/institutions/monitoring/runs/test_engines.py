"""The node's own runs use the engine that its settings name, and find the same on each."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.monitoring.rule_lake import fill
from make import free_port
from people import at, browser

from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.runs.work.run_due import run_due
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
SAID = ("detector", "subject_kind", "subject", "score", "reason_zh", "reason_en", "evidence_json")
KEYS = ("replica_words", "contact_migration")


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Path:
    settings.LAKE, settings.CELLS = str(fill(tmp_path, 120).folder), str(tmp_path / "cells")
    return tmp_path


def run_all(who: dict[str, Officer], hours: int = 0) -> set[tuple[Any, ...]]:
    when = NOON + timedelta(hours=hours)
    run_due(KEYS, by=who["sun"], at=when, clock=lambda: when)
    return set(Finding.objects.filter(status="new").values_list(*SAID))


@pytest.mark.slow
def test_on_the_engine_of_the_settings_the_console_finds_what_duckdb_finds_and_keeps_it_by_file(lake: Path, who: dict[str, Officer], settings: Any) -> None:
    on_duckdb = run_all(who)
    assert on_duckdb
    Finding.objects.all().delete()
    Run.objects.all().delete()
    settings.ENGINE = "sail"
    browser(who["sun"]).post("/detectors/run", {"purpose": "routine", "detector": KEYS[0]})
    work_off(clock=now)
    assert Job.objects.get().state == "done"
    assert run_all(who) == on_duckdb
    assert set(Run.objects.values_list("engine", flat=True)) == {"sail"}
    fill(lake, 40, name="second", source="乙网")
    on_sail = run_all(who, 1)
    assert Run.objects.filter(detector=KEYS[0]).latest("pk").reading["anew"] == 1  # of two files
    assert on_sail > on_duckdb


def test_a_misspelt_engine_is_told_on_the_job_with_those_there_are(lake: Path, who: dict[str, Officer], settings: Any) -> None:
    settings.ENGINE = "sprak"
    browser(who["sun"]).post("/detectors/run", {"purpose": "routine", "detector": KEYS[0]})
    work_off(clock=now)
    job = Job.objects.get()
    assert job.state == "failed"
    assert "没有引擎 sprak" in browser(who["sun"]).get(f"/jobs/{job.pk}").content.decode()
    assert not job.fault


def test_a_cluster_that_cannot_be_reached_fails_the_job_in_words(lake: Path, who: dict[str, Officer], settings: Any) -> None:
    settings.ENGINE, settings.SPARK = "spark", f"sc://127.0.0.1:{free_port()}"
    browser(who["sun"]).post("/detectors/run", {"purpose": "routine", "detector": KEYS[0]})
    work_off(clock=now)
    job = Job.objects.get()
    told = browser(who["sun"]).get(f"/jobs/{job.pk}").content.decode()
    assert job.state == "failed"
    assert settings.SPARK in told
    assert not job.fault
