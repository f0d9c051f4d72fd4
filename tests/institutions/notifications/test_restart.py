"""The sender killed in the middle, as a process of its own: after the restart every message is there, and what came twice has the key of the first."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from receivers import Hook, Post, listening, takes

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
MESSAGES = 8
FOURTH = 4
SETTING_OUT = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils.timezone import now
from mingjian.institutions.notifications.services import outbox, texts
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.models import Address, Reach
from mingjian.office.models import Department, Officer
county = Department.objects.create(name_zh="桐庐县局", name_en="Tonglu", kind="market_regulation", level="county", region="330122")
li = Officer.objects.create(username="li", department=county, duty="work", roles=["officer"])
Address.objects.create(officer=li, channel="wecom", sealed=seal("key-1", ""), hint="", since=now())
reach = Reach.objects.create(officer=li, since=now(), digest="off")
for _ in range({MESSAGES}):
    outbox.write(reach, texts.trial(now()), at=now())
"""


def test_a_sender_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    held, keys = Event(), list[str]()

    def judge(post: Post) -> tuple[int, dict[str, Any]]:
        keys.append(post.headers["idempotency-key"])
        if len(keys) == FOURTH:
            held.wait(60)  # its sender is killed meanwhile, and never hears that it was taken
        return takes(post)

    with listening(Hook(judge)) as hook:
        environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        environment |= {"MINGJIAN_HOME": str(tmp_path), "MINGJIAN_WECOM": hook.url, "DJANGO_SETTINGS_MODULE": "mingjian.settings"}
        subprocess.run([sys.executable, "-c", SETTING_OUT], env=environment, check=True, timeout=600)
        sender = subprocess.Popen([BIN / "mingjian", "sweep"], env=environment, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while len(keys) < FOURTH and time.monotonic() < until:
            time.sleep(0.05)
        sender.send_signal(signal.SIGKILL)
        assert sender.wait(30) == -signal.SIGKILL
        held.set()
        assert len(keys) == FOURTH
        with sqlite3.connect(tmp_path / "mingjian.sqlite3") as database:  # the lease runs out
            told = database.execute("UPDATE tidings_message SET lease_until = '2026-01-01 00:00:00' WHERE state = 'sending'")
            assert told.rowcount == 1
        subprocess.run([BIN / "mingjian", "sweep"], env=environment, check=True, timeout=300, stdout=subprocess.DEVNULL)
    assert len(set(keys)) == MESSAGES
    assert Counter(Counter(keys).values()) == {1: MESSAGES - 1, 2: 1}
    with sqlite3.connect(tmp_path / "mingjian.sqlite3") as database:
        assert database.execute("SELECT DISTINCT state FROM tidings_message").fetchall() == [("sent",)]
