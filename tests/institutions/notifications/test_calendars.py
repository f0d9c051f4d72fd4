"""Calendars behind a secret address: read by a calendar's own library, never by whoever lacks the address, and gone once revoked."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import partial

import icalendar
import pytest
from django.db import connection
from django.test import Client
from make import make_clue
from people import at, browser

from mingjian.institutions.notifications.models import Feed
from mingjian.office.models import Deadline, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
BEGAN = at("2026-11-20 09:00")

clue_of = partial(make_clue, at=BEGAN, due="2026-12-01 23:59", shop_name="盛信鞋店", platform="甲网", content="李四海 13912345678")


def address_in(page: str) -> str:
    return re.search(r"http://testserver(/calendar/[\w-]{40,}\.ics)", page)[1]  # type: ignore[index]  # a test fails where there is none


def opened(officer: Officer) -> str:
    return address_in(browser(officer).post("/notifications/calendars", {"name": "手机"}).content.decode())


def test_a_reader_without_account_gets_the_deadlines_by_their_days_and_nothing_personal(who: Who, settings: pytest.FixtureRequest) -> None:
    settings.CONSOLE = "https://mingjian.example"  # type: ignore[attr-defined]
    clue = clue_of(who["wang"])
    reply = Client().get(opened(who["li"]))
    assert reply["Content-Type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(reply.content).walk("VEVENT")
    assert len(events) == Deadline.objects.filter(dossier=clue.dossier).count() > 0
    assert events[0].decoded("dtstart") == date(2026, 12, 1)
    assert events[0].decoded("dtend") == date(2026, 12, 2)
    assert clue.number in str(events[0]["summary"])
    assert str(events[0]["url"]) == f"https://mingjian.example/clues/{clue.number}"
    unfolded = reply.content.decode().replace("\r\n ", "")
    assert [word for word in ("盛信", "李四海", "13912345678", "甲网", who["li"].name_zh + "@", clue.dossier.title) if word in unfolded] == []
    assert Client().get("/calendar/x.ics").status_code == 404
    neighbour = Client().get(opened(who["zhao"]))
    assert icalendar.Calendar.from_ical(neighbour.content).walk("VEVENT") == []


def test_what_did_not_change_is_not_sent_again(who: Who) -> None:
    clue_of(who["wang"])
    address = opened(who["li"])
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Deadline.objects.update(due=at("2026-12-03 23:59"))
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_is_counted_in_hours_stands_at_its_instant(who: Who) -> None:
    clue_of(who["wang"])
    Deadline.objects.update(unit="hours", due=at("2026-11-24 16:30"))
    event = icalendar.Calendar.from_ical(Client().get(opened(who["li"])).content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == at("2026-11-24 16:30")


def test_an_address_is_shown_once_listed_with_its_last_use_renewed_and_revoked(who: Who) -> None:
    page, address = browser(who["li"]), opened(who["li"])
    assert address not in page.get("/notifications").content.decode()
    assert "尚未读取" in page.get("/notifications").content.decode()
    assert Client().get(address).status_code == 200
    assert "尚未读取" not in page.get("/notifications").content.decode()
    feed = Feed.objects.get()
    assert address[10:-4] not in feed.sha256
    assert browser(who["wang"]).post(f"/notifications/calendars/{feed.pk}/revoke").status_code == 404
    renewed = address_in(page.post(f"/notifications/calendars/{feed.pk}/renew").content.decode())
    assert (Client().get(address).status_code, Client().get(renewed).status_code) == (404, 200)
    assert page.post(f"/notifications/calendars/{Feed.objects.get(revoked_at=None).pk}/revoke").status_code == 302
    assert Client().get(renewed).status_code == 404
    kinds = list(Entry.objects.filter(kind__startswith="calendar").order_by("index").values_list("kind", flat=True))
    assert kinds == ["calendar_opened", "calendar_revoked", "calendar_opened", "calendar_revoked"]
    assert not any(address[10:-4] in body for body in Entry.objects.values_list("body", flat=True))


def test_whoever_left_has_no_calendar_and_nobody_has_very_many(who: Who) -> None:
    address = opened(who["li"])
    for _ in range(9):
        opened(who["li"])
    assert browser(who["li"]).post("/notifications/calendars", {"name": "第十一个"}).status_code == 422
    assert browser(who["li"]).post("/notifications/calendars", {"name": " "}).status_code == 422
    who["li"].is_active = False
    who["li"].save()
    assert Client().get(address).status_code == 404


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Hold the database's only pen, and let nobody of this process wait long for it."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other, connection.cursor() as own:
        own.execute("PRAGMA busy_timeout=50")
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            own.execute("PRAGMA busy_timeout=20000")


@pytest.mark.django_db(transaction=True)
def test_a_reader_is_answered_though_another_writes_for_longer_than_anybody_waits(who: Who) -> None:
    clue_of(who["wang"])
    address = opened(who["li"])
    with somebody_writing():
        reply = Client().get(address)
    assert reply.status_code == 200
    assert icalendar.Calendar.from_ical(reply.content).walk("VEVENT")
    assert Feed.objects.get().used_at is None
    assert Client().get(address).status_code == 200
    assert Feed.objects.get().used_at is not None
