"""Clues and dossiers through the API."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from institutions.market.known_lake import fill
from journeys.world import make_findings_of_a_shop
from people import at, browser, department_of, people

from mingjian.institutions.clues.models import Clue
from mingjian.office.models import ApiKey, Officer
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SENT = {"source": "platform", "suspected_act": "售假", "platform": "yunjishi", "shop_id": "s1", "original_number": "P-1"}


def ask(officer: Officer, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    key = make_key(officer, "test", at=at("2026-11-24 09:00"))
    answer = Client().generic(method, path, json.dumps(body or {}), content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, json.loads(answer.content)


def test_a_platform_sends_a_clue_once() -> None:
    clerk = people("clerk")["clerk"]
    status, told = ask(clerk, "POST", "/api/clues", SENT)
    again, same = ask(clerk, "POST", "/api/clues", SENT)
    assert (status, again, told["number"]) == (201, 201, same["number"])
    assert Clue.objects.count() == 1


@pytest.mark.parametrize("name", ["listing_url", "shop_url"])
def test_a_link_of_two_thousand_characters_is_kept_whole_and_a_longer_one_is_refused_in_words(name: str) -> None:
    who = people("clerk", "li")
    for length, status in ((600, 201), (2000, 201), (2001, 422)):
        link = f"https://item.example/{'a' * (length - 21)}"
        assert len(link) == length
        reply, told = ask(who["clerk"], "POST", "/api/clues", SENT | {"original_number": f"P-{length}", name: link})
        assert reply == status
        assert reply == 201 or ("超过 2000 字" in told["detail"] and "longer than 2000 characters" in told["detail_en"])
        page = browser(who["li"]).post("/clues/new", {**SENT, "source": "report", "original_number": f"W-{length}", name: link})
        assert page.status_code == (302 if status == 201 else 422)
        assert status == 201 or "最多 2000 个字，现有 2001 个字" in page.text
    assert sorted(len(getattr(one, name)) for one in Clue.objects.all()) == [600, 600, 2000, 2000]


def test_who_reported_it_is_never_given_back() -> None:
    clerk = people("clerk")["clerk"]
    _, told = ask(clerk, "POST", "/api/clues", SENT | {"reporter": {"name": "张小明", "phone": "13900000000"}})
    assert "张小明" not in json.dumps(told, ensure_ascii=False)
    assert Clue.objects.get().reporter.name == "张小明"


def test_what_cannot_be_a_clue_is_a_problem_with_both_languages() -> None:
    status, told = ask(people("clerk")["clerk"], "POST", "/api/clues", SENT | {"source": "rumour"})
    assert status == 422
    assert "线索来源" in told["detail"]
    assert "rumour" in told["detail_en"]
    status, told = ask(Officer.objects.get(), "POST", "/api/clues", {"source": ["?"]})
    assert (status, told["title"]) == (422, "BadInput")


def test_a_clue_of_another_region_does_not_exist() -> None:
    who = people("li", "zhou")
    _, told = ask(who["li"], "POST", "/api/clues", SENT)
    for path in (f"/api/clues/{told['number']}", f"/api/dossiers/{told['number']}", f"/api/dossiers/{told['number']}/entries"):
        assert ask(who["li"], "GET", path)[0] == 200
        assert ask(who["zhou"], "GET", path)[0] == 404
    assert ask(who["zhou"], "POST", f"/api/dossiers/{told['number']}/steps/accept")[0] == 404
    assert ask(who["zhou"], "GET", "/api/clues")[1]["clues"] == []


def test_steps_are_taken_and_refused_through_the_api() -> None:
    who = people("li", "zhao")
    _, told = ask(who["li"], "POST", "/api/clues", SENT)
    path = f"/api/dossiers/{told['number']}"
    dossier = ask(who["li"], "GET", path)[1]
    assert "dispatch" in [step["name"] for step in dossier["steps_open"]]
    status, refused = ask(who["li"], "POST", f"{path}/steps/dispatch")
    assert (status, refused["title"]) == (409, "StepRefused")
    sent = {"papers": {"department": department_of("neighbour").pk}, "key": "d-1", "seen": 0}
    assert ask(who["li"], "POST", f"{path}/steps/dispatch", sent)[1]["state"] == "dispatched"
    assert ask(who["li"], "POST", f"{path}/steps/dispatch", sent)[0] == 200
    assert ask(who["li"], "POST", f"{path}/steps/accept")[0] == 403
    assert ask(who["zhao"], "POST", f"{path}/steps/accept")[1]["state"] == "accepted"
    assert ask(who["zhao"], "GET", f"{path}/entries")[1][-1]["kind"] == "accept"


def test_without_a_key_or_with_a_revoked_one_nothing_is_told() -> None:
    li = people("li")["li"]
    assert Client().get("/api/clues").status_code == 401
    key = make_key(li, "test", at=at("2026-11-24 09:00"))
    ApiKey.objects.update(revoked_at=at("2026-11-24 10:00"))
    assert Client().get("/api/clues", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_clue_sent_is_filled_from_the_lake_and_the_answer_says_what(tmp_path: Path, settings: Any) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    sent = {"source": "report", "suspected_act": "售假", "platform": "甲网", "listing_id": "L1", "price": "75.50", "original_number": "R-1"}
    li = people("li")["li"]
    status, told = ask(li, "POST", "/api/clues", sent)
    assert (status, told["shop_id"], told["shop_name"], told["price"]) == (201, "S1", "青禾店", "75.50")
    assert {"shop_id", "shop_name", "listing_title"} <= set(told["filled"])
    assert "price" not in told["filled"]


def test_findings_of_one_shop_are_taken_up_as_one_clue_through_the_api() -> None:
    li = people("li")["li"]
    first, *further = make_findings_of_a_shop(li)
    status, told = ask(li, "POST", "/api/clues/take_up", {"finding": first.pk, "further": [one.pk for one in further]})
    assert status == 201
    assert set(told["findings"]) == {first.pk, *(one.pk for one in further)}
    assert ask(li, "GET", "/api/clues")[1]["clues"][0]["findings"] == told["findings"]
