"""The tray of second signatures: each is read whole and signed by itself; what is refused stays with why, and hinders no other."""

import pytest
from people import at, browser, department_of

from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")


def half_signed(number: str, who: Who) -> Dossier:
    """A request for assistance that its officer has signed, and whose head is to sign."""
    assert who["li"].department is not None
    about = Opening("assistance", number, f"某鞋店{number}")
    made = open_dossier(about, by=who["li"], department=who["li"].department, at=MORNING, given={"questions": f"核实{number}的经营地"})
    take(made, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": f"协{number}号"})
    return made


def mark(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return f"{dossier.number}:send:{dossier.steps_taken}"


def test_all_that_wait_are_read_and_signed_by_one_click_with_an_entry_each(who: Who) -> None:
    first, second, third = (half_signed(number, who) for number in ("D1", "D2", "D3"))
    wang = browser(who["wang"])
    assert "阅看并签署全部第二签名" in wang.get("/").content.decode()
    page = wang.get("/signatures").content.decode()
    for dossier in (first, second, third):
        assert f'value="{mark(dossier)}">' in page
        assert f"协{dossier.number}号" in page, "what the first signed is read here"
    assert " checked" not in page, "whoever signs ticks each after reading it"
    before = Entry.objects.count()
    reply = wang.post("/signatures", {"key": "k1", "sign": [mark(first), mark(second)]}, follow=True)
    assert "已签署 2 项" in reply.content.decode()
    assert f'value="{mark(third)}"' in reply.content.decode()
    signed = [(one.dossier_id, one.kind, one.officer_id) for one in Entry.objects.order_by("index")[before:] if one.kind == "send"]
    assert signed == [(first.pk, "send", who["wang"].pk), (second.pk, "send", who["wang"].pk)]


def test_what_is_refused_stays_with_why_and_the_others_are_signed(who: Who) -> None:
    first, second = half_signed("D1", who), half_signed("D2", who)
    stale = mark(first)
    first.steps_taken += 1
    first.save()
    reply = browser(who["wang"]).post("/signatures", {"key": "k1", "sign": [stale, mark(second), "D9:send:1", "x", "D2:nothing:1"]})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "页面打开之后已有他人办理此卷宗" in page
    assert "已签署 1 项" in page
    second.refresh_from_db()
    assert not second.proposals.exists()
    assert first.proposals.exists()


def test_nobody_signs_their_own_or_what_nobody_signed_first(who: Who) -> None:
    dossier = half_signed("D1", who)
    li = browser(who["li"])
    assert "没有待您第二签名的步骤" in li.get("/signatures").content.decode()
    assert "已经不等待您的签名" in li.post("/signatures", {"sign": [mark(dossier)]}).content.decode()
    dossier.proposals.all().delete()
    assert "已经不等待您的签名" in browser(who["wang"]).post("/signatures", {"sign": [mark(dossier)]}).content.decode()
    assert not Entry.objects.filter(kind="send").exists()
    half_signed("D2", who)
    assert "已经不等待您的签名" in browser(who["zhou"]).post("/signatures", {"sign": ["D2:send:1"]}).content.decode()
    assert not Entry.objects.filter(kind="send").exists()


def test_the_same_click_twice_signs_once_and_nothing_ticked_is_said(who: Who) -> None:
    dossier, wang = half_signed("D1", who), browser(who["wang"])
    sent = {"key": "k1", "sign": [mark(dossier)]}
    wang.post("/signatures", sent)
    wang.post("/signatures", sent)
    assert Entry.objects.filter(kind="send").count() == 1
    assert "请先勾选" in wang.post("/signatures", {"key": "k2"}, follow=True).content.decode()
