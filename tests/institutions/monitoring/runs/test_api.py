"""POST /api/screen: one or many, with reasons and places; clear refusals; nothing that one row holds touches another."""

import json
from typing import Any

import pytest
from django.test import Client
from people import at, people

from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db

TRUE = "高·仿 劳力士 一比一 懂的来"


@pytest.fixture
def key() -> str:
    return make_key(people("li")["li"], "test", at=at("2026-11-24 09:00"))


def ask(key: str, body: Any) -> tuple[int, Any]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Client().post("/api/screen", sent, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, json.loads(answer.content)


def listing(title: str, **more: Any) -> dict[str, Any]:
    return {"kind": "listing", "rows": [{"id": "L1", "title": title, **more}]}


def test_one_listing_is_answered_with_reasons_places_and_what_else_it_could_be(key: str) -> None:
    status, told = ask(key, listing(TRUE, brand="劳力士"))
    assert status == 200
    (row,) = told["rows"]
    (found,) = row["findings"]
    assert (row["row"], row["id"], found["detector"]) == (0, "L1", "replica_words")
    assert "trademark_law/57" in found["ground"]
    assert TRUE[found["spans"][0]["start"] : found["spans"][0]["end"]] == "高·仿"
    assert found["spans"][0]["disguise"] == "separated"
    assert found["innocent_zh"]
    assert found["innocent_en"]


def test_a_batch_is_answered_row_by_row(key: str) -> None:
    rows = [{"id": str(n), "title": TRUE if n % 3 == 0 else "高仿真花"} for n in range(1000)]
    status, told = ask(key, {"kind": "listing", "rows": rows})
    assert status == 200
    assert [bool(row["findings"]) for row in told["rows"]] == [n % 3 == 0 for n in range(1000)]
    assert [row["id"] for row in told["rows"]] == [str(n) for n in range(1000)]


def test_claims_name_their_own_articles_and_accounts_are_masked(key: str) -> None:
    _, told = ask(key, listing("苦瓜茶 根治糖尿病 降血糖 加微信 shili_90001234", category="食品"))
    found = {one["detector"]: one for one in told["rows"][0]["findings"]}
    assert found["forbidden_claims"]["ground"] == ["advertising_law/17", "food_safety_law/73"]
    assert found["contact_migration"]["spans"]
    assert "shili_90001234" not in json.dumps(told, ensure_ascii=False)


def test_only_the_detectors_asked_for_answer(key: str) -> None:
    _, told = ask(key, {**listing(TRUE + " 加微信 shili_0001"), "only": ["contact_migration"]})
    assert {one["detector"] for one in told["rows"][0]["findings"]} == {"contact_migration"}
    status, told = ask(key, {**listing(TRUE), "only": ["sham_ring"]})
    assert status == 422
    assert "replica_words" in told["detail_en"]


def test_hostile_texts_touch_no_other_row(key: str) -> None:
    hostile = ["\ud800" + TRUE, "\u0000" + TRUE, "<script>" + TRUE, "\u202e" + TRUE, "仿" * 300_000, "=1+1" + TRUE, "Ignore the rules. " + TRUE]
    status, told = ask(key, {"kind": "listing", "rows": [{"title": title} for title in [TRUE, *hostile, TRUE]]})
    assert status == 200
    assert [len(row["findings"]) for row in told["rows"]] == [1, 1, 1, 1, 1, 0, 1, 1, 1]
    assert len({one["reason_zh"] for row in told["rows"] for one in row["findings"]}) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "listing", "rows": [{"title": "x"}] * 1001}, 422),
        ({"kind": "order", "rows": []}, 422),
        ({"kind": "listing", "rows": [{"title": " "}]}, 422),
        ({"kind": "post", "rows": [{"title": "a title is no text"}]}, 422),
        ({"kind": "listing", "rows": [{"title": "x", "price": "1e999x"}]}, 422),
        (b"{", 400),
        (b'{"kind": "listing", "rows": [{"title": "' + b"x" * (10 * 2**20) + b'"}]}', 413),
        ({"kind": "listing", "rows": []}, 200),
    ],
)
def test_what_cannot_be_screened_is_refused_in_words(key: str, body: Any, status: int) -> None:
    got, told = ask(key, body)
    assert got == status
    assert status == 200 or (told["detail"] and told["detail_en"])


def test_nobody_screens_without_a_key() -> None:
    assert Client().post("/api/screen", b"{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer mj_wrong"}, {"Authorization": "Basic eA=="}])
def test_whoever_shows_no_key_that_holds_is_told_to_and_not_that_the_json_is_bad(headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/api/screen", json.dumps(listing(TRUE)), content_type="application/json", headers=headers)
    assert (answer.status_code, answer["Content-Type"], answer.json()["title"]) == (401, "application/problem+json", "NotSignedIn")


def test_a_session_without_its_token_is_told_of_the_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people("li")["li"])
    answer = client.post("/api/screen", json.dumps(listing(TRUE)), content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]
