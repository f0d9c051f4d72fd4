"""What the API does not know it refuses by name; what it knows its description tells, with the choices."""

import json
from typing import Any

import pytest
from people import browser

from mingjian.api import api, parameters_known
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]


def post(who: Who, address: str, body: Any, name: str = "li") -> Any:
    return browser(who[name]).post(address, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(
    ("address", "body", "odd"),
    [
        ("/api/clues", {"source": "inspection", "suspected_act": "售假", "content": "某店", "shopid": "S9"}, "shopid"),
        ("/api/clues", {"source": "report", "suspected_act": "售假", "content": "某店", "reporter": {"nane": "张三"}}, "nane"),
        ("/api/dossiers", {"procedure": "assistance", "title": "核实", "paper": {"questions": "核实"}}, "paper"),
        ("/api/acts/kit/open_kit", {"papers": {}, "kye": "1"}, "kye"),
        ("/api/clues/take_up", {"finding": 1, "others": [2]}, "others"),
        ("/api/law/identify", {"value": "330122", "kind": "region"}, "kind"),
    ],
)
def test_a_field_that_nobody_knows_is_refused_by_its_name_and_nothing_is_done(who: Who, address: str, body: Any, odd: str) -> None:
    before = Entry.objects.count()
    reply = post(who, address, body)
    assert reply.status_code == 422, reply.text
    assert odd in reply.json()["detail"]
    assert odd in reply.json()["detail_en"]
    assert (Dossier.objects.count(), Entry.objects.count()) == (0, before)


def test_a_filter_that_is_misspelt_does_not_give_everything(who: Who) -> None:
    reply = browser(who["li"]).get("/api/dossiers?is_close=true")
    assert reply.status_code == 422
    assert "is_close" in reply.json()["detail"]
    assert "is_closed" in reply.json()["detail"]  # which ones there are
    assert browser(who["li"]).get("/api/dossiers?is_closed=true&limit=5").status_code == 200
    assert browser(who["li"]).get("/api/law/diff?law=apl&from=2021-01-01&to=2022-01-01").status_code == 200


def test_every_operation_has_its_parameters_in_the_table_that_refuses(who: Who) -> None:
    described = {(method.upper(), path) for path, operations in api.get_openapi_schema()["paths"].items() for method in operations}
    assert described == parameters_known().keys()
    for method, path in described:
        if method == "GET" and "{" not in path:
            assert browser(who["li"]).get(f"{path}?no_such_parameter=1").status_code == 422, path


def test_a_key_that_is_too_long_is_refused_and_not_cut_to_the_length_of_another(who: Who) -> None:
    body = {"procedure": "assistance", "title": "核实", "papers": {"questions": "核实"}, "key": "k" * 61}
    assert post(who, "/api/dossiers", body).status_code == 422
    assert not Dossier.objects.exists()
    reply = browser(who["li"]).post("/api/acts/kit/open_kit", {"key": "k" * 61})
    assert reply.status_code == 422
    assert "60" in reply.json()["detail"]


def test_the_description_says_where_the_api_is_and_what_may_be_chosen() -> None:
    told = api.get_openapi_schema()
    schemas = told["components"]["schemas"]
    assert told["servers"][0]["url"]
    assert schemas["ClueIn"]["properties"]["source"]["enum"] == list(Clue.Source.values)
    assert set(schemas["OpeningIn"]["properties"]["procedure"]["enum"]) == set(rulebook().procedures())
    bodies = [operation["requestBody"] for operations in told["paths"].values() for operation in operations.values() if "requestBody" in operation]
    sent = [one["content"]["application/json"]["schema"] for one in bodies if "application/json" in one["content"]]
    names = [one["$ref"].rpartition("/")[2] for one in sent if "$ref" in one]
    assert len(names) > 12
    assert [name for name in names if schemas[name].get("additionalProperties") is not False] == []
