"""What officers are told: a digest at half past eight, alarms by stage and once each, what others handed over; in their own language."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from make import make_clue
from people import at, browser

from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services.alarms import stage_at, stages
from mingjian.institutions.notifications.services.encryption import hint_of, seal
from mingjian.institutions.notifications.sweeps import write
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Deadline, Officer
from mingjian.office.views.models import View

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
BEGAN = at("2026-11-20 09:00")


def reach(officer: Officer, **told: Any) -> Reach:
    Address.objects.create(officer=officer, channel="sms", sealed=seal("13800005678", ""), hint=hint_of("13800005678"), since=BEGAN)
    return Reach.objects.create(officer=officer, **{"since": BEGAN, **told})


clue_of = partial(make_clue, at=BEGAN)


def texts(cause: str) -> list[str]:
    return [f"{one.subject}\n{one.text}" for one in Message.objects.filter(cause=cause).order_by("pk")]


def test_a_digest_is_written_once_a_day_from_half_past_eight_on_even_where_the_node_was_down_then(who: Who) -> None:
    clue = clue_of(who["wang"], due="2026-11-25 23:59")
    reach(who["li"], has_alarms=False)
    write(at("2026-11-24 08:29"))
    assert texts("digest") == []
    for when in ("2026-11-24 08:30", "2026-11-24 08:31", "2026-11-24 19:00"):
        write(at(when))
    told = texts("digest")
    assert len(told) == 1
    assert told[0].startswith("明鉴：11-24")
    assert clue.number in told[0]
    assert "等您办理" in told[0]
    write(at("2026-11-25 15:00"))
    assert len(texts("digest")) == 2


def test_a_digest_comes_on_the_days_and_in_the_language_that_the_officer_chose(who: Who) -> None:
    reach(who["li"], digest="working", language="en")
    reach(who["wang"], digest="off")
    reach(who["zhao"], since=at("2026-11-28 12:00"))
    write(at("2026-11-28 12:30"))  # a Saturday
    assert texts("digest") == []
    write(at("2026-11-30 09:00"))
    assert [(one.officer.username, one.subject[:9]) for one in Message.objects.filter(cause="digest").order_by("pk")] == [
        ("li", "Mingjian:"),
        ("zhao", "明鉴：11-30 "),
    ]


def test_an_alarm_is_told_three_days_one_day_and_hours_before_and_once_missed_each_once(who: Who) -> None:
    clue_of(who["wang"], due="2026-11-26 23:59")
    reach(who["li"], digest="off")
    assert told_at("2026-11-23 08:29") == []
    for when, words in (("2026-11-23 08:30", "提前 3 天"), ("2026-11-25 08:30", "提前 1 天"), ("2026-11-26 14:00", "数小时"), ("2026-11-27 08:30", "已逾期")):
        told = told_at(when)
        assert len(told) == 1
        assert words in told[0]
        assert told_at(when) == []
    assert told_at("2026-12-09 08:30") == []


def test_a_clock_that_waits_for_the_head_is_told_to_the_head_whoever_works_on_the_dossier(who: Who) -> None:
    """It is due for the head alone: that an officer of the department works on the clue must not leave it told to nobody."""
    dossier = clue_of(who["li"]).dossier
    take(dossier, "accept", by=who["li"], at=BEGAN)
    take(dossier, "conclude_check", by=who["li"], at=BEGAN, given={"check_result": "属实", "proposal": "file"})
    Deadline.objects.filter(dossier=dossier).update(due=at("2026-11-26 23:59"), unit="working_days", opened_at=BEGAN)
    for name in ("li", "wang", "zhao"):
        reach(who[name], digest="off")
    write(at("2026-11-25 09:00"))
    assert [one.officer.username for one in Message.objects.filter(cause="alarm")] == ["wang"]


def told_at(when: str) -> list[str]:
    before = set(Message.objects.values_list("pk", flat=True))
    write(at(when))
    return [f"{one.subject}\n{one.text}" for one in Message.objects.exclude(pk__in=before)]


def test_one_that_is_extended_has_its_alarms_anew_and_what_lies_before_its_beginning_is_none(who: Who) -> None:
    clue_of(who["wang"], due="2026-11-26 23:59")
    reach(who["li"], digest="off")
    assert len(told_at("2026-11-25 09:00")) == 1
    Deadline.objects.update(due=at("2026-11-30 23:59"))
    assert len(told_at("2026-11-27 09:00")) == 1
    short = Deadline(unit="hours", opened_at=BEGAN, due=BEGAN + timedelta(hours=24))
    assert [name for name, _ in stages(short)] == ["hours", "missed"]
    assert stage_at(short, BEGAN + timedelta(hours=17)) == ""
    assert stage_at(short, BEGAN + timedelta(hours=18)) == "hours"


def test_whose_clocks_are_told_is_chosen(who: Who) -> None:
    clue = clue_of(who["wang"], due="2026-11-26 23:59")
    clue.dossier.officer = who["wang"]
    clue.dossier.save()
    reach(who["li"], digest="off")
    reach(who["wang"], digest="off")
    reach(who["zhao"], digest="off", scope="department")  # of the next county
    write(at("2026-11-25 09:00"))
    assert {one.officer.username for one in Message.objects.filter(cause="alarm")} == {"wang"}
    Reach.objects.filter(officer=who["li"]).update(scope="department")
    write(at("2026-11-25 09:01"))
    assert {one.officer.username for one in Message.objects.filter(cause="alarm")} == {"wang", "li"}


def test_what_others_handed_over_is_told_once_and_what_one_took_up_is_not(who: Who) -> None:
    reach(who["li"], digest="off", has_alarms=False)
    given, taken = clue_of(who["wang"]), clue_of(who["li"])
    for clue in (given, taken):
        clue.dossier.officer = who["li"]
        clue.dossier.save()
    write(at("2026-11-24 10:00"))
    assert len(texts("handed")) == 1
    assert given.number in texts("handed")[0]
    assert taken.number not in texts("handed")[0]
    write(at("2026-11-24 10:01"))
    assert len(texts("handed")) == 1
    for officer in ("wang", "li"):  # taken away and given back
        given.dossier.officer = who[officer]
        given.dossier.save()
        Reach.objects.get_or_create(officer=who["wang"], defaults={"since": BEGAN, "digest": "off", "has_alarms": False})
        Address.objects.get_or_create(officer=who["wang"], channel="sms", defaults={"sealed": seal("1", ""), "hint": "", "since": BEGAN})
        write(at("2026-11-24 11:00"))
    assert [one.officer.username for one in Message.objects.filter(cause="handed").order_by("pk")] == ["li", "li"]


def test_whoever_left_is_told_nothing(who: Who) -> None:
    clue_of(who["wang"], due="2026-11-25 23:59")
    reach(who["li"])
    who["li"].is_active = False
    who["li"].save()
    write(at("2026-11-24 09:00"))
    assert Message.objects.count() == 0


def test_an_officer_chooses_what_is_told_enters_addresses_and_tries_them(who: Who) -> None:
    page = browser(who["li"])
    assert page.post("/notifications/addresses/sms/trial").status_code == 409
    refused = page.post("/notifications/addresses/sms", {"address": "no number", "is_on": "on"})
    assert refused.status_code == 422
    assert "这不像此渠道的地址" in refused.content.decode()
    assert page.post("/notifications/addresses/nothing", {"address": "1"}).status_code == 404
    assert page.post("/notifications/addresses/sms", {"address": "13800005678", "is_on": "on"}).status_code == 302
    kept = Address.objects.get()
    assert "13800005678" not in f"{kept.sealed} {page.get('/notifications').content.decode()}"
    assert kept.hint == "…5678"
    assert page.post("/notifications/addresses/sms/trial").status_code == 302
    assert Message.objects.get().cause == "trial"
    assert page.post("/notifications/reach", {"digest": "working", "scope": "department", "language": "en"}).status_code == 302
    assert list(Reach.objects.values_list("digest", "scope", "language", "has_alarms")) == [("working", "department", "en", False)]
    assert page.post("/notifications/reach", {"digest": "hourly", "scope": "mine", "language": "en"}).status_code == 422
    assert page.post("/notifications/addresses/sms", {"address": ""}).status_code == 302  # off, and kept
    assert (Address.objects.get().is_on, Address.objects.get().sealed) == (False, kept.sealed)
    assert page.post("/notifications/addresses/sms/remove").status_code == 302
    assert Address.objects.count() == 0
    assert "节点告警发生时" in browser(who["auditor"]).get("/notifications").content.decode()  # who keeps the node is told of it, and of no deadline
    assert browser(who["auditor"]).post("/notifications/reach", {"digest": "daily", "scope": "mine", "language": "en"}).status_code == 403


def test_a_view_that_an_officer_wants_to_be_told_of_is_told_when_its_count_changed_and_never_by_its_name(who: Who) -> None:
    clue_of(who["wang"])
    reach(who["li"], has_alarms=False)
    client = browser(who["li"])
    client.post("/views", {"path": "/clues", "query": "state=open", "name": "张三的店"})
    view = View.objects.get(officer=who["li"])
    assert client.post(f"/views/{view.pk}/told", {"on": "1"}).status_code == 302
    write(at("2026-11-24 08:30"))
    assert "您的视图" not in texts("digest")[0]
    clue_of(who["wang"])
    write(at("2026-11-25 08:30"))
    assert "您的视图（线索）：2 件，上次 1 件" in texts("digest")[1]
    assert "张三" not in texts("digest")[1]
    write(at("2026-11-26 08:30"))
    assert "您的视图" not in texts("digest")[2]
    clue_of(who["wang"])
    client.post(f"/views/{view.pk}/told", {"on": ""})
    write(at("2026-11-27 08:30"))
    assert "您的视图" not in texts("digest")[3]
