"""An open page of a dossier asks whether somebody has moved it: no more is told, and to nobody who may not see it."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from letters import sent
from people import at, browser

from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
MORNING = at("2026-11-02 09:00")


def test_a_page_is_told_once_the_dossier_was_moved(who: dict[str, Officer]) -> None:
    assert who["li"].department is not None
    dossier = open_dossier(Opening("assistance", "D1", "某鞋店"), by=who["li"], department=who["li"].department, at=MORNING, given={"questions": "核实"})
    page = browser(who["li"]).get("/dossiers/D1", follow=True).content.decode()
    asked = f"/dossiers/D1/moved?seen={dossier.steps_taken}"
    assert f'data-watch="{asked}" hidden' in page
    assert browser(who["li"]).get(asked).status_code == 204
    sent(dossier, MORNING)
    before = Entry.objects.count()
    moved = browser(who["li"]).get(asked)
    assert (moved.status_code, moved.content) == (200, b"")
    assert Entry.objects.count() == before, "asking leaves no trace"
    assert browser(who["li"]).get("/dossiers/D1/moved?seen=\x00%F0%9F%92%A9").status_code == 200


def test_whoever_may_not_see_it_learns_nothing(who: dict[str, Officer]) -> None:
    assert who["li"].department is not None
    open_dossier(Opening("assistance", "D1", "某鞋店"), by=who["li"], department=who["li"].department, at=MORNING, given={"questions": "核实"})
    assert browser(who["zhou"]).get("/dossiers/D1/moved?seen=1").status_code == 404
    assert Client().get("/dossiers/D1/moved?seen=1").status_code == 302


def test_what_a_page_asks_by_itself_keeps_no_session_alive(who: dict[str, Officer], settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert who["li"].department is not None
    open_dossier(Opening("assistance", "D1", "某鞋店"), by=who["li"], department=who["li"].department, at=MORNING, given={"questions": "核实"})
    page, clock = browser(who["li"]), [time.time()]
    monkeypatch.setattr("mingjian.office.web.limits.time", SimpleNamespace(time=lambda: clock[0]))
    page.get("/dossiers/D1", follow=True)
    for _ in range(settings.IDLE - 1):
        clock[0] += 60
        assert page.get("/dossiers/D1/moved?seen=1").status_code in (200, 204)
    clock[0] += 130
    assert page.get("/dossiers/D1/moved?seen=1").status_code == 302
