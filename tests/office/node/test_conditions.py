"""The node tells how it is: each thing that goes wrong is seen, said in words, and stops nothing but itself."""

import shutil
from collections import namedtuple
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils.timezone import now
from people import browser, people

from mingjian.core.language import Text
from mingjian.office.jobs.models import Job
from mingjian.office.models import Checkpoint, Entry
from mingjian.office.node import conditions, sweep
from mingjian.office.node.alarms import end_alarm, raise_alarm, went_well
from mingjian.office.node.models import Alarm, Pulse
from mingjian.office.node.sweep import sweep_node
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


def level(name: str) -> str:
    return getattr(conditions, name)(now()).level


def test_a_node_that_works_says_ok(client: Client) -> None:
    sweep_node(now())
    reply = client.get("/healthy")
    assert (reply.status_code, reply.content) == (200, b"ok")


def test_a_full_disk_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 10**6))
    reply = client.get("/healthy")
    assert reply.status_code == 503
    assert "磁盘异常" in reply.content.decode()
    assert "Disk: not well" in reply.content.decode()


def test_a_sweep_that_went_round_no_more_is_told(client: Client) -> None:
    went_well("sweep", now() - timedelta(minutes=16))
    assert (level("sweep"), client.get("/healthy").status_code) == ("bad", 503)
    went_well("sweep", now())
    assert client.get("/healthy").status_code == 200


def test_a_job_that_nobody_takes_is_told() -> None:
    waiting = Job.objects.create(kind="sweep", queued_at=now(), run_after=now() - timedelta(minutes=2))
    told = []
    for minutes in (2, 5, 30):
        Job.objects.filter(pk=waiting.pk).update(run_after=now() - timedelta(minutes=minutes))
        told.append(level("jobs"))
    assert told == ["well", "near", "bad"]  # nobody is at work
    at_work = Job.objects.create(kind="backup", queued_at=now(), run_after=now(), state="running", lease_until=now() + timedelta(minutes=1))
    assert level("jobs") == "near"  # it waits for the one that is being done
    Job.objects.filter(pk=waiting.pk).update(run_after=now() - timedelta(hours=3))
    assert level("jobs") == "bad"
    Job.objects.filter(pk=waiting.pk).update(run_after=now() - timedelta(minutes=5))
    Job.objects.filter(pk=at_work.pk).update(lease_until=now() - timedelta(seconds=1))
    assert level("jobs") == "near"  # its worker died


def test_a_clock_behind_the_ledger_and_an_old_backup_are_told() -> None:
    enter("node_begun", at=now() + timedelta(hours=1))
    assert level("clock") == "bad"
    assert level("backups") == "near"
    went_well("backup", now() - timedelta(days=8))
    assert level("backups") == "bad"


def test_the_sweep_raises_an_alarm_about_a_condition_until_it_is_mended(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    went_well("backup", now() - timedelta(days=8))
    assert sweep_node(now()).alarms == []  # no part of the sweep failed
    assert [one.name for one in Alarm.objects.filter(ended_at=None)] == ["condition:backups"]
    assert client.get("/healthy").status_code == 200  # an old backup takes no node out of service
    went_well("backup", now())
    sweep_node(now())
    assert not Alarm.objects.filter(ended_at=None).exists()


def test_one_fault_that_lets_several_things_go_unasked_is_told_once() -> None:
    def without_tables(at: datetime) -> conditions.Condition:
        raise OperationalError("no such table")

    checks = (named("sweep", without_tables), named("keys", without_tables), conditions.disk)
    found = conditions.looked_at(checks, now())
    assert [one.name for one in found] == ["sweep", "keys", "disk"]  # each for machines
    told = conditions.told_once(found)
    assert (told[0].title.zh, told[0].level) == ("清扫、密钥", "bad")
    assert len(told) == 2
    assert "OperationalError" in told[0].said.zh


def named(name: str, check: conditions.Check) -> conditions.Check:
    def asked(at: datetime) -> conditions.Condition:
        return check(at)

    asked.__name__ = name
    return asked


def test_others_who_can_read_the_home_are_told(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    tmp_path.chmod(0o700)
    assert level("permissions") == "well"
    tmp_path.chmod(0o755)
    assert level("permissions") == "bad"


def test_a_key_that_was_used_and_is_gone_is_told(settings: Any, tmp_path: Path) -> None:
    enter("node_begun", at=now())
    sweep_node(now())
    assert level("keys") == "well"
    settings.HOME = tmp_path / "elsewhere"
    assert level("keys") == "bad"


def tamper() -> None:
    """Change the words of an entry behind the ledger's back, as whoever has the database can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'office_entry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute('UPDATE office_entry SET body = \'{"changed":1}\' WHERE "index" = 0')


@pytest.mark.skipif(connection.vendor != "sqlite", reason="drops triggers by SQLite's own names")
def test_a_tampered_entry_raises_an_alarm_and_stops_nothing_but_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    enter("node_begun", at=now())
    tamper()
    done: list[str] = []
    monkeypatch.setattr(sweep, "parts", lambda what: [_counted(done)])
    monkeypatch.setattr(sweep, "audit_again", lambda at: None)  # an audit may be due or not: what it finds is tried in tests/attacks
    swept = sweep_node(now())
    assert swept.alarms == ["ledger"]
    assert done == ["swept"]  # institutions and deadlines are swept all the same
    assert Pulse.objects.get(name="sweep").well_at
    assert not Checkpoint.objects.exists()
    raised = {"ledger", "condition:triggers"}  # the dropped triggers are told beside it
    assert {alarm.name for alarm in Alarm.objects.all()} == raised
    sweep_node(now())
    assert (Alarm.objects.count(), Entry.objects.filter(kind="alarm_raised").count()) == (2, 2)  # each raised once, however often it is seen
    assert "台账异常" in client.get("/healthy").content.decode()


def _counted(done: list[str]) -> Any:
    def swept(at: object) -> None:
        done.append("swept")

    return swept


def test_one_institutions_broken_sweep_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(at: object) -> None:
        raise ZeroDivisionError

    done: list[str] = []
    monkeypatch.setattr(sweep, "parts", lambda what: [broken, _counted(done)])
    swept = sweep_node(now())
    assert done == ["swept"]
    assert swept.checkpoint is not None
    assert [alarm.name for alarm in Alarm.objects.all()] == swept.alarms
    assert "ZeroDivisionError" in Alarm.objects.get().said_en


def test_an_alarm_that_is_over_says_when(client: Client) -> None:
    raise_alarm("ledger", Text("坏", "bad"), now())
    end_alarm("ledger", now())
    end_alarm("ledger", now())
    assert [entry.kind for entry in Entry.objects.order_by("index")] == ["alarm_raised", "alarm_ended"]
    assert client.get("/healthy").status_code == 200


def test_metrics_want_their_token_and_tell_what_is_wrong(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-token"  # noqa: S105 - of tests
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 404
    raise_alarm("ledger", Text("坏", "bad"), now())
    told = client.get("/metrics", headers={"Authorization": "Bearer a-token"}).content.decode()
    for line in ('mingjian_condition{name="ledger"} 2.0', "mingjian_alarms_open 1.0", "mingjian_ledger_entries 1.0", "mingjian_disk_free_bytes "):
        assert line in told


@pytest.mark.parametrize(("name", "status"), [("system", 200), ("security", 200), ("auditor", 200), ("li", 403)])
def test_the_page_is_for_administrators_and_the_auditor(name: str, status: int) -> None:
    raise_alarm("ledger", Text("第 3 条记录被改动", "entry 3 was changed"), now())
    who = people(name)[name]
    reply = browser(who).get("/node")
    assert reply.status_code == status
    assert ("第 3 条记录被改动" in reply.content.decode()) == (status == 200)
    if status == 200:
        assert "entry 3 was changed" in browser(who, "en").get("/node").content.decode()
        assert 'href="/node"' in browser(who).get("/ledger" if name == "auditor" else "/staff").content.decode()
