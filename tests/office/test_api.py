"""Dossiers of any procedure, opened and walked through the API from their sheets alone."""

import json
from typing import Any

import pytest
from django.test import Client
from people import at, department_of, people

from mingjian.core.procedure import rulebook
from mingjian.office.institution import kept
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ask(officer: Officer, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    key = make_key(officer, "test", at=at("2026-11-24 09:00"))
    answer = Client().generic(method, path, json.dumps(body or {}), content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, json.loads(answer.content)


def test_a_dossier_is_opened_once_under_its_key() -> None:
    li = people("li")["li"]
    Officer.objects.update(roles=sorted(rulebook().vocabularies["roles"]))
    sheet = rulebook().sheet("joint_conference", at("2026-11-24 09:00").date())
    plain = {"choice": "", "date": "2026-11-24", "datetime": "2026-11-24T09:00+08:00", "amount": "1", "number": 1, "officer": li.pk}
    needs = [paper for paper in sheet.steps[str(sheet.opening)].needs if paper.required]
    papers = {paper.name: paper.options[0][0] if paper.options else plain.get(paper.kind, "农资") for paper in needs}
    sent = {"procedure": "joint_conference", "title": "冬季农资联席会议", "key": "j-1", "papers": papers}
    status, told = ask(Officer.objects.get(), "POST", "/api/dossiers", sent)
    assert status == 201, told
    assert ask(Officer.objects.get(), "POST", "/api/dossiers", sent)[1]["number"] == told["number"]
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("procedure", [name for name in rulebook().procedures() if not ((held := kept(name)) and held.opened_at)])
def test_every_procedure_says_what_its_opening_needs_or_opens(procedure: str) -> None:
    li = people("li")["li"]
    Officer.objects.update(roles=["officer", "head", *sorted(set(rulebook().vocabularies["roles"]) - {"officer", "head"})])
    status, told = ask(Officer.objects.get(pk=li.pk), "POST", "/api/dossiers", {"procedure": procedure, "title": "试办"})
    assert status in {201, 409}, told
    if status == 409:
        assert "还缺少" in told["detail"], told
        assert not Dossier.objects.exists()
    else:
        assert told["steps_open"] or told["is_closed"] or told["deadlines"]


def test_what_cannot_be_opened_is_refused() -> None:
    li = people("li")["li"]
    for sent, status in (
        ({"procedure": "clue", "title": "x"}, 422),
        ({"procedure": "nothing", "title": "x"}, 404),
        ({"procedure": "../../etc/passwd", "title": "x"}, 404),
        ({"procedure": "joint_conference", "title": " "}, 422),
    ):
        assert ask(li, "POST", "/api/dossiers", sent)[0] == status, sent
    assert department_of("county").dossiers.count() == 0
