"""What leaves the console: each message arrives over dead receivers and a restart, a repeat is known by its key, and nothing personal is in any byte."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from make import free_port, make_clue
from people import at, browser
from receivers import Hook, Postbox, bytes_that_left, delivering, listening, takes

from mingjian.institutions.clues.particulars.intake import Reported
from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services import delivery
from mingjian.institutions.notifications.services.channels import dingtalk, feishu, sms
from mingjian.institutions.notifications.services.encryption import hint_of, seal
from mingjian.institutions.notifications.sweeps import send, write
from mingjian.office.models import Deadline, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
BEGAN = at("2026-11-20 09:00")
MORNING = at("2026-11-24 08:31")
CHANNELS = ("mail", "dingtalk", "wecom", "feishu", "sms")
ADDRESSES = {"mail": "duty@office.example", "dingtalk": "tok-ding", "wecom": "key-wecom", "feishu": "hook-feishu", "sms": "13800005678"}
PERSONAL = ("李四海", "13912345678", "人民路八号", "盛信鞋店", "某店售高仿鞋", "欧阳小二", "ouyang", "司马光明", "simaguang")


def reach(officer: Officer, *channels: str, since: datetime = BEGAN, **told: Any) -> Reach:
    for channel in channels:
        kept = {"sealed": seal(ADDRESSES[channel], "SECx"), "hint": hint_of(ADDRESSES[channel]), "since": since}
        Address.objects.create(officer=officer, channel=channel, **kept)
    return Reach.objects.create(officer=officer, since=since, **told)


REPORTER = Reported(name="李四海", phone="13912345678", address="人民路八号")
clue_of = partial(make_clue, at=BEGAN, platform="甲网", shop_name="盛信鞋店", reporter=REPORTER)


class World:
    """The receivers of a test, each of which can be away."""

    def __init__(self, settings: Any) -> None:
        self.box = Postbox(free_port())
        self.hooks = {name: Hook(takes, free_port()) for name in CHANNELS[1:]}
        self.stack = ExitStack()
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_FROM = "127.0.0.1", self.box.port, "mingjian@office.example"
        settings.DINGTALK, settings.WECOM = self.hooks["dingtalk"].url, self.hooks["wecom"].url
        settings.FEISHU, settings.SMS, settings.SMS_SECRET = self.hooks["feishu"].url, self.hooks["sms"].url, "shared"
        settings.CONSOLE, settings.WEBHOOK_HOSTS = "https://mingjian.example", frozenset({"hooks.example"})

    def begin(self) -> None:
        self.stack.enter_context(delivering(self.box))
        for hook in self.hooks.values():
            self.stack.enter_context(listening(hook))

    def end(self) -> None:
        self.stack.close()

    def keys(self) -> Counter[str]:
        posts = [one.headers["idempotency-key"] for hook in self.hooks.values() for one in hook.got]
        return Counter([*posts, *(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in self.box.mails())])


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    made = World(settings)
    yield made
    made.end()


def test_over_dead_receivers_and_a_restart_none_is_lost_and_a_repeat_has_the_key_of_the_first(who: Who, world: World, monkeypatch: Any) -> None:
    clue_of(who["wang"])
    reach(who["li"], *CHANNELS)
    write(MORNING)
    made = set(Message.objects.values_list("key", flat=True))
    assert len(made) >= 5
    assert Counter(Message.objects.filter(cause="digest").values_list("channel", flat=True)) == dict.fromkeys(CHANNELS, 1)
    send(MORNING)  # nobody listens
    assert set(Message.objects.values_list("state", "why")) == {("queued", "away")}
    world.begin()
    send(MORNING + timedelta(seconds=5))  # too early: the pause is not over
    assert world.keys() == {}
    later = MORNING + timedelta(minutes=2)
    with monkeypatch.context() as patched:  # the process is killed between sending one and noting so
        patched.setattr(delivery, "_held", killed)
        with pytest.raises(KeyboardInterrupt):
            send(later)
    assert sum(world.keys().values()) == 1
    assert Message.objects.filter(state="sending").count() == 1
    for minutes in (1, 3, 6):  # the next process: what was being sent comes again when its lease has run out
        send(later + timedelta(minutes=minutes))
    assert set(world.keys()) == made
    assert sum(world.keys().values()) == len(made) + 1  # the one that nobody knew to be sent, under the same key
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    send(later + timedelta(hours=5))
    assert sum(world.keys().values()) == len(made) + 1


def killed(*told: object, **more: object) -> None:
    raise KeyboardInterrupt


def test_nothing_personal_is_in_any_byte_that_leaves(who: Who, world: World) -> None:
    for name, (zh, login) in {"li": ("欧阳小二", "ouyang"), "wang": ("司马光明", "simaguang")}.items():
        who[name].name_zh, who[name].name_en, who[name].username = zh, login.title(), login
        who[name].save()
    clue = clue_of(who["wang"])
    Deadline.objects.filter(dossier=clue.dossier).update(due=at("2026-11-25 23:59"), unit="working_days")
    reach(who["li"], *CHANNELS)
    browser(who["wang"]).post(f"/notifications/notes/{clue.number}", {"text": "李四海 13912345678 盛信鞋店 @欧阳小二 请看"})
    clue.dossier.officer = who["li"]
    clue.dossier.save()
    world.begin()
    write(MORNING)
    for minutes in range(5):
        send(max(MORNING, Message.objects.latest("made_at").made_at) + timedelta(minutes=minutes))
    assert set(Message.objects.values_list("cause", "state")) == {(cause, "sent") for cause in ("digest", "alarm", "mention", "handed")}
    left = bytes_that_left(list(world.hooks.values()), world.box)
    assert clue.number in left
    assert f"https://mingjian.example/clues/{clue.number}" in left
    assert [word for word in PERSONAL if word in left.lower()] == []
    assert clue.dossier.title not in left


def test_each_bot_and_the_gateway_get_what_they_ask_for_signed(who: Who, world: World) -> None:
    reach(who["li"], *CHANNELS)
    world.begin()
    write(MORNING)
    send(MORNING)
    got = {name: hook.got[0] for name, hook in world.hooks.items()}
    stamp = int(got["dingtalk"].query["timestamp"])
    assert got["dingtalk"].query["access_token"] == ADDRESSES["dingtalk"]
    assert got["dingtalk"].query["sign"] == dingtalk.signature(stamp, "SECx")
    assert got["dingtalk"].told["msgtype"] == "text"
    assert got["wecom"].query == {"key": "key-wecom"}
    assert len(got["wecom"].told["text"]["content"].encode()) <= 2048
    assert got["feishu"].path.endswith("/hook-feishu")
    assert got["feishu"].told["sign"] == feishu.signature(int(got["feishu"].told["timestamp"]), "SECx")
    assert got["feishu"].told["msg_type"] == "text"
    head = got["sms"].headers
    assert head["x-mingjian-signature"] == sms.signature(int(head["x-mingjian-timestamp"]), got["sms"].body, "shared")
    assert got["sms"].told["to"] == ADDRESSES["sms"]
    assert got["sms"].told["key"] == head["idempotency-key"]
    mail = world.box.mails()[0]
    assert mail["To"] == ADDRESSES["mail"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "明鉴" in str(mail["Subject"])


def test_the_signatures_are_those_of_the_bots_own_pages() -> None:
    assert dingtalk.signature(1700000000000, "SECx") == "rgcjbH+yFyES+S0llX+cAPCwVRpsr7sbiX5Lnyo/ocU="
    assert feishu.signature(1700000000, "fs") == "KnO01LyLeUz2sHjT1ogyJOBrkgWI59ibq0SodIhTzOk="


def test_a_bot_that_limits_the_rate_is_tried_again_and_one_that_refuses_the_signature_waits_for_its_owner(who: Who, world: World) -> None:
    reach(who["li"], "dingtalk", "wecom", "feishu", "sms")
    answers = {"dingtalk": (200, {"errcode": 130101}), "wecom": (200, {"errcode": 93000}), "feishu": (502, {}), "sms": (302, {})}
    for name, answer in answers.items():
        world.hooks[name].judge = lambda post, answer=answer: answer
    world.begin()
    write(MORNING)
    send(MORNING)
    told = {one.channel: (one.state, one.why) for one in Message.objects.all()}
    assert told == {"dingtalk": ("queued", "busy"), "wecom": ("failed", "signature"), "feishu": ("queued", "busy"), "sms": ("failed", "refused")}
    page = browser(who["li"]).get("/notifications").content.decode()
    assert "密钥、签名或者关键词不对" in page
    failed = Message.objects.get(channel="wecom")
    world.hooks["wecom"].judge = takes
    assert browser(who["zhao"]).post(f"/notifications/sent/{failed.pk}/again").status_code == 404
    assert browser(who["li"]).post(f"/notifications/sent/{failed.pk}/again").status_code == 302
    failed.refresh_from_db()
    send(failed.next_at)
    failed.refresh_from_db()
    assert failed.state == "sent"
    assert world.keys()[failed.key] == 2


def test_a_mail_server_that_says_later_is_tried_again_and_one_that_says_never_is_not(who: Who, world: World) -> None:
    reach(who["li"], "mail")
    write(MORNING)
    world.begin()
    world.box.answer = "451 later"
    send(MORNING)
    assert Message.objects.get().why == "busy"
    world.box.answer = "550 no such mailbox"
    send(MORNING + timedelta(hours=1))
    assert (Message.objects.get().state, Message.objects.get().why) == ("failed", "refused")


def test_pauses_grow_to_an_hour_and_after_three_days_it_lies_on_its_officer_s_page(who: Who, world: World) -> None:
    random.seed(1)
    reach(who["li"], "sms")
    write(MORNING)
    when, pauses = MORNING, list[timedelta]()
    while (one := Message.objects.get()).state == "queued":
        send(when)
        one.refresh_from_db()
        pauses.append(one.next_at - when)
        when = max(one.next_at, when + timedelta(seconds=1))
    assert timedelta(seconds=20) < pauses[0] < timedelta(seconds=40)
    assert max(pauses) <= timedelta(hours=1.25)
    assert when - MORNING > timedelta(days=3)
    assert (one.state, one.why) == ("failed", "given_up")


def test_a_dead_receiver_is_asked_twice_a_sweep_and_hinders_no_other_channel(who: Who, world: World) -> None:
    for name in ("li", "wang", "zhao", "qian"):
        Address.objects.create(officer=who[name], channel="wecom", sealed=seal("k-wecom", ""), hint="…", since=BEGAN)
        reach(who[name], "sms")
    write(MORNING)
    world.stack.enter_context(listening(world.hooks["sms"]))
    send(MORNING)
    assert Message.objects.filter(channel="wecom", attempts=1).count() == 2
    assert Message.objects.filter(channel="sms", state="sent").count() == 4


def test_a_channel_that_the_node_has_not_is_told_in_words_and_what_is_written_for_it_waits(who: Who, world: World, settings: Any) -> None:
    settings.SMS = ""
    reach(who["li"], "sms")
    write(MORNING)
    send(MORNING)
    page = browser(who["li"]).get("/notifications").content.decode()
    assert "本节点未设置" in page
    assert "待系统管理员设置后再发送" in page
    of_node = browser(who["system"]).get("/notifications").content.decode()
    assert of_node.count("本节点未设置") == 2  # of the node, and where the administrator would be told
    settings.SMS = world.hooks["sms"].url
    world.begin()
    send(MORNING + timedelta(hours=1))
    assert Message.objects.get().state == "sent"


def test_an_address_of_the_settings_that_is_not_https_is_none(who: Who, settings: Any) -> None:
    settings.WECOM = "http://elsewhere.example/hook"
    reach(who["li"], "wecom")
    write(MORNING)
    send(MORNING)
    assert Message.objects.get().why == "not_set"


def test_what_was_written_for_an_address_that_is_gone_is_said_not_to_be_sent(who: Who, world: World) -> None:
    reach(who["li"], "sms")
    write(MORNING)
    Address.objects.all().delete()
    send(MORNING)
    assert Message.objects.get().why == "off"


def test_a_node_s_key_that_changed_is_told(who: Who, world: World, settings: Any) -> None:
    reach(who["li"], "sms")
    write(MORNING)
    settings.SECRET_KEY = "another"  # noqa: S105 - of a test
    send(MORNING)
    assert Message.objects.get().why == "unreadable"
