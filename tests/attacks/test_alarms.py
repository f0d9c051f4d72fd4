"""M7, L1: whoever writes to the database ends, swallows or refuses alarms by triggers, or puts the clock back: the node says so all the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now
from people import at, browser, people

from mingjian.core.extraction.inference import load_filled
from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.market.queries.lake_audit import of_loads
from mingjian.institutions.market.sweeps import enter_found_loads
from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.institutions.notifications.services.encryption import seal
from mingjian.institutions.notifications.services.node_alarms import write_node_alarms
from mingjian.office.audit.run import audit, newest_result
from mingjian.office.dossiers import sweeps
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.node import alarms, conditions
from mingjian.office.node.models import Alarm
from mingjian.office.node.sweep import note_by_hand, sweep_node
from mingjian.office.node.triggers import differing
from mingjian.office.people.keys import make_key
from mingjian.office.record.entries import enter
from mingjian.office.record.row_digests import differences
from mingjian.office.record.seals import seal_rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = at("2026-11-25 09:00")
BAD = Text("与台账不符", "not as recorded")

ENDS = {
    "sqlite": "CREATE TRIGGER zz AFTER INSERT ON node_alarm BEGIN UPDATE node_alarm SET ended_at = new.raised_at WHERE id = new.id; END",
    "postgresql": "CREATE FUNCTION zz() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.ended_at := NEW.raised_at; RETURN NEW; END $$; "
    "CREATE TRIGGER zz BEFORE INSERT ON node_alarm FOR EACH ROW EXECUTE FUNCTION zz()",
}
SWALLOWS = {
    "sqlite": "CREATE TRIGGER zz BEFORE INSERT ON node_alarm BEGIN SELECT RAISE(IGNORE); END",
    "postgresql": "CREATE FUNCTION zz() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
    "CREATE TRIGGER zz BEFORE INSERT ON node_alarm FOR EACH ROW EXECUTE FUNCTION zz()",
}
REFUSES = {
    "sqlite": "CREATE TRIGGER zz BEFORE INSERT ON node_alarm BEGIN SELECT RAISE(ABORT, 'no'); END",
    "postgresql": "CREATE FUNCTION zz() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
    "CREATE TRIGGER zz BEFORE INSERT ON node_alarm FOR EACH ROW EXECUTE FUNCTION zz()",
}


def attack(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.mark.parametrize("silencer", [ENDS, SWALLOWS, REFUSES], ids=["ends", "swallows", "refuses"])
def test_an_alarm_that_the_database_silences_is_told_by_every_door(who: dict[str, Officer], silencer: dict[str, str]) -> None:
    Reach.objects.create(officer=who["auditor"], language="en", since=LATER)
    Address.objects.create(officer=who["auditor"], channel="mail", sealed=seal("a@example.org", ""), hint="…org", since=LATER)
    attack(silencer[connection.vendor])
    for minutes in range(3):
        alarms.raise_alarm("audit", BAD, LATER + timedelta(minutes=minutes))
    assert not Alarm.objects.filter(ended_at=None).exists()
    assert [(one.name, one.text) for one in alarms.alarms_now()] == [("audit", BAD)]
    reply = Client().get("/healthy")
    assert reply.status_code == 503
    assert "Alarms: not well" in reply.content.decode()
    assert BAD.en in browser(who["auditor"], "en").get("/node").content.decode()
    assert Entry.objects.filter(kind="alarm_raised").count() <= 1, "it is entered once, and not each minute"
    assert write_node_alarms(LATER) == 1
    assert "audit" in Message.objects.get().subject
    alarms.end_alarm("audit", LATER)
    assert alarms.alarms_now() == []


def test_an_alarm_that_cannot_be_written_ends_neither_the_sweep_nor_its_deadlines(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    attack(REFUSES[connection.vendor])
    enter("node_begun", at=LATER)

    def broken(at: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("mingjian.office.node.sweep.end_roles", broken)
    swept = sweep_node(LATER)
    assert "sweep:roles" in swept.alarms
    assert swept.checkpoint is not None, "what comes after it is done"
    assert "sweep:roles" in [one.name for one in alarms.alarms_now()]


def test_the_database_has_the_triggers_of_this_version_and_no_others() -> None:
    assert differing() == []
    mark = transaction.savepoint()
    attack(ENDS[connection.vendor])
    assert "zz" in differing()
    assert conditions.triggers(now()).level == "bad"
    assert Client().get("/healthy").status_code == 503
    conditions.alarm_of_conditions(now())
    assert "condition:triggers" in [one.name for one in alarms.alarms_now()]
    transaction.savepoint_rollback(mark)
    name = "office_entry_refuses_update" if connection.vendor == "sqlite" else "office_entry_stays"
    attack(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON office_entry"))
    assert differing() == [name]
    attack(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON office_entry BEGIN SELECT 1; END"
        if connection.vendor == "sqlite"
        else f"CREATE TRIGGER {name} BEFORE INSERT ON office_entry FOR EACH ROW EXECUTE FUNCTION ledger_stays()"
    )
    assert differing() == [name], "of the same name, and something else"


def test_a_clock_that_was_put_back_is_an_alarm_also_once_entries_came_since(who: dict[str, Officer]) -> None:
    enter("node_begun", at=now() + timedelta(days=1))  # before somebody put the clock back a day
    assert conditions.clock(now()).level == "bad"
    enter("list_taken_out", at=now())
    assert conditions.clock(now()).level == "bad", "what was entered since does not hide it"
    assert "Clock: not well" in Client().get("/healthy").content.decode()
    sweep_node(now())
    assert "condition:clock" in [one.name for one in alarms.alarms_now()]
    assert sweeps.note_missed(now()) == []


def test_a_clean_audit_by_hand_ends_the_alarm_at_once_and_an_unclean_one_does_not(node: dict[str, Officer]) -> None:
    dossier = Dossier.objects.order_by("pk")[0]
    Dossier.objects.filter(pk=dossier.pk).update(title="forged")
    alarms.raise_alarm("audit", BAD, LATER)
    note_by_hand(audit(LATER), None)
    assert [one.name for one in alarms.alarms_now()] == ["audit"]
    Dossier.objects.filter(pk=dossier.pk).update(title=dossier.title)
    note_by_hand(audit(LATER), None)
    assert alarms.alarms_now() == []
    assert (newest_result() or {})["clean"]


def test_a_load_that_was_brought_just_now_contradicts_nothing(node: dict[str, Officer], tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("订单号,平台,店铺,买家,下单时间,金额\nP1,甲网,S1,B1,2026-11-01 10:00,5.00\n", encoding="utf-8")
    lake = Lake(Path(settings.LAKE))
    load_filled(lake, kind("order"), tmp_path / "more.csv", source="甲网", at=now())
    assert [one.text.en for one in of_loads()] == []
    (tmp_path / "old.csv").write_text("订单号,平台,店铺,买家,下单时间,金额\nP2,甲网,S1,B1,2026-11-01 10:00,5.00\n", encoding="utf-8")
    load_filled(lake, kind("order"), tmp_path / "old.csv", source="甲网", at=now() - timedelta(minutes=6))
    assert any("told of by no entry" in one.text.en for one in of_loads())


@pytest.mark.django_db
def test_a_lake_of_a_version_that_entered_no_load_is_no_sign_of_tampering(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Held before its first sweep, a node that was upgraded said of each of its loads that no entry tells of it."""
    monkeypatch.setattr(settings, "LAKE", str(tmp_path / "lake"))
    (tmp_path / "old.csv").write_text("订单号,平台,店铺,买家,下单时间,金额\nP1,甲网,S1,B1,2026-11-01 10:00,5.00\n", encoding="utf-8")
    load_filled(Lake(Path(settings.LAKE)), kind("order"), tmp_path / "old.csv", source="甲网", at=now() - timedelta(days=3))
    assert list(of_loads()) == []
    assert enter_found_loads(now()) is not None
    assert list(of_loads()) == []
    (tmp_path / "later.csv").write_text("订单号,平台,店铺,买家,下单时间,金额\nP2,甲网,S1,B1,2026-11-01 10:00,5.00\n", encoding="utf-8")
    load_filled(Lake(Path(settings.LAKE)), kind("order"), tmp_path / "later.csv", source="甲网", at=now() - timedelta(minutes=6))
    assert any("told of by no entry" in one.text.en for one in of_loads())


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_noted_and_what_is_rolled_back_is_not() -> None:
    """A key of the API is made outside of any other transaction, so that it has one of its own."""
    li = people("li")["li"]
    enter("node_begun", at=LATER)
    seal_rows(LATER)
    make_key(li, "系统", at=LATER)
    assert [one.text.en for one in differences()] == []
    with transaction.atomic():
        Officer.objects.filter(pk=li.pk).update(certificate="330122")
        enter("certificate_entered", at=LATER, about=li)
        transaction.set_rollback(True)
    seal_rows(LATER)
    assert [one.text.en for one in differences()] == []
    Officer.objects.filter(pk=li.pk).update(certificate="330122")  # and nothing is entered
    enter("officer_greeted", at=LATER, about=li)
    seal_rows(LATER)
    assert [one.text.en for one in differences()] == [f"li@mingjian.local: the column certificate of office.Officer/{li.pk} was changed."]
