"""What Prometheus is told of requests, jobs, disks and peers, and alert rules that speak of nothing else."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.utils.timezone import now
from people import browser

from mingjian.institutions.exchange.models import Peer
from mingjian.office.models import Officer
from mingjian.office.node import requests
from mingjian.office.node.alarms import went_well

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
RULES = yaml.safe_load((ROOT / "deploy/prometheus/mingjian.rules.yml").read_text("utf-8"))["groups"][0]["rules"]


@pytest.fixture
def told(settings: Any) -> Any:
    settings.METRICS_TOKEN = "a-token"  # noqa: S105 - of tests

    def tell() -> str:
        return Client().get("/metrics", headers={"Authorization": "Bearer a-token"}).content.decode()

    return tell


def figure(text: str, name: str) -> float:
    """Return the figure of one line, 0 where there is none yet."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_route_and_status_and_name_nobody(told: Any, who: dict[str, Officer]) -> None:
    page, absent = (f'mingjian_requests_total{{method="GET",route="{route}",status="404"}}' for route in ("dossiers/<str:number>", "none"))
    before = told()
    li = browser(who["li"])
    li.get("/dossiers/C2026-0000001")
    li.get("/dossiers/张三13800001234")
    li.get("/no/such/place/13800001234")
    after = told()
    assert figure(after, page) - figure(before, page) == 2
    assert figure(after, absent) - figure(before, absent) == 1
    assert "13800001234" not in after
    assert "C2026" not in after


def test_how_long_answers_took_is_told_by_door(told: Any, who: dict[str, Officer]) -> None:
    before = told()
    browser(who["li"]).get("/docket")
    Client().get("/published")
    after = told()
    for door in ("console", "public"):
        name = f'mingjian_request_seconds_count{{door="{door}"}}'
        assert figure(after, name) > figure(before, name)
    assert 'mingjian_request_seconds_bucket{door="machine",le="0.25"}' in after


def test_peers_disk_and_version_are_told(told: Any) -> None:
    Peer.objects.create(node="hz.mingjian.example", failures=7, heard_at=now(), stopped_for="fork")
    text = told()
    assert figure(text, 'mingjian_peer_failures{node="hz.mingjian.example"}') == 7
    assert figure(text, 'mingjian_peer_stopped{node="hz.mingjian.example"}') == 1
    assert figure(text, 'mingjian_peer_waiting{node="hz.mingjian.example"}') == 0
    assert figure(text, "mingjian_disk_bytes") >= figure(text, "mingjian_disk_free_bytes") > 0
    assert 'mingjian_version_info{version="' in text


def test_alert_rules_speak_of_what_is_told_and_say_what_to_do_in_both_languages(told: Any, who: dict[str, Officer]) -> None:
    Peer.objects.create(node="hz.mingjian.example", failures=7, heard_at=now())
    went_well("sweep", now())
    went_well("backup", now())
    browser(who["li"]).get("/")
    names = set(re.findall(r"^(mingjian_\w+)", told(), re.MULTILINE))
    for rule in RULES:
        asked = set(re.findall(r"mingjian_\w+", rule["expr"]))
        assert asked <= names, f"{rule['alert']} asks for {asked - names}, which /metrics does not tell"
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert {"summary", "summary_zh", "action", "action_zh"} == set(rule["annotations"])
        assert rule["labels"]["severity"] in {"page", "ticket"}
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 12


def test_processes_of_the_console_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What several processes counted is one sum, and begins anew with the console."""
    code = "from mingjian.office.node.requests import REQUESTS; REQUESTS.labels('docket', 'GET', '200').inc(3)"
    monkeypatch.setenv(requests.SHARED, "")
    requests.count_together(tmp_path)
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], check=True)
    (family,) = (one for one in requests.counted() if one.name == "mingjian_requests")
    assert [sample.value for sample in family.samples if sample.labels.get("route") == "docket"] == [6.0]
    requests.count_together(tmp_path)
    assert list(requests.counted()) == []
