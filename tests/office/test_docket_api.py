"""The docket for systems: what is due, the earliest first, as far as the asker sees, and once each."""

import json
from typing import Any

import pytest
from django.test import Client
from people import at, department_of

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.models import Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-02 09:00")


def ask(officer: Officer, query: str = "") -> tuple[int, Any]:
    key = make_key(officer, "test", at=MORNING)
    answer = Client().get(f"/api/docket{query}", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, json.loads(answer.content)


def clue_on(officer: Officer, day: str) -> str:
    told = Intake(source="inspection", suspected_act="销售假冒注册商标的商品", content="某店售高仿鞋")
    return register(told, by=officer, at=at(f"{day} 09:00")).number


def test_what_is_due_is_told_once_each_the_earliest_first(who: dict[str, Officer]) -> None:
    later, sooner, theirs = clue_on(who["li"], "2026-11-04"), clue_on(who["li"], "2026-11-02"), clue_on(who["zhao"], "2026-11-03")
    status, first = ask(who["li"], "?limit=1")
    assert (status, [one["dossier"] for one in first["deadlines"]], first["next"], first["is_more"]) == (200, [sooner], 1, True)
    _, rest = ask(who["li"], f"?limit=1&after={first['next']}")
    assert ([one["dossier"] for one in rest["deadlines"]], rest["is_more"]) == ([later], False)
    (line,) = first["deadlines"]
    assert (line["procedure"], line["with_whom"]) == ("clue", department_of("county").code)
    assert line["due"] > "2026-11-02"
    assert line["label_zh"]
    assert theirs not in json.dumps(ask(who["li"], "?held=all")[1])
    assert ask(who["li"], "?procedure=admin_case")[1]["deadlines"] == []


def test_a_question_that_is_none_is_refused_and_nobody_else_is_answered(who: dict[str, Officer]) -> None:
    assert ask(who["li"], "?held=everybody")[0] == 422
    assert ask(who["li"], "?limit=0")[0] == 422
    assert Client().get("/api/docket").status_code == 401
