"""The committed description of the API is that of the code."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from mingjian.api import api

COPY = Path(__file__).parents[2] / "docs/reference/openapi.json"
SOURCE = Path(__file__).parents[2] / "src/mingjian"


def test_the_committed_description_is_up_to_date() -> None:
    drawn = json.loads(json.dumps(api.get_openapi_schema()))
    assert drawn == json.loads(COPY.read_text()), "renew it: mingjian api describe > docs/reference/openapi.json"


@pytest.mark.django_db
def test_it_is_openapi_3_1_and_its_page_loads_nothing_from_elsewhere() -> None:
    assert json.loads(COPY.read_text())["openapi"].startswith("3.1"), "renew it: mingjian api describe > docs/reference/openapi.json"
    page = Client().get("/api/docs").content.decode()
    loaded = re.findall(r'(?:src|href)="(?!/(?!/)|#)([^"]*)"', page)
    assert "/api/changes" in page, "draw /api/docs from the description: mend api_pages.py"
    assert loaded == [], f"{loaded}: load nothing from elsewhere on /api/docs"


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


def test_no_two_schemas_have_one_name() -> None:
    """The description holds one schema a name: of two, one would be told in place of the other."""
    found = [match for path in SOURCE.rglob("*.py") for match in re.findall(r"^class (\w+(?:In|Out))\(", path.read_text("utf-8"), re.MULTILINE)]
    assert found, "nothing was read, so nothing was checked: mend the pattern of this test"
    twice = sorted(name for name, count in Counter(found).items() if count > 1)
    assert not twice, f"{twice}: name each after what it is of, such as NoticeRowOut"
