"""The pages about the API, for whoever programs against it: open to all, in both languages, with every operation, field and choice of the description."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from people import browser

from mingjian import api_pages
from mingjian.api import api
from mingjian.api_words import SUMMARIES, TAGS
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db


def page(path: str, language: str = "zh-hans") -> str:
    reply = Client(headers={"Accept": "text/html", "Accept-Language": language}).get(path)
    assert reply.status_code == 200
    return html.unescape(reply.content.decode())


@pytest.fixture(scope="module")
def described() -> Any:
    return api.get_openapi_schema()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "各项操作共同的规则"), ("en", "What holds for every operation")])
def test_the_first_page_says_how_to_begin_and_lists_every_operation(language: str, words: str, described: Any) -> None:
    text = page("/api", language)
    assert words in text
    for path, operations in described["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}<" in text
    with_slash, listed = page("/api/", language), re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) /[^<]*<")
    assert len(listed.findall(text)) >= sum(len(one) for one in described["paths"].values()) > 0
    assert listed.findall(with_slash) == listed.findall(text)
    assert "x-mingjian-signature" in text


def test_every_operation_has_its_fields_choices_and_an_example_and_each_link_within_the_page_leads_somewhere(described: Any) -> None:
    text = page("/api/docs")
    anchors = set(re.findall(r'id="([^"]+)"', text))
    led = set(re.findall(r'href="#([^"]+)"', text))
    assert len(led) > 40
    assert led <= anchors
    for name, schema in described["components"]["schemas"].items():
        assert f"schema-{name}" in anchors
        for field in schema.get("properties", {}):
            assert f"<code>{field}</code>" in text
    choices = set(re.findall(r'"enum": \[([^\]]*)\]', json.dumps(described)))
    assert len(choices) > 5
    for choice in (one.strip(' "') for told in choices for one in told.split(",")):
        assert f"<code>{choice}</code>" in text or not choice, choice
    assert text.count("curl -H") == sum(len(one) for one in described["paths"].values())
    assert text.count('id="') == len(anchors), "two headings bear one id"


def test_a_page_is_drawn_from_one_description(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    whole = api.get_openapi_schema
    monkeypatch.setattr(api, "get_openapi_schema", lambda **more: drawn.append(1) or whole(**more))
    for kept in (api_pages.sections, api_pages.schemas, api_pages._description):
        kept.cache_clear()
    page("/api/docs")
    page("/api/docs")
    assert len(drawn) == 1


def test_every_operation_and_subject_is_named_in_chinese(described: Any) -> None:
    known = {f"{method} {path.removeprefix('/api')}" for path, operations in described["paths"].items() for method in operations}
    assert known == set(SUMMARIES), "name each operation of the API in api_words.py"
    assert {one["tags"][0] for operations in described["paths"].values() for one in operations.values()} == set(TAGS)


def test_every_write_takes_a_key_and_refuses_what_it_does_not_know(described: Any) -> None:
    """What only computes keeps nothing, so that a repeat of it does nothing twice."""
    schemas = described["components"]["schemas"]

    def whole(schema: Any) -> Any:
        parts = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
        return schemas[parts[0]["$ref"].rsplit("/", 1)[-1]] if "$ref" in parts[0] else parts[0]

    computes = ("/api/law/", "/api/screen", "/api/filings/try")
    writes = {path: one["post"] for path, one in described["paths"].items() if "post" in one and not path.startswith(computes)}
    assert len(writes) >= 13
    for path, operation in writes.items():
        body = whole(next(iter(operation["requestBody"]["content"].values()))["schema"])
        assert "key" in body["properties"], path
        assert body.get("additionalProperties") is False or "files" in path, path


def test_a_program_is_told_the_addresses_and_what_is_no_page_stays_none(who: dict[str, Officer]) -> None:
    told = Client(headers={"Accept": "application/json"}).get("/api")
    assert told.json()["description"] == "/api/openapi.json"
    assert Client().post("/api").status_code == 405
    assert Client().get("/api/nothing").status_code == 404
    assert 'href="/api"' in browser(who["li"]).get("/account").content.decode()
