"""The committed description of the API is that of the code."""

import json
from pathlib import Path

from django.test import Client

from mingjian.api import api

COPY = Path(__file__).parents[2] / "docs/reference/openapi.json"


def test_the_committed_description_is_up_to_date() -> None:
    drawn = json.loads(json.dumps(api.get_openapi_schema()))
    assert drawn == json.loads(COPY.read_text()), "renew it: mingjian api describe > docs/reference/openapi.json"


def test_it_is_openapi_3_1_and_served_to_those_who_may_ask() -> None:
    assert json.loads(COPY.read_text())["openapi"].startswith("3.1")
    assert Client().get("/api/docs").status_code == 404
