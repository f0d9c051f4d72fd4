"""Many notices through the API: tried, sent once under a key, their answers, what becomes of each row, and the call to a system of the sender's own."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from noticed import PAPERS, SENT, Who, captured, colleague_of, measures, of_kind
from people import browser
from receivers import Hook, listening, takes

from mingjian.institutions.notices.acts import take_notice_in
from mingjian.institutions.notices.models import Batch, Draft, Notice, Right
from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.sweeps import send, write
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"


@pytest.fixture
def holder(who: Who) -> Officer:
    return of_kind("青松公司", "right_holder", "right_holder")


class Caller:
    """A system with a key of an officer."""

    def __init__(self, officer: Officer) -> None:
        self.told = {"Authorization": f"Bearer {make_key(officer, 'x', at=SENT)}"}

    def get(self, path: str) -> Any:
        return Client().get(path, headers=self.told)

    def post(self, path: str, body: object = None) -> Any:
        return Client().post(path, json.dumps(body), content_type="application/json", headers=self.told)


def rows(*numbers: int, platform: str = "yunjishi") -> list[dict[str, str]]:
    return [{"address": f"{ITEM}{n}", "platform": platform, "note": f"第{n}款"} for n in numbers]


def test_a_preview_says_what_would_become_of_each_row_and_keeps_nothing(who: Who, holder: Officer) -> None:
    told = [*rows(1, 2), {"address": "乱写", "platform": "yunjishi"}, {"address": f"{ITEM}1", "platform": "云集市平台"}, {"address": f"{ITEM}9"}]
    reply = Caller(holder).post("/api/notices", {"papers": PAPERS, "rows": told, "preview": True, "key": "k"})
    assert reply.status_code == 200
    assert {name: reply.json()[name] for name in ("batch", "is_preview", "rows", "sent", "bad", "notices")} == {
        "batch": "", "is_preview": True, "rows": 5, "sent": 2, "bad": 3, "notices": [],
    }  # fmt: skip
    assert [(one["row"], bool(one["fault"]["zh"] and one["fault"]["en"])) for one in reply.json()["faults"]] == [(3, True), (4, True), (5, True)]
    assert not any(model.objects.exists() for model in (Notice, Right, Batch, Draft))
    assert not Entry.objects.filter(kind__startswith="notice").exists()


def test_the_same_request_under_its_key_is_done_once_and_another_is_refused(who: Who, holder: Officer) -> None:
    caller = Caller(holder)
    body = {"papers": PAPERS, "rows": [*rows(1, 2), {"address": "乱写", "platform": "yunjishi"}], "key": "2026-11-30/1"}
    first, again = caller.post("/api/notices", body), caller.post("/api/notices", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["sent"], first.json()["bad"], len(first.json()["notices"])) == (2, 1, 1)
    assert Notice.objects.count() == Batch.objects.count() == 1
    assert not Draft.objects.exists()
    other = caller.post("/api/notices", {**body, "rows": rows(3)})
    assert (other.status_code, other.json()["title"]) == (409, "StepRefused")
    assert Caller(colleague_of(holder)).post("/api/notices", {**body, "rows": rows(4)}).status_code == 201  # a key belongs to who gave it
    answers = caller.get(f"/api/notices/batches/{first.json()['batch']}?limit=2").json()
    assert ([one["row"] for one in answers["rows"]], answers["next"], answers["is_more"]) == ([1, 2], 2, True)
    rest = caller.get(f"/api/notices/batches/{first.json()['batch']}?after=2").json()
    assert ([one["notice"] for one in rest["rows"]], rest["is_more"]) == ([""], False)
    assert [one["row"] for one in caller.get(f"/api/notices/batches/{first.json()['batch']}?bad_only=true").json()["rows"]] == [3]


@pytest.mark.parametrize(
    ("papers", "told", "words"),
    [
        ({}, rows(1), "还缺少"), ({**PAPERS, "right_holder_name": " "}, rows(1), "权利人"), (PAPERS, [], "1 至"),
        (PAPERS, [{"address": f"{ITEM}1"}] * 100_001, "1 至"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_is_refused_in_words(who: Who, holder: Officer, papers: dict[str, str], told: list[Any], words: str) -> None:
    reply = Caller(holder).post("/api/notices", {"papers": papers, "rows": told})
    assert reply.status_code == 422
    assert words in reply.json()["detail"]
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "papers", [{"right": "wish"}, {"notice_guarantee": "no"}, {"right_until": "soon"}, {"true_identity": "某" * 301}, {"right": "Ω" * 5000}]
)
def test_what_holds_for_all_rows_and_is_wrong_is_said_at_each(who: Who, holder: Officer, papers: dict[str, str]) -> None:
    reply = Caller(holder).post("/api/notices", {"papers": {**PAPERS, **papers}, "rows": rows(1, 2)})
    assert reply.status_code == 201, reply.text
    assert (reply.json()["sent"], reply.json()["bad"]) == (0, 2)
    assert len(reply.json()["faults"][0]["fault"]["zh"]) > 5
    assert not Right.objects.exists()


def test_who_may_not_send_and_who_did_not_send_see_nothing(who: Who, holder: Officer) -> None:
    assert Caller(who["li"]).post("/api/notices", {"papers": PAPERS, "rows": rows(1)}).status_code == 403
    made = Caller(holder).post("/api/notices", {"papers": PAPERS, "rows": rows(1)}).json()
    stranger = Caller(of_kind("白鹭公司", "right_holder", "right_holder"))
    assert stranger.get(f"/api/notices/batches/{made['batch']}").status_code == 404
    assert stranger.post(f"/api/notices/batches/{made['batch']}/undo").status_code == 404
    assert stranger.get(f"/api/notices/{made['notices'][0]}").status_code == 404
    assert stranger.get("/api/notices").json() == {"rows": [], "next": "", "is_more": False}
    assert Client().get("/api/notices").status_code == 401


def test_what_was_sent_is_taken_back_by_the_api(who: Who, holder: Officer) -> None:
    caller = Caller(holder)
    made = caller.post("/api/notices", {"papers": PAPERS, "rows": rows(1)}).json()
    assert caller.post(f"/api/notices/batches/{made['batch']}/undo").json() == {"undone": 1, "refused": {}}
    assert [one["state"] for one in caller.get("/api/notices").json()["rows"]] == ["undone"]
    assert caller.post(f"/api/notices/batches/{made['batch']}/undo").status_code == 422


def test_taking_back_is_answered_as_before_under_its_key_which_stands_for_nothing_else(who: Who, holder: Officer) -> None:
    Department.objects.create(name_zh="甲网", name_en="Jia", kind="platform", level="state", region="330100", platform="jia")
    caller, two = Caller(holder), [*rows(1), {"address": "https://jia.example/item/2", "platform": "jia"}]
    first, other = (caller.post("/api/notices", {"papers": PAPERS, "rows": told}).json() for told in (two, rows(3)))
    undo, elsewhere = (f"/api/notices/batches/{made['batch']}/undo" for made in (first, other))
    told = caller.post(undo, {"key": "k" * 60})
    assert told.json() == {"undone": len(first["notices"]), "refused": {}}
    assert len(first["notices"]) == 2
    entered = Entry.objects.count()
    assert caller.post(undo, {"key": "k" * 60}).json() == told.json()
    assert caller.post(elsewhere, {"key": "k" * 60}).status_code == 409
    assert caller.post(undo, {"kee": "k"}).status_code == 422
    assert Entry.objects.count() == entered
    assert [one["state"] for one in caller.get(f"/api/notices/{other['notices'][0]}").json()["rows"]] == ["waiting"]


def follow(caller: Caller, after: str, limit: int = 2) -> tuple[list[tuple[int, str]], str]:
    """Ask page by page until there is nothing more."""
    found: list[tuple[int, str]] = []
    while True:
        told = caller.get(f"/api/notices?after={after}&limit={limit}").json()
        found += [(one["row"], one["state"]) for one in told["rows"]]
        after = told["next"]
        if not told["is_more"]:
            return found, after


@pytest.mark.both_databases
def test_the_status_is_followed_by_a_cursor_each_change_once(who: Who, holder: Officer) -> None:
    caller = Caller(holder)
    number = caller.post("/api/notices", {"papers": PAPERS, "rows": rows(*range(1, 6))}).json()["notices"][0]
    first, place = follow(caller, "")
    assert first == [(nth, "waiting") for nth in range(1, 6)]
    assert follow(caller, place) == ([], place)
    notice = Notice.objects.get(number=number)
    take_notice_in(notice, by=who["clerk"], at=SENT)
    captured(notice, who)
    measures(notice, who, target_rows="1-2")
    take(notice.dossier, "decline_addresses", by=who["clerk"], at=SENT + timedelta(days=1), given={"target_rows": "4", "reason": "系授权经销"})
    changed, place = follow(caller, place)
    assert sorted(changed) == [(1, "measured"), (2, "measured"), (3, "kept"), (4, "unfounded"), (5, "kept")]
    one = caller.get(f"/api/notices/{number}").json()["rows"]
    assert {(row["row"], row["measure"], row["reason"]) for row in one} >= {(1, "delete", "充分"), (4, "", "系授权经销")}
    assert follow(Caller(who["clerk"]), "")[0] == changed  # the platform follows the same rows
    assert caller.get("/api/notices?after=x").status_code == 422


@pytest.fixture
def hook(settings: Any) -> Any:
    made = Hook(takes)
    with listening(made):
        settings.WEBHOOK_HOSTS = frozenset({f"127.0.0.1:{made.port}"})
        settings.CONSOLE = "https://mingjian.example"
        yield made


def hooked(officer: Officer, url: str) -> Reach:
    Address.objects.create(officer=officer, channel="webhook", sealed=seal(url, "共享密钥"), hint="", since=now())
    return Reach.objects.create(officer=officer, since=now(), has_handed=False, has_alarms=False, digest="off")


def test_each_change_of_a_row_is_told_to_the_sender_s_system_signed(who: Who, holder: Officer, hook: Hook) -> None:
    hooked(holder, hook.url)
    write(now())  # begins with what changes from now on
    send(now())
    assert hook.got == []
    number = Caller(holder).post("/api/notices", {"papers": PAPERS, "rows": rows(1, 2, 3)}).json()["notices"][0]
    notice = Notice.objects.get(number=number)
    write(now())
    take_notice_in(notice, by=who["clerk"], at=SENT)
    captured(notice, who)
    measures(notice, who, target_rows="2")
    write(now())
    write(now())
    send(now())
    told = [post.told["rows"] for post in hook.got if "rows" in post.told]
    assert told[0] == [{"notice": number, "row": nth, "state": "waiting", "came_back": False} for nth in (1, 2, 3)]
    assert sorted((row["row"], row["state"]) for row in told[1]) == [(1, "kept"), (2, "measured"), (3, "kept")]
    assert len(told) == 2
    for post in hook.got:
        signed = hmac.new("共享密钥".encode(), post.headers["x-mingjian-timestamp"].encode() + b"\n" + post.body, hashlib.sha256).hexdigest()
        assert post.headers["x-mingjian-signature"] == signed
        assert ITEM.encode() not in post.body
        assert post.headers["idempotency-key"] == post.told["key"]


def test_a_system_that_is_away_hears_all_of_it_later_and_a_host_that_nobody_named_nothing(who: Who, holder: Officer, hook: Hook, settings: Any) -> None:
    reach, answers = hooked(holder, hook.url), [(503, {}), (200, {}), (200, {})]
    write(now())
    Caller(holder).post("/api/notices", {"papers": PAPERS, "rows": rows(1)})
    write(now())
    hook.judge = lambda _: answers.pop(0)
    send(now())
    assert {one.state for one in Message.objects.all()} == {"queued"}
    send(now() + timedelta(hours=2))
    assert {one.state for one in Message.objects.all()} == {"sent"}
    first, *others = [one.headers["idempotency-key"] for one in hook.got]
    assert others.count(first) == 1  # what was refused came again under the same key, the other once
    Address.objects.filter(officer=reach.officer).update(sealed=seal("http://127.0.0.1:1/metadata", "x"))
    Caller(holder).post("/api/notices", {"papers": PAPERS, "rows": rows(2)})
    write(now())
    send(now() + timedelta(hours=3))
    assert Message.objects.filter(state="failed", why="off").count() == 1


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/x", "http://hooks.example/x", "ftp://hooks.example", "https://u:p@hooks.example/", "https://hooks.example:22/", "乱写", "https://[::1"],
)  # fmt: skip
def test_a_webhook_goes_only_to_hosts_that_the_settings_name(holder: Officer, settings: Any, address: str) -> None:
    settings.WEBHOOK_HOSTS = frozenset({"hooks.example"})
    at = reverse("notifications:address", args=["webhook"])
    assert browser(holder).post(at, {"address": address, "secret": "s", "is_on": "on"}).status_code == 422
    assert not Address.objects.exists()
    assert browser(holder).post(at, {"address": "https://hooks.example/x", "secret": "s", "is_on": "on"}).status_code == 302


def test_many_rows_go_in_several_messages_and_none_is_left_out(who: Who, holder: Officer, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.institutions.notices.targets.queries.MOST_TOLD", 4)
    hooked(holder, hook.url)
    write(now())
    Department.objects.create(name_zh="甲网", name_en="Jia", kind="platform", level="state", region="330100", platform="jia")
    Caller(holder).post("/api/notices", {"papers": PAPERS, "rows": rows(*range(10))})
    write(now())
    send(now())
    told = [post.told["rows"] for post in hook.got if "rows" in post.told]
    assert [len(one) for one in told] == [4, 4, 2]
    assert [row["row"] for one in told for row in one] == list(range(1, 11))
