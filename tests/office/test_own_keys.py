"""An officer's own API keys: asked for the password again, shown once, renewed with a week beside, and nothing that lasts for ever."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from people import PASSWORD, browser

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.office.models import ApiKey, Entry, Officer
from mingjian.office.people import keys

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MADE = {"name": "投诉系统接口", "scope": "read", "days": "30"}


def signed_in(name: str) -> Client:
    """A browser in which the officer has signed in and typed the password again, as the page of keys asks."""
    client = Client(headers={"Accept-Language": "zh-hans"})
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def key_on(text: str) -> str:
    found = re.search(r"mj_[\w-]{40,}", text)
    assert found, text
    return found[0]


def asked(key: str) -> int:
    return Client().get("/api/docket", headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_key_is_made_shown_once_and_does_what_its_scope_allows(who: Who) -> None:
    li = signed_in("li")
    assert "/account/keys" in li.get("/account").text
    reply = li.post("/account/keys", MADE)
    key = key_on(reply.text)
    assert reply["Cache-Control"] == "no-store"
    assert key not in li.get("/account/keys").text
    assert asked(key) == 200
    body = {"source": "inspection", "suspected_act": "售假", "content": "某店"}
    sent = Client().post("/api/clues", json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    assert sent.status_code == 403
    entry = json.loads(Entry.objects.get(kind="api_key_made").body)
    assert (entry["name"], entry["scope"]) == ("投诉系统接口", "read")
    assert key not in str(entry)


def test_a_session_alone_makes_no_key_that_outlives_it(who: Who) -> None:
    reply = browser(who["li"]).post("/account/keys", MADE)
    assert reply.status_code == 302
    assert "reauthenticate" in reply.headers["Location"]
    assert not ApiKey.objects.exists()


def test_a_renewed_key_has_a_week_beside_the_new_one(who: Who) -> None:
    li = signed_in("li")
    old = key_on(li.post("/account/keys", MADE).text)
    held = ApiKey.objects.get()
    new = key_on(li.post(f"/account/keys/{held.pk}/renew").text)
    assert old != new
    assert (asked(old), asked(new)) == (200, 200)
    held.refresh_from_db()
    assert held.ends_at is not None
    assert now() + timedelta(days=6) < held.ends_at <= now() + timedelta(days=7)
    newest = ApiKey.objects.exclude(pk=held.pk).get()
    assert (newest.name, newest.scope) == ("投诉系统接口", "read")
    assert newest.ends_at is not None
    assert newest.ends_at > now() + timedelta(days=29)
    assert Entry.objects.filter(kind="api_key_renewed").count() == 1
    li.post(f"/account/keys/{held.pk}/revoke")
    assert (asked(old), asked(new)) == (401, 200)
    with pytest.raises(StepRefused, match="过期"):
        keys.renew(keys.keys_of(who["li"]), held.pk, by=who["li"], at=now())
    with pytest.raises(NotFound):
        keys.renew(keys.keys_of(who["zhao"]), newest.pk, by=who["zhao"], at=now())


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "401"}, {"days": ""}, {"scope": "admin"}, {"name": "  "}, {"name": "长" * 61}])
def test_what_would_last_too_long_or_says_nothing_is_refused_where_it_was_typed(who: Who, wrong: dict[str, str]) -> None:
    reply = signed_in("li").post("/account/keys", MADE | wrong)
    assert reply.status_code == 422
    assert not ApiKey.objects.exists()


def test_there_is_an_end_to_how_many_hold(who: Who) -> None:
    for _ in range(keys.MOST):
        keys.make_own_key(who["li"], "系统", at=now(), scope="read", days=1)
    with pytest.raises(StepRefused, match="先撤销"):
        keys.make_own_key(who["li"], "系统", at=now(), scope="read", days=1)
    with pytest.raises(BadInput):
        keys.make_own_key(who["zhao"], "系统", at=now(), scope="read", days=keys.LONGEST + 1)


def test_administrators_make_none_for_themselves(who: Who) -> None:
    page = signed_in("system").get("/account/keys")
    assert "签发密钥" not in page.text
    assert signed_in("system").post("/account/keys", MADE).status_code == 403
