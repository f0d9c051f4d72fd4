"""The rulebook through the API says what the command line says."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from people import people

from mingjian.cli.law import command

pytestmark = pytest.mark.django_db

PERIOD = {"ref": "complaint_2025/23#mediate", "from": "2026-06-01T10:00", "exclude": ["2026-06-08..2026-06-17=检测"]}
THRESHOLD = {"crime": "selling_counterfeit_marked_goods", "acted_on": "2024-06-01", "decided_on": "2026-01-01", "sales": "300000"}
LIABILITY = {"act": "fake_goods", "field": "food", "on": "2026-11-24", "amount": "12000"}


@pytest.fixture
def client() -> Client:
    made = Client()
    made.force_login(people("li")["li"])
    return made


def said(*words: str) -> Any:
    return json.loads(CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False).output)


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("period", PERIOD, ["period", "complaint_2025/23#mediate", "--from", "2026-06-01T10:00", "--exclude", "2026-06-08..2026-06-17=检测"]),
        (
            "threshold",
            THRESHOLD,
            ["threshold", "selling_counterfeit_marked_goods", "--acted-on", "2024-06-01", "--decided-on", "2026-01-01", "--sales", "300000"],
        ),
        (
            "threshold",
            {"crime": "illegal_labels", "acted_on": "2026-06-01", "decided_on": "2026-07-01", "count": ["labels=9000", "unsold_labels=12000"]},
            [
                *("threshold", "illegal_labels", "--acted-on", "2026-06-01", "--decided-on", "2026-07-01"),
                *("--count", "labels=9000", "--count", "unsold_labels=12000"),
            ],
        ),
        ("liability", LIABILITY, ["liability", "--act", "fake_goods", "--field", "food", "--on", "2026-11-24", "--amount", "12000"]),
        ("duties", {"actor": "platform", "on": "2026-11-24"}, ["duties", "--actor", "platform", "--on", "2026-11-24"]),
        ("article", {"ground": "ecl/43", "on": "2026-11-24"}, ["article", "ecl/43", "--on", "2026-11-24"]),
        ("identify", {"value": "91330106MA2AXX0012"}, ["identify", "91330106MA2AXX0012"]),
        ("refs", {}, ["refs"]),
        (
            "diff",
            {"law": "trademark_law", "from": "2026-12-31", "to": "2027-01-01"},
            ["diff", "trademark_law", "--from", "2026-12-31", "--to", "2027-01-01"],
        ),
    ],
)
def test_each_answer_is_that_of_the_command_line(client: Client, path: str, query: dict[str, Any], words: list[str]) -> None:
    reply = client.get(f"/api/law/{path}", query)
    assert reply.status_code == 200, reply.content
    assert reply.json() == said(*words)
    assert reply.json() not in ({}, [])


@pytest.mark.parametrize(
    ("path", "facts"), [("period", PERIOD), ("threshold", THRESHOLD), ("liability", LIABILITY), ("identify", {"value": "91330106MA2AXX0012"})]
)
def test_facts_may_be_posted_and_are_answered_alike(client: Client, path: str, facts: dict[str, Any]) -> None:
    reply = client.post(f"/api/law/{path}", json.dumps(facts), content_type="application/json")
    assert reply.status_code == 200, reply.content
    assert reply.json() == client.get(f"/api/law/{path}", facts).json()


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("article", {"ground": "ecl/999", "on": "2026-11-24"}, 404),
        ("article", {"ground": "nothing/1"}, 404),
        ("article", {"ground": "../../etc/passwd"}, 404),
        ("article", {"ground": "ecl/43", "on": "2018-12-31"}, 422),
        ("article", {"ground": "ecl/43", "on": "2026-02-30"}, 422),
        ("article", {}, 422),
        ("period", {"ref": "ecl/43#right_holder_acts", "from": "yesterday"}, 422),
        ("period", {"ref": "ecl/43#right_holder_acts", "from": "9999-12-31T10:00"}, 422),
        ("period", {"ref": "ecl/43#right_holder_acts", "from": "0001-01-01"}, 422),
        ("period", {"ref": "ecl/43#<script>", "from": "2026-03-03"}, 404),
        ("period", {"ref": "ecl/43#right_holder_acts", "from": "2026-03-03", "exclude": ["2026-03-05"]}, 422),
        ("threshold", {**THRESHOLD, "sales": "many"}, 422),
        ("threshold", {**THRESHOLD, "sales": "-1"}, 422),
        ("threshold", {**THRESHOLD, "sales": "1e99"}, 422),
        ("threshold", {**THRESHOLD, "sales": "NaN"}, 422),
        ("threshold", {**THRESHOLD, "count": ["labels"]}, 422),
        ("threshold", {**THRESHOLD, "count": ["nothing=1"]}, 422),
        ("threshold", {**THRESHOLD, "crime": "theft"}, 422),
        ("threshold", {**THRESHOLD, "acted_on": "1900-01-01"}, 422),
        ("liability", {**LIABILITY, "field": "guns"}, 422),
        ("liability", {**LIABILITY, "decided_on": "2026-11-23"}, 422),
        ("liability", {**LIABILITY, "act": "'; DROP TABLE"}, 422),
        ("liability", {**LIABILITY, "on": "1900-01-01"}, 422),
        ("duties", {"actor": "seller"}, 422),
        ("diff", {"law": "ecl", "from": "2026-01-01", "to": "2025-01-01"}, 422),
        ("diff", {"law": "nothing", "from": "2025-01-01", "to": "2026-01-01"}, 404),
    ],
)
def test_what_cannot_be_answered_is_a_named_problem(client: Client, path: str, query: dict[str, Any], status: int) -> None:
    reply = client.get(f"/api/law/{path}", query)
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json"), reply.content
    assert reply.json()["detail"]
    assert reply.json()["detail_en"]


def test_nobody_asks_without_a_key_or_a_session() -> None:
    assert Client().get("/api/law/refs").status_code == 401
