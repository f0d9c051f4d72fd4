"""What Prometheus is told of requests, jobs, disks and peers, and alert rules that speak of nothing else."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils.timezone import now
from people import browser

from mingjian.institutions.exchange.models import Peer
from mingjian.office.jobs.models import Job
from mingjian.office.models import Officer
from mingjian.office.node import requests
from mingjian.office.node.alarms import went_well
from mingjian.office.node.conditions import certificate, programs

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


def test_alert_rules_speak_of_what_is_told_and_say_what_to_do_in_both_languages(told: Any, who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    Peer.objects.create(node="hz.mingjian.example", failures=7, heard_at=now())
    went_well("sweep", now())
    went_well("backup", now())
    settings.CERTIFICATE = str(written_certificate(tmp_path, days=30))
    browser(who["li"]).get("/")
    names = set(re.findall(r"^(mingjian_\w+)", told(), re.MULTILINE))
    for rule in RULES:
        asked = set(re.findall(r"mingjian_\w+", rule["expr"]))
        assert asked <= names, f"{rule['alert']} asks for {asked - names}, which /metrics does not tell"
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert {"summary", "summary_zh", "action", "action_zh"} == set(rule["annotations"])
        assert rule["labels"]["severity"] in {"page", "ticket"}
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 12


def test_the_dashboard_draws_what_is_told_and_is_called_so_in_both_languages(told: Any, who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATE = str(written_certificate(tmp_path, days=30))
    Peer.objects.create(node="hz.mingjian.example", failures=7, heard_at=now())
    Job.objects.create(kind="sweep", queued_at=now(), run_after=now())
    went_well("sweep", now())
    browser(who["li"]).get("/")
    names = set(re.findall(r"^(mingjian_\w+)", told(), re.MULTILINE))
    board = json.loads((ROOT / "deploy/grafana/mingjian.json").read_text("utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) >= 15
    for panel in board["panels"]:
        assert re.fullmatch(r".*[\u4e00-\u9fff].* · [A-Z].*", panel["title"])
        for target in panel["targets"]:
            asked = set(re.findall(r"mingjian_\w+", target["expr"]))
            assert asked, f"{panel['title']} asks for nothing of ours"
            assert asked <= names, f"{panel['title']} asks for {asked - names}, which /metrics does not tell"
            assert target["expr"].count("(") == target["expr"].count(")")


def written_certificate(folder: Path, days: int, name: str = "mingjian.example") -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
    dated = begun.not_valid_before(now() - timedelta(days=400)).not_valid_after(now() + timedelta(days=days, hours=1))
    made = dated.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    place = folder / "fullchain.pem"
    place.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return place


@pytest.mark.parametrize(
    ("days", "name", "level", "words"),
    [
        (90, "mingjian.example", "well", "还有 90 天"),
        (20, "mingjian.example", "near", "还有 20 天"),
        (2, "mingjian.example", "bad", "还有 2 天"),
        (-5, "mingjian.example", "bad", "过期"),
        (90, "*.example", "well", "还有 90 天"),
        (90, "other.example", "bad", "不是 mingjian.example 的"),
        (90, "*.mingjian.example", "bad", "不是 mingjian.example 的"),
    ],
)
def test_the_certificate_of_the_proxy_is_looked_at(settings: Any, tmp_path: Path, days: int, name: str, level: str, words: str) -> None:
    settings.CONSOLE = "https://mingjian.example"
    settings.CERTIFICATE = str(written_certificate(tmp_path, days, name))
    found = certificate(now())
    assert (found.level, words in found.said.zh) == (level, True)


def test_a_certificate_that_cannot_be_read_is_said_and_breaks_no_metrics(settings: Any, tmp_path: Path, told: Any) -> None:
    for content in (b"", b"no certificate", b"\xff\x00" * 99):
        (tmp_path / "x.pem").write_bytes(content)
        settings.CERTIFICATE = str(tmp_path / "x.pem")
        assert certificate(now()).level == "near"
        assert "mingjian_certificate_end" not in told()
    settings.CERTIFICATE = str(tmp_path / "absent.pem")
    assert "读不出" in certificate(now()).said.zh


def test_a_program_that_is_absent_is_said_with_what_does_not_work_and_that_the_rest_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None if name in ("soffice", "libreoffice") else "/usr/bin/x")
    said = programs(now()).said
    assert "没有 libreoffice，旧式 Word 文书（.doc）不能转换" in said.zh
    assert "网页取证不可用" not in said.zh
    assert "其余照常" in said.zh


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
