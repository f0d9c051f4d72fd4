"""The log tells of sign-ins, failures, lockouts, refusals and faults with their number, and of nobody anything personal."""

import json
import logging
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from people import PASSWORD, browser, people

from mingjian.office.node.lines import TOLD, JsonLines, PlainLines

pytestmark = pytest.mark.django_db
PERSONAL = ("张三", "13800001111", "李四的密码", "9.9.9.9", "/buyer/", "secretcode")


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Any:
    """Return what the log has, as JSON lines; nothing personal stands in any of them, nor in their plain form."""
    caplog.set_level(logging.INFO)
    yield lambda: [json.loads(JsonLines().format(record)) for record in caplog.records if record.name.startswith("mingjian")]
    whole = "\n".join(form.format(record) for record in caplog.records if record.name.startswith("mingjian") for form in (JsonLines(), PlainLines()))
    assert not [word for word in PERSONAL if word in whole]


def events(lines: list[dict[str, Any]]) -> list[str]:
    return [line["event"] for line in lines if "event" in line]


def test_signing_in_and_failing_to_are_told(client: Client, written: Any) -> None:
    officer = people("li")["li"]
    client.post("/accounts/login/", {"login": "li", "password": "李四的密码"}, REMOTE_ADDR="9.9.9.9")
    client.post("/accounts/login/", {"login": "李四的密码", "password": "x"}, REMOTE_ADDR="9.9.9.9")
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD}, REMOTE_ADDR="9.9.9.9")
    lines = written()
    assert events(lines) == ["sign_in_failed", "sign_in_failed", "sign_in"]
    assert lines[0]["officer"] == lines[2]["officer"] == f"officer/{officer.pk}"
    assert lines[1]["officer"].startswith("unknown/")
    assert lines[0]["origin"] == lines[1]["origin"]
    assert lines[0]["route"] == "accounts/login/"


def test_a_lockout_is_told(client: Client, written: Any) -> None:
    people("li")
    for _ in range(40):
        reply = client.post("/accounts/login/", {"login": "li", "password": "x"}, REMOTE_ADDR="9.9.9.9")
        if reply.status_code == 429:
            break
    assert reply.status_code == 429
    assert "lockout" in events(written())


def test_a_refusal_is_told_by_its_route(written: Any) -> None:
    client = browser(people("li")["li"])
    assert client.get("/staff?q=张三13800001111").status_code == 403
    (line,) = [line for line in written() if line.get("event") == "refusal"]
    assert (line["status"], line["route"]) == (403, "staff")


def broken(*given: Any, **named: Any) -> None:
    raise RuntimeError("张三 13800001111")


def test_a_fault_has_a_number_on_the_page_and_in_the_log(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(people("li")["li"])
    client.raise_request_exception = False
    monkeypatch.setattr("mingjian.office.web.home.deadlines_of_department", broken)
    reply = client.get("/?x=secretcode")
    (line,) = [line for line in written() if line.get("event") == "fault"]
    assert reply.status_code == 500
    assert line["fault"] in reply.content.decode()
    assert line["kind"] == "RuntimeError"
    assert "broken" in line["where"][-1]


def test_the_api_says_a_fault_as_problem_json(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(people("li")["li"])
    client.raise_request_exception = False
    monkeypatch.setattr("mingjian.office.api.dossiers.openables", broken)
    reply = client.get("/api/dossiers/procedures")
    assert (reply.status_code, reply["Content-Type"]) == (500, "application/problem+json")
    assert reply.json()["fault"] == written()[-1]["fault"]


def test_a_full_disk_is_said_in_words(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any, **named: Any) -> None:
        raise OperationalError("database or disk is full")

    client = browser(people("li")["li"])
    client.raise_request_exception = False
    monkeypatch.setattr("mingjian.office.web.home.deadlines_of_department", full)
    reply = client.get("/")
    assert reply.status_code == 503
    assert "磁盘已满" in reply.content.decode()
    assert events(written())[-1] == "fault"


def test_words_of_libraries_are_kept_without_their_values() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, "Not Found: %s", ("/buyer/secretcode",), None)
    assert json.loads(JsonLines().format(record))["said"] == "Not Found: %s"


def test_what_the_log_tells_besides_collides_with_nothing_of_a_record() -> None:
    own = set(vars(logging.LogRecord("name", logging.INFO, "path", 1, "text", None, None))) | {"message", "asctime"}
    assert own.isdisjoint(TOLD)
