"""What was done to several dossiers at once is undone for all of them, each by a step of its own; what cannot be is named."""

import re

import pytest
from django.utils.timezone import now
from people import at, browser

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOW = at("2026-11-24 09:30")


def clue(by: Officer, n: int) -> Dossier:
    return register(Intake("platform", "刷单", platform="yunjishi", shop_id=f"S{n}"), by=by, at=NOW).dossier


def hidden(page: str, name: str) -> list[str]:
    """Return the hidden values of a name in the form that undoes."""
    form = page.partition('id="undo"')[2].partition("</form>")[0]
    return re.findall(rf'name="{name}"\s+value="([^"]*)"', form)


def dispatched(who: Who, both: list[Dossier]) -> str:
    sent = {"step": "dispatch", "dossier": [one.number for one in both], "dispatch-key": "k1", "dispatch-department": who["zhao"].department_id}
    return browser(who["li"]).post("/dossiers/together", sent).content.decode()


def test_a_batch_is_undone_on_the_page_that_tells_of_it(who: Who) -> None:
    """Improvement 12 of the desk: undo after bulk actions."""
    both = [clue(who["li"], n) for n in range(2)]
    due = set(both[0].deadlines.values_list("name", "due"))
    page = dispatched(who, both)
    assert hidden(page, "step") == ["withdraw_dispatch"]
    assert hidden(page, "dossier") == [one.number for one in both]
    sent = {"step": "withdraw_dispatch", "dossier": hidden(page, "dossier"), "seen": hidden(page, "seen"), "withdraw_dispatch-key": "k2"}
    refused = browser(who["li"]).post("/dossiers/together", sent)
    assert refused.status_code == 422
    told = browser(who["li"]).post("/dossiers/together", {**sent, "withdraw_dispatch-reason": "点错了部门"})
    assert "已办理 2 件" in told.content.decode()
    assert Entry.objects.filter(kind="withdraw_dispatch").count() == 2
    for one in both:
        one.refresh_from_db()
        assert (one.state, one.department_id) == ("registered", who["li"].department_id)
    assert set(both[0].deadlines.filter(closed_at=None).values_list("name", "due")) == due


def test_one_that_moved_on_meanwhile_is_named_and_left(who: Who) -> None:
    both = [clue(who["li"], n) for n in range(2)]
    page = dispatched(who, both)
    take(both[0], "accept", by=who["zhao"], at=now())
    sent = {"step": "withdraw_dispatch", "dossier": hidden(page, "dossier"), "seen": hidden(page, "seen")}
    told = browser(who["li"]).post("/dossiers/together", {**sent, "withdraw_dispatch-key": "k2", "withdraw_dispatch-reason": "点错了部门"}).content.decode()
    assert "已办理 1 件" in told
    assert both[0].number in told.partition('id="refused"')[2]
    both[0].refresh_from_db()
    assert both[0].state == "accepted"


def test_a_decision_on_several_is_revoked_for_all_though_it_is_else_revoked_one_by_one(who: Who) -> None:
    both = [clue(who["li"], n) for n in range(2)]
    for one in both:
        take(one, "accept", by=who["li"], at=NOW)
    sent = {"step": "join", "dossier": [one.number for one in both], "join-key": "k1", "join-joined_to": both[0].number}
    page = browser(who["li"]).post("/dossiers/together", sent).content.decode()
    assert (hidden(page, "step"), hidden(page, "dossier")) == (["separate"], [both[1].number])
    undo = {"step": "separate", "dossier": [both[1].number], "seen": hidden(page, "seen"), "separate-key": "k2", "separate-reason": "误并"}
    assert "已办理 1 件" in browser(who["li"]).post("/dossiers/together", undo).content.decode()
    both[1].refresh_from_db()
    assert both[1].state == "registered"


def test_a_step_without_a_way_back_says_so(who: Who) -> None:
    one = clue(who["li"], 1)
    page = browser(who["li"]).post("/dossiers/together", {"step": "accept", "dossier": [one.number], "accept-key": "k"}).content.decode()
    assert 'id="undo"' not in page
    assert "不能整批撤销" in page
