"""
All that leaves the console at once, over real sockets: a mail server, three bots, an SMS gateway and a reader of a calendar.

The node is killed in the middle and one receiver is dead at first: none is lost, what came twice has the key of the first, and no byte holds
a name, telephone or address of anybody whom a matter is about.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.request import Request, urlopen

import icalendar
import pytest
from make import free_port
from receivers import Hook, Post, Postbox, bytes_that_left, delivering, listening, takes

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
HOOKS = ("dingtalk", "wecom", "feishu", "sms")
PERSONAL = ("李四海", "13912345678", "人民路八号", "盛信鞋店", "某店售高仿鞋", "lisihai", "甲网")
PATIENCE = 240.0  # seconds
SETTING_OUT = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from django.utils.timezone import localdate, now
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.notifications.services import outbox, texts
from mingjian.institutions.notifications.services.digest import morning
from mingjian.institutions.notifications.services.feeds import open_feed
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.sweeps import write
from mingjian.office.models import Deadline, Department, Officer
county = Department.objects.create(name_zh="桐庐县局", name_en="Tonglu", kind="market_regulation", level="county", region="330122")
li = Officer.objects.create(username="li", department=county, duty="work", roles=["officer"])
since = now() - timedelta(days=3)
for channel in ("mail", "dingtalk", "wecom", "feishu", "sms"):
    to = {"mail": "duty@office.example", "sms": "13800005678"}.get(channel, "key-1")
    Address.objects.create(officer=li, channel=channel, sealed=seal(to, "SECx"), hint="", since=since)
reach = Reach.objects.create(officer=li, since=since)
told = Reported(name="李四海", phone="13912345678", address="人民路八号")
about = {"platform": "甲网", "shop_name": "盛信鞋店", "content": "某店售高仿鞋"}
clue = register(Intake(source="inspection", suspected_act="售假", reporter=told, **about), by=li, at=now())
Deadline.objects.filter(dossier=clue.dossier).update(due=now() + timedelta(hours=20))
write(max(now(), morning(localdate())))  # before half past eight there is no digest yet
for _ in range(2):
    outbox.write(reach, texts.trial(now()), at=now())
print(clue.number, open_feed(li, "手机", at=now()))
"""


@contextmanager
def serving(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Let the node answer; killed with all that it started at the end, if not before."""
    words = [str(BIN / "mingjian"), "serve", "--port", str(port), "--workers", "1", "--jobs", "0"]
    with (Path(environment["MINGJIAN_HOME"]) / "node.log").open("ab") as log:  # left beside it: what went wrong under load is read there
        node = subprocess.Popen(words, env=environment, start_new_session=True, stdout=log, stderr=log)
    try:
        yield node
    finally:
        if node.poll() is None:
            os.killpg(node.pid, signal.SIGKILL)
        node.wait(30)


def calendar(port: int, token: str) -> bytes:
    """Read the calendar as a telephone does, once the node answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/calendar/{token}.ics"), timeout=30) as reply:
                read: bytes = reply.read()
                return read
        except OSError:  # refused, or not ready yet
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def wait_until_sent(file: Path) -> None:
    """Wait until the node has nothing left to send."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with sqlite3.connect(file, timeout=30) as database:
            if database.execute("SELECT count(*) FROM tidings_message WHERE state <> 'sent'").fetchone() == (0,):
                return
        time.sleep(0.5)


def keys_of(hooks: dict[str, Hook], box: Postbox) -> Counter[str]:
    posts = [one.headers["idempotency-key"] for hook in hooks.values() for one in hook.got]
    return Counter([*posts, *(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in box.mails())])


def events(read: bytes) -> list[tuple[str, str]]:
    return [(str(one["uid"]), str(one["summary"])) for one in icalendar.Calendar.from_ical(read).walk("VEVENT")]


def test_every_receiver_gets_each_message_over_a_kill_of_the_node_and_a_dead_receiver(tmp_path: Path) -> None:
    """Must-show 6 of the desk."""
    held, in_hand = Event(), Event()

    def judge(post: Post) -> tuple[int, dict[str, Any]]:
        if not in_hand.is_set():
            in_hand.set()
            held.wait(PATIENCE)  # its sender is killed meanwhile, and never hears that it was taken
        return takes(post)

    hooks = {name: Hook(judge if name == "feishu" else takes, free_port()) for name in HOOKS}
    box, port = Postbox(free_port()), free_port()
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    environment |= {f"MINGJIAN_{name.upper()}": hook.url for name, hook in hooks.items()}
    environment |= {"MINGJIAN_MAIL_HOST": "127.0.0.1", "MINGJIAN_MAIL_PORT": str(box.port), "MINGJIAN_MAIL_FROM": "mingjian@office.example"}
    environment |= {"MINGJIAN_SMS_SECRET": "shared"}
    environment |= {"MINGJIAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mingjian.settings", "MINGJIAN_CONSOLE": "https://mingjian.example"}
    made = subprocess.run([sys.executable, "-c", SETTING_OUT], env=environment, check=True, timeout=600, stdout=subprocess.PIPE, text=True)
    number, token = made.stdout.split()[-2:]
    with ExitStack() as living:
        living.enter_context(delivering(box))
        for name, hook in hooks.items():
            if name != "wecom":  # dead at first
                living.enter_context(listening(hook))
        with serving(environment, port) as node:  # which sends by itself
            assert in_hand.wait(PATIENCE)
            os.killpg(node.pid, signal.SIGKILL)
            node.wait(30)
        held.set()
        living.enter_context(listening(hooks["wecom"]))
        with sqlite3.connect(tmp_path / "mingjian.sqlite3") as database:  # time passes: the lease runs out, the pause is over
            assert database.execute("SELECT channel FROM tidings_message WHERE state = 'sending'").fetchall() == [("feishu",)]
            database.execute("UPDATE tidings_message SET lease_until = '2026-01-01 00:00:00' WHERE state = 'sending'")
            database.execute("UPDATE tidings_message SET next_at = '2026-01-01 00:00:00' WHERE state = 'queued'")
        with serving(environment, port):
            read = calendar(port, token)
            wait_until_sent(tmp_path / "mingjian.sqlite3")
    with sqlite3.connect(tmp_path / "mingjian.sqlite3") as database:
        written = dict(database.execute("SELECT key, channel FROM tidings_message").fetchall())
        assert database.execute("SELECT DISTINCT state FROM tidings_message").fetchall() == [("sent",)]
        assert {cause for (cause,) in database.execute("SELECT cause FROM tidings_message")} >= {"digest", "trial"}
    came = keys_of(hooks, box)
    assert set(came) == set(written)
    assert min(Counter(written.values()).values()) >= 3  # a digest and two trials a channel
    assert set(written.values()) == {"mail", *HOOKS}
    assert {written[key] for key, times in came.items() if times > 1} == {"feishu"}
    assert Counter(came.values()) == {1: len(written) - 1, 2: 1}
    assert len(events(read)) >= 1
    left = bytes_that_left(list(hooks.values()), box) + read.decode().replace("\r\n ", "")
    assert number in left
    assert [word for word in PERSONAL if word in left.lower() or json.dumps(word)[1:-1] in left] == []
