"""A system that is called hears of every change that its officer may read, once, signed, in order, and again when it was away."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from make import free_port, make_clue
from people import at
from receivers import Hook, listening, takes

from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services import changes
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.services.measures import measured
from mingjian.institutions.notifications.sweeps import send, write
from mingjian.office.models import Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
BEGAN = at("2026-11-20 09:00")
SECRET = "共享密钥"  # noqa: S105 - of this test


@pytest.fixture
def hook(settings: Any) -> Iterator[Hook]:
    made = Hook(takes, free_port())
    settings.WEBHOOK_HOSTS = frozenset({f"127.0.0.1:{made.port}"})
    with listening(made):
        yield made


def hooked(officer: Officer, url: str) -> None:
    Address.objects.create(officer=officer, channel="webhook", sealed=seal(url, SECRET), hint="", since=BEGAN)
    Reach.objects.create(officer=officer, since=BEGAN, has_handed=False, has_alarms=False, digest="off")


def told_by(hook: Hook) -> list[dict[str, Any]]:
    return [row for post in hook.got for row in post.told.get("changes", [])]


def asked(key: str, after: int) -> Any:
    return Client().get(f"/api/changes?after={after}&limit=1000", headers={"Authorization": f"Bearer {key}"}).json()


@pytest.fixture
def key(who: Who) -> str:
    return make_key(who["li"], "test", at=BEGAN)


def test_every_change_that_one_may_read_arrives_once_as_the_api_has_it(who: Who, key: str, hook: Hook) -> None:
    make_clue(who["li"], at=BEGAN)  # before the system was entered: it asks for these itself
    hooked(who["li"], hook.url)
    write(BEGAN)
    after = asked(key, 0)["next"]
    made = [make_clue(who["li"], at=BEGAN + timedelta(minutes=nth), shop_name="盛信鞋店") for nth in range(3)]
    theirs = make_clue(who["zhao"], at=BEGAN)
    for nth in range(1, 4):
        write(BEGAN + timedelta(minutes=nth))
        send(BEGAN + timedelta(minutes=nth))
    api = asked(key, after)
    assert [{**row, "at": ""} for row in told_by(hook)] == [{**row, "at": ""} for row in api["changes"]]
    assert {row["dossier"] for row in told_by(hook)} == {clue.dossier.number for clue in made}
    assert theirs.dossier.number not in str([post.body for post in hook.got])
    assert hook.got[-1].told["next"] == api["next"]
    for post in hook.got:
        signed = hmac.new(SECRET.encode(), post.headers["x-mingjian-timestamp"].encode() + b"\n" + post.body, hashlib.sha256).hexdigest()
        assert post.headers["x-mingjian-signature"] == signed
        assert "盛信鞋店".encode() not in post.body


def test_a_system_that_was_away_hears_all_of_it_in_parts_under_the_keys_of_before(who: Who, key: str, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "AT_ONCE", 2)
    hooked(who["li"], hook.url)
    write(BEGAN)
    before = asked(key, 0)["next"]
    hook.judge = lambda _: (503, {})
    made = [make_clue(who["li"], at=BEGAN) for _ in range(5)]
    write(BEGAN)
    send(BEGAN)
    tried = {post.headers["idempotency-key"] for post in hook.got}
    assert {one.state for one in Message.objects.all()} == {"queued"}
    hook.got.clear()
    hook.judge = takes
    send(BEGAN + timedelta(hours=1))
    assert tried
    assert {post.headers["idempotency-key"] for post in hook.got} >= tried
    assert {one.state for one in Message.objects.all()} == {"sent"}
    assert sorted(row["index"] for row in told_by(hook)) == [row["index"] for row in asked(key, before)["changes"]]
    assert {row["dossier"] for row in told_by(hook)} == {clue.dossier.number for clue in made}
    assert max(len(post.told["changes"]) for post in hook.got) == 2


def test_what_waits_and_what_was_given_up_is_measured_by_channel(who: Who, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    hooked(who["li"], hook.url)
    write(BEGAN)
    hook.judge = lambda _: (503, {})
    make_clue(who["li"], at=BEGAN)
    write(BEGAN)
    send(BEGAN)

    def measures(at: Any) -> dict[str, float]:
        return {one.name: one.values["webhook"] for one in measured(at)}

    assert measures(BEGAN + timedelta(hours=2)) == {
        "mingjian_messages_waiting": 1.0, "mingjian_messages_failed": 0.0, "mingjian_message_oldest_seconds": 7200.0,
    }  # fmt: skip
    assert {value for one in measured(BEGAN) for name, value in one.values.items() if name != "webhook"} == {0.0}
    send(BEGAN + timedelta(days=3, hours=1))
    assert measures(BEGAN + timedelta(days=3, hours=2)) == {
        "mingjian_messages_waiting": 0.0, "mingjian_messages_failed": 1.0, "mingjian_message_oldest_seconds": 0.0,
    }  # fmt: skip
