"""Who keeps the node is told of its alarms by the channels: once when one is raised, once when it is over, and nothing of what was found."""

from datetime import timedelta

import pytest
from people import at, browser, people

from mingjian.core.language import Text
from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.services.node_alarms import write_node_alarms
from mingjian.office.models import Officer
from mingjian.office.node.alarms import end_alarm, raise_alarm

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
FOUND = Text("C2026-0000001 的名称现为“张三”", "C2026-0000001: title is now 'Zhang San'")


def reached(officer: Officer, language: str = "zh-hans") -> None:
    Reach.objects.create(officer=officer, language=language, since=NOON)
    Address.objects.create(officer=officer, channel="mail", sealed=seal(f"{officer.username}@example.org", ""), hint="…org", since=NOON)


def test_an_alarm_is_told_once_and_once_that_it_is_over() -> None:
    who = people("li", "system", "security", "auditor")
    for name in ("li", "system", "auditor"):
        reached(who[name], "en" if name == "auditor" else "zh-hans")
    raise_alarm("audit", FOUND, NOON)
    assert [write_node_alarms(NOON), write_node_alarms(NOON + timedelta(days=9))] == [2, 0]  # not to whoever works, nor to whom no channel reaches
    assert {(one.officer.username, one.subject) for one in Message.objects.all()} == {
        ("system", "明鉴：节点告警：audit"),
        ("auditor", "Mingjian: alarm of the node: audit"),
    }
    told = Message.objects.get(officer=who["system"])
    assert told.link == "/node"
    assert "2026-11-24 12:00" in told.text
    assert not any(word in told.text + told.subject for word in ("张三", "C2026"))
    end_alarm("audit", NOON + timedelta(hours=1))
    assert [write_node_alarms(NOON + timedelta(hours=2)), write_node_alarms(NOON + timedelta(hours=3))] == [2, 0]
    assert "已解除" in Message.objects.filter(officer=who["system"])[0].subject


def test_what_is_over_before_anybody_was_told_of_it_is_no_news() -> None:
    reached(people("system")["system"])
    raise_alarm("ledger", FOUND, NOON)
    end_alarm("ledger", NOON + timedelta(minutes=1))
    assert write_node_alarms(NOON + timedelta(minutes=2)) == 0


def test_administrators_enter_and_try_an_address_of_their_own() -> None:
    who = people("security")
    page = browser(who["security"])
    assert page.post("/notifications/addresses/mail", {"address": "s@example.org", "is_on": "on"}).status_code == 302
    assert page.post("/notifications/addresses/mail/trial").status_code == 302
    assert "试发" in page.get("/notifications").content.decode()
    raise_alarm("audit", FOUND, NOON)
    assert write_node_alarms(NOON) == 1
    assert page.post("/notifications/addresses/mail/remove").status_code == 302
    assert Address.objects.count() == 0
