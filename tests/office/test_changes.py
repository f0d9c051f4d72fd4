"""A system that follows along: what changed since, each thing once, and lists of dossiers, both as far as the asker sees."""

import json
from typing import Any

import pytest
from django.test import Client
from make import make_clue
from people import at, browser, department_of

from mingjian.institutions.clues.models import Clue
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


def ask(officer: Officer, path: str) -> tuple[int, Any]:
    key = make_key(officer, "test", at=MORNING)
    answer = Client().get(path, headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, json.loads(answer.content)


def clue_of(officer: Officer, hour: int = 9) -> Clue:
    return make_clue(officer, at=at(f"2026-11-02 {hour:02}:00"))


def test_every_change_is_told_once_in_order_and_only_to_whoever_may_read_it(who: Who) -> None:
    ours, theirs = clue_of(who["li"]), clue_of(who["zhao"])
    told, after, pages = [], 0, 0
    while True:
        status, part = ask(who["li"], f"/api/changes?after={after}&limit=2")
        assert status == 200
        told += part["changes"]
        after, pages = part["next"], pages + 1
        if not part["is_more"]:
            break
    assert pages > 0
    assert [one["index"] for one in told] == sorted({one["index"] for one in told})
    seen = Entry.objects.filter(dossier=ours.dossier).values_list("index", flat=True)
    assert [one["index"] for one in told if one["dossier"] == ours.number] == list(seen)
    assert theirs.number not in {one["dossier"] for one in told}
    assert ask(who["li"], f"/api/changes?after={after}")[1]["changes"] == []
    clue_of(who["li"], 10)
    assert {one["procedure"] for one in ask(who["li"], f"/api/changes?after={after}")[1]["changes"]} == {"clue"}


def test_what_was_handed_to_us_appears_with_the_step_that_brought_it(who: Who) -> None:
    opening = Opening("assistance", "测〔2026〕1号", "某鞋店")
    dossier = open_dossier(opening, by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实实际经营地"})
    after = ask(who["zhao"], "/api/changes")[1]["next"]
    assert ask(who["zhao"], f"/api/changes?after={after}")[1]["changes"] == []
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    told = ask(who["zhao"], f"/api/changes?after={after}")[1]["changes"]
    assert {(one["dossier"], one["procedure"]) for one in told} == {(dossier.number, "assistance")}


def test_nothing_is_told_to_administrators_and_everything_to_the_auditor(who: Who) -> None:
    clue_of(who["li"])
    assert browser(who["system"]).get("/api/changes").json()["changes"] == []
    assert len(browser(who["auditor"]).get("/api/changes?limit=1000").json()["changes"]) == Entry.objects.count()
    assert ask(who["li"], "/api/changes?after=-1")[0] == 422
    assert ask(who["li"], "/api/changes?limit=100000")[0] == 422


def test_dossiers_are_listed_page_by_page_and_since_an_instant(who: Who) -> None:
    numbers = [clue_of(who["li"], hour).number for hour in (9, 10, 11)]
    clue_of(who["zhao"])
    first = ask(who["li"], "/api/dossiers?procedure=clue&limit=2")[1]
    assert [one["number"] for one in first["dossiers"]] == [numbers[2], numbers[1]]
    rest = ask(who["li"], f"/api/dossiers?procedure=clue&limit=2&after={first['after']}")[1]
    assert ([one["number"] for one in rest["dossiers"]], rest["after"], rest["count"]) == ([numbers[0]], "", 3)
    late = ask(who["li"], "/api/dossiers?moved_since=2026-11-02T10:30:00%2B08:00")[1]
    assert [one["number"] for one in late["dossiers"]] == [numbers[2]]
    assert ask(who["li"], "/api/dossiers?moved_since=2026-11-02T10:30:00")[1]["count"] == 1  # without a zone: the node's own
    assert ask(who["li"], "/api/dossiers?is_closed=true")[1]["count"] == 0
    assert ask(who["li"], "/api/dossiers?after=nonsense")[0] == 422
