"""The committed description of the API is that of the code."""

import json
from pathlib import Path

import pytest
from django.test import Client

from mingjian.api import api

COPY = Path(__file__).parents[2] / "docs/reference/openapi.json"


def test_the_committed_description_is_up_to_date() -> None:
    drawn = json.loads(json.dumps(api.get_openapi_schema()))
    assert drawn == json.loads(COPY.read_text()), "renew it: mingjian api describe > docs/reference/openapi.json"


def test_it_is_openapi_3_1_and_served_to_those_who_may_ask() -> None:
    assert json.loads(COPY.read_text())["openapi"].startswith("3.1"), "renew it: mingjian api describe > docs/reference/openapi.json"
    assert Client().get("/api/docs").status_code == 404, "serve /api/docs to officers alone: mend `api.py`"


@pytest.mark.django_db
def test_every_operation_tells_how_it_refuses_and_refuses_so() -> None:
    schema = json.loads(COPY.read_text())
    assert all("4XX" in operation["responses"] for operations in schema["paths"].values() for operation in operations.values()), (
        "declare how each operation refuses (4XX), as the routers beside it do, and run `mingjian api describe > docs/reference/openapi.json`"
    )
    reply = Client().post("/api/screen", {"kind": "listing", "rows": []}, content_type="application/json")
    assert reply["Content-Type"] == "application/problem+json", "refuse with application/problem+json: mend the handlers in src/mingjian/api.py"
    problem = schema["components"]["schemas"]["Problem"]
    assert set(problem["required"]) <= set(reply.json()) <= set(problem["properties"]), (
        "let a refusal have the fields of Problem, and run `mingjian api describe > docs/reference/openapi.json`"
    )
    assert reply.json()["title"] in problem["properties"]["title"]["examples"], "add the title to the examples of Problem in src/mingjian/api.py"
