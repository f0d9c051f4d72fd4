"""Notes on a dossier: for the own department, apart from steps and ledger; whom they name is told at home and through the outbox."""

from functools import partial

import pytest
from make import make_clue
from people import at, browser, department_of

from mingjian.institutions.notifications.models import Address, Mention, Message, Note, Reach
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.office.models import Entry, Officer, Seat

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
BEGAN = at("2026-11-20 09:00")

clue_of = partial(make_clue, at=BEGAN)


def test_a_note_is_seen_by_the_own_department_alone_and_is_not_in_the_ledger(who: Who) -> None:
    clue = clue_of(who["li"])
    Seat.objects.create(dossier=clue.dossier, department=department_of("neighbour"), since=BEGAN)
    entries, steps = Entry.objects.count(), clue.dossier.steps_taken
    reply = browser(who["li"]).post(f"/notifications/notes/{clue.number}", {"text": "<b>平台</b>已回电"})
    assert reply.status_code == 302
    own = browser(who["wang"]).get(clue.get_absolute_url()).content.decode()
    assert "&lt;b&gt;平台&lt;/b&gt;已回电" in own
    assert "不入台账" in own
    other = browser(who["zhao"]).get(clue.get_absolute_url())
    assert other.status_code == 200
    assert "已回电" not in other.content.decode()
    assert "已回电" not in browser(who["zhao"]).get(f"/notifications/notes/{clue.number}").content.decode()
    assert browser(who["zhou"]).get(f"/notifications/notes/{clue.number}").status_code == 404
    clue.dossier.refresh_from_db()
    assert (Entry.objects.count(), clue.dossier.steps_taken) == (entries, steps)


def test_whom_a_note_names_is_told_at_home_and_through_the_outbox_until_they_have_seen_it(who: Who) -> None:
    clue = clue_of(who["li"])
    Officer.objects.filter(pk=who["wang"].pk).update(name_zh="王建国")
    Reach.objects.create(officer=who["wang"], since=BEGAN)
    Address.objects.create(officer=who["wang"], channel="sms", sealed=seal("13800005678", ""), hint="…5678", since=BEGAN)
    told = browser(who["li"]).post(f"/notifications/notes/{clue.number}", {"text": "@王建国请看平台的回复，@zhao 也看"}, follow=True).content.decode()
    assert "没有这个姓名的同事：zhao" in told  # of another department
    message = Message.objects.get()
    assert (message.officer, message.cause) == (who["wang"], "mention")
    assert clue.number in message.subject
    assert "平台" not in f"{message.subject}{message.text}"
    home = browser(who["wang"]).get("/").content.decode()
    assert "提到您的备注" in home
    assert f"/notifications/notes/{clue.number}" in home
    browser(who["wang"]).get(f"/notifications/notes/{clue.number}")
    assert "提到您的备注" not in browser(who["wang"]).get("/").content.decode()
    assert Mention.objects.get().seen_at is not None


def test_a_tick_names_too_and_nobody_of_another_department_can_be_named(who: Who) -> None:
    clue = clue_of(who["li"])
    page = browser(who["li"])
    assert page.post(f"/notifications/notes/{clue.number}", {"text": "请看", "named": [str(who["wang"].pk)]}).status_code == 302
    assert [one.officer for one in Mention.objects.all()] == [who["wang"]]
    assert page.post(f"/notifications/notes/{clue.number}", {"text": "请看", "named": [str(who["zhao"].pk)]}).status_code == 422
    assert page.post(f"/notifications/notes/{clue.number}", {"text": " "}).status_code == 422
    assert page.post(f"/notifications/notes/{clue.number}", {"text": "长" * 2001}).status_code == 422
    assert Note.objects.count() == 1


def test_its_author_withdraws_a_note_and_nobody_else(who: Who) -> None:
    clue = clue_of(who["li"])
    browser(who["li"]).post(f"/notifications/notes/{clue.number}", {"text": "写错了 @wang"})
    note = Note.objects.get()
    assert browser(who["wang"]).post(f"/notifications/notes/{note.pk}/withdraw").status_code == 404
    assert browser(who["li"]).post(f"/notifications/notes/{note.pk}/withdraw").status_code == 302
    note.refresh_from_db()
    assert (note.text, Mention.objects.count()) == ("", 0)
    assert "写错了" not in browser(who["wang"]).get(clue.get_absolute_url()).content.decode()


def test_a_note_for_ones_own_eyes_is_read_by_nobody_else_and_tells_nobody(who: Who) -> None:
    clue = clue_of(who["li"])
    where = f"/notifications/notes/{clue.number}"
    assert browser(who["li"]).post(where, {"text": "店主说话前后不一，先看流水", "is_own": "on"}).status_code == 302
    for page in (where, clue.get_absolute_url()):
        own, colleague = (browser(who[one]).get(page).content.decode() for one in ("li", "wang"))
        assert "先看流水" in own
        assert "仅自己可见" in own
        assert "先看流水" not in colleague
    refused = browser(who["li"]).post(where, {"text": "请看", "is_own": "on", "named": [str(who["wang"].pk)]})
    assert refused.status_code == 422
    assert "仅自己可见的备注不能提醒他人" in refused.content.decode()
    assert (Note.objects.count(), Mention.objects.count()) == (1, 0)
    browser(who["li"]).post(where, {"text": "都看看"})
    assert "都看看" in browser(who["wang"]).get(where).content.decode()
    assert Note.objects.filter(is_own=True).count() == 1
