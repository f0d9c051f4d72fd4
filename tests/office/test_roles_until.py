"""Roles that are granted to a day end with it, by themselves; what the officer still works on is told."""

import json
from datetime import date, timedelta

import pytest
from people import at, browser, department_of, people

from mingjian.core.errors import BadInput
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Entry, Officer
from mingjian.office.node.sweep import sweep_node
from mingjian.office.people import staff
from mingjian.office.people.consents import end_roles
from mingjian.office.people.permissions import may

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
LAST = date(2026, 11, 30)


def test_they_hold_to_the_end_of_the_day_and_no_longer() -> None:
    who = people("li", "security")
    staff.grant(who["li"], duty="work", roles=["officer"], by=who["security"], at=NOON, until=LAST)
    assert json.loads(Entry.objects.get(kind="officer_granted").body)["until"] == "2026-11-30"
    open_dossier(Opening("assistance", "D1", "某店", officer=who["li"]), by=who["li"], department=department_of("county"), at=NOON, given={"questions": "核实"})
    assert end_roles(at("2026-11-30 23:59")) is None
    told = end_roles(at("2026-12-01 00:01"))
    assert told is not None
    li = Officer.objects.get(username="li")
    assert li.roles == []
    assert not may(li, "clues.register")
    ended = json.loads(Entry.objects.get(kind="officer_roles_ended").body)
    assert (ended["roles"], ended["open_dossiers"]) == (["officer"], 1)
    assert end_roles(at("2026-12-01 00:02")) is None


def test_a_sweep_of_the_node_ends_them_and_a_later_grant_has_no_last_day() -> None:
    who = people("li", "security")
    staff.grant(who["li"], duty="work", roles=["officer"], by=who["security"], at=NOON, until=LAST)
    swept = sweep_node(NOON + timedelta(days=10))
    assert any("角色到期收回 1 人" in one.zh for one in swept.told)
    staff.grant(Officer.objects.get(username="li"), duty="work", roles=["officer"], by=who["security"], at=NOON + timedelta(days=10))
    assert Officer.objects.get(username="li").roles_until is None


def test_the_page_takes_a_last_day_and_says_in_words_what_is_wrong() -> None:
    who = people("li", "security")
    client = browser(who["security"])
    address = f"/staff/officers/{who['li'].pk}/grant"
    told = {"duty": "work", "roles": ["officer"]}
    for until, words in (("2020-01-01", "不能早于今天"), ("明天", "2026-12-31")):
        refused = client.post(address, {**told, "until": until})
        assert refused.status_code in {409, 422}
        assert words in refused.text
    assert client.post(address, {**told, "until": "2099-12-31"}).status_code == 302
    assert Officer.objects.get(username="li").roles_until == date(2099, 12, 31)
    assert 'value="2099-12-31"' in client.get(f"/staff/officers/{who['li'].pk}").text
    assert "角色到" in browser(Officer.objects.get(username="li")).get("/account").text
    with pytest.raises(BadInput, match="没有截止日"):
        staff.grant(who["li"], duty="work", roles=[], by=who["security"], at=NOON, until=LAST)
