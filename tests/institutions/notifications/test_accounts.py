"""An officer is told what administrators ask and do about the own account, whatever else is switched off."""

import pytest
from people import at, people

from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services.accounts import write_accounts
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.office.people import consents

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")


def test_each_stage_is_told_once_by_every_way() -> None:
    who = people("li", "system", "security")
    Reach.objects.create(officer=who["li"], digest="off", has_alarms=False, has_handed=False, has_mentions=False, since=NOON)
    Address.objects.create(officer=who["li"], channel="mail", sealed=seal("li@example.org", ""), hint="l…", since=NOON)
    consents.ask(who["li"], "factor", why="手机丢失", by=who["system"], at=NOON)
    assert [write_accounts(NOON), write_accounts(NOON)] == [1, 0]
    consents.give(consents.waiting().get(), by=who["security"], at=NOON)
    assert [write_accounts(NOON), write_accounts(NOON)] == [1, 0]
    later, first = Message.objects.order_by("-pk")
    assert "申请" in first.subject
    assert not [name for name in ("system", "security") for one in (first, later) if name in one.subject + one.text]  # the page names them
    assert "请立即告知审计员" in later.text
    assert later.link == "/account"
    assert "手机丢失" not in first.text + later.text


def test_whoever_has_no_way_is_not_told_and_nothing_breaks() -> None:
    who = people("li", "system")
    consents.ask(who["li"], "password", why="忘记", by=who["system"], at=NOON)
    assert write_accounts(NOON) == 0
