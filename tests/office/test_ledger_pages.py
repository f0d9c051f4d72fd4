import ast
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from people import at

import mingjian
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.history import kind_said
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def clue(who: dict[str, Officer]) -> Clue:
    return register(Intake(source="inspection", suspected_act="虚假宣传", platform="yunjishi", shop_id="S1"), by=who["li"], at=at("2026-11-24 09:30"))


def browser(officer: Officer) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_entry_is_verified_from_the_page(who: dict[str, Officer], clue: Clue) -> None:
    index = clue.dossier.entries.get().index
    told = browser(who["li"]).post("/ledger/verify", {"entry": [index]}).content.decode()
    assert "已验证" in told
    assert "<html" not in told


def test_a_changed_entry_is_named(who: dict[str, Officer], clue: Clue) -> None:
    client, index = browser(who["li"]), clue.dossier.entries.get().index
    client.post("/ledger/verify", {"entry": [index]})
    with connection.cursor() as cursor:  # past the trigger, as whoever holds the file could
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE office_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'office_entry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        cursor.execute("UPDATE office_entry SET body = replace(body, 'S1', 'S2') WHERE \"index\" = %s", [index])
    told = client.post("/ledger/verify", {"entry": [index]}).content.decode()
    assert f"第 {index} 条记录" in told
    assert "已被改动" in told
    assert "已验证：" not in told


def test_entries_of_others_are_not_verified_for_me(who: dict[str, Officer], clue: Clue) -> None:
    assert browser(who["zhou"]).post("/ledger/verify", {"entry": [clue.dossier.entries.get().index]}).status_code == 422


def test_the_auditor_sees_all_and_takes_it_away_as_a_file(who: dict[str, Officer], clue: Clue) -> None:
    client = browser(who["auditor"])
    assert clue.dossier.number in client.get("/ledger").content.decode()
    reply = client.post("/ledger/export")
    lines = b"".join(reply.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert reply["Content-Disposition"].startswith("attachment")
    assert len(lines) >= Entry.objects.count() + 2
    assert all(json.loads(line) for line in lines)


def test_only_the_auditor_takes_the_ledger_away(who: dict[str, Officer]) -> None:
    assert browser(who["li"]).post("/ledger/export").status_code == 403


def test_others_see_the_entries_of_their_dossiers_alone(who: dict[str, Officer], clue: Clue) -> None:
    assert clue.dossier.number in browser(who["wang"]).get("/ledger").content.decode()
    assert clue.dossier.number not in browser(who["zhou"]).get("/ledger").content.decode()


@pytest.mark.slow
def test_every_kind_of_entry_that_the_code_writes_has_a_name() -> None:
    house = Path(mingjian.__file__).parent
    calls = [node for module in house.rglob("*.py") for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    entering = [call.args[0] for call in calls if getattr(call.func, "id", "") == "enter"]
    either = [side for one in entering for side in ([one.body, one.orelse] if isinstance(one, ast.IfExp) else [one])]
    kinds = {one.value for one in either if isinstance(one, ast.Constant)}
    assert {"revealed", "page_captured", "clues_imported"} <= kinds
    assert [kind for kind in sorted(kinds) if kind_said(str(kind), None) == kind] == []
