"""D10 and D14: a copy of the database gives away no secret and no reporter; keys have a scope, an end, and can be taken back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from people import PASSWORD, at, browser
from stored import everything_stored

from mingjian.core.errors import BadInput
from mingjian.institutions.clues.models import Reporter
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.office.audit.run import audit
from mingjian.office.models import ApiKey, Officer, PersonalValue
from mingjian.office.models.hidden import BEGINS, UNREADABLE, begin_with, is_current, key_file, keys_in_force
from mingjian.office.people import key_rotation, keys
from mingjian.office.record.seals import seal_rows

MORNING = at("2026-11-24 09:00")
TELLTALE = ("张三丰", "13987654321", "JBSWY3DPEHPK3PXP")


@pytest.fixture
def told(who: dict[str, Officer], settings: Any, tmp_path: Path) -> dict[str, Officer]:
    """A reporter, a second factor, a personal value."""
    settings.HOME = tmp_path
    clue = register(Intake(source="report", suspected_act="售假", content="某店", reporter=Reported(*TELLTALE[:2])), by=who["li"], at=MORNING)
    Authenticator.objects.create(user=who["li"], type="totp", data={"secret": get_adapter().encrypt(TELLTALE[2])})
    PersonalValue.objects.create(dossier=clue.dossier, name="party", value=TELLTALE[0], salt="x", given_at=MORNING)
    return who


def test_no_telltale_value_lies_in_any_table(told: dict[str, Officer]) -> None:
    stored = everything_stored()
    assert [one for one in TELLTALE if one in stored] == []
    reporter = Reporter.objects.get()
    assert (reporter.name, reporter.phone) == TELLTALE[:2]
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == TELLTALE[2]
    assert PersonalValue.objects.get().value == TELLTALE[0]


def test_the_key_lies_outside_of_the_database_for_this_user_only(told: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    assert key_file().stat().st_mode & 0o077 == 0
    assert keys_in_force()[0].decode() not in everything_stored()
    settings.REST_KEY_FILE = str(tmp_path / "elsewhere")
    assert Reporter.objects.get().name == UNREADABLE  # another key: told in words, no fault
    assert "无法解密" in UNREADABLE


def test_keys_are_turned_and_what_was_plain_is_encrypted_too(told: dict[str, Officer]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clues_reporter SET address = '杭州路一号'")
    seal_rows(MORNING)
    old = keys_in_force()[0]
    assert key_rotation.turn(MORNING) >= 5
    assert "杭州路一号" not in everything_stored()
    assert Reporter.objects.get().address == "杭州路一号"
    assert key_rotation.outdated() == 0
    assert keys_in_force()[1] == old
    assert all(is_current(one) and one.startswith(BEGINS) for one in key_rotation.stored())
    assert [one.text.en for one in audit().found if one.kind == "row"] == []  # what is shown did not change
    key_rotation.turn(MORNING)
    assert old not in keys_in_force()
    assert Reporter.objects.get().name == TELLTALE[0]


def test_keys_are_not_turned_where_something_fits_none_of_them(told: dict[str, Officer]) -> None:
    held = keys_in_force()
    begin_with([b"3q2-7_ZrQ0W0Zs5iFvPz4dDq3p6m0m1kq2d7xwQ5YkE="])
    with pytest.raises(BadInput, match="fit none"):
        key_rotation.turn(MORNING)
    begin_with(held)
    assert Reporter.objects.get().name == TELLTALE[0]


def asked(key: str, method: str = "get", address: str = "/api/findings") -> int:
    client = Client(headers={"Authorization": f"Bearer {key}"})
    return int(getattr(client, method)(address, content_type="application/json").status_code)


def test_a_key_holds_within_its_scope_and_until_its_end(who: dict[str, Officer]) -> None:
    key = keys.make_key(who["li"], "读", at=now(), scope="read", days=1)
    assert asked(key) == 200
    assert asked(key, "post", "/api/acts/kit/open_kit") == 403
    seen = ApiKey.objects.get().seen_at
    assert seen is not None
    ApiKey.objects.update(ends_at=now() - timedelta(seconds=1))
    assert asked(key) == 401


def test_a_key_is_taken_back_by_its_officer_or_an_administrator_and_by_nobody_else(who: dict[str, Officer]) -> None:
    first, second = (keys.make_key(who["li"], name, at=now()) for name in ("一", "二"))
    one, two = ApiKey.objects.order_by("pk")
    assert browser(who["zhao"]).post(f"/account/keys/{one.pk}/revoke").status_code == 404
    assert asked(first) == 200
    assert browser(who["li"]).post(f"/account/keys/{one.pk}/revoke").status_code == 302
    assert browser(who["li"]).post(f"/account/keys/{one.pk}/revoke").status_code == 409
    assert (asked(first), asked(second)) == (401, 200)
    assert browser(who["security"]).post(f"/account/keys/{two.pk}/revoke").status_code == 302
    assert asked(second) == 401


def test_an_idle_session_ends_and_a_busy_one_after_twelve_hours(who: dict[str, Officer], settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.office.web import limits

    clock = [1_800_000_000]
    monkeypatch.setattr(limits.time, "time", lambda: clock[0])
    client = browser(who["li"])
    assert client.get("/account").status_code == 200
    clock[0] += settings.IDLE * 60 + 61
    assert client.get("/account").status_code == 302
    client = browser(who["li"])
    for _ in range(15):
        reply = client.get("/account")
        clock[0] += settings.IDLE * 60 - 10
    assert reply.status_code == 302


def test_own_sessions_are_listed_and_the_others_ended(who: dict[str, Officer]) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        assert client.post("/accounts/login/", {"login": "li", "password": PASSWORD}).status_code == 302
    assert there.get("/account").status_code == 200
    page = here.get("/accounts/sessions/")
    assert page.status_code == 200
    assert here.post("/accounts/sessions/").status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
