"""Signing in through a provider that speaks the protocol, held to every check; and roles by its groups."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from identity import CLIENT, SECRET, Provider, provider_running
from people import browser

from mingjian.core.environment import groups
from mingjian.core.errors import BadInput
from mingjian.office.audit.run import audit
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider_running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Any, who: Who) -> Provider:
    """A node that knows the provider; Li signs in there."""
    app = {"provider_id": "oidc", "name": "统一身份认证", "client_id": CLIENT, "secret": SECRET, "settings": {"server_url": running.base}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [app]}}
    settings.OIDC_SERVER = running.base
    running.person, running.wrong = {"sub": "s-1", "preferred_username": "li", "name": "李"}, ""
    running.asked.clear()
    return running


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def sent_on(address: str) -> str:
    """Follow one redirect of the provider as the browser would, and give where it leads."""
    try:
        build_opener(_Stays).open(address)
    except HTTPError as reply:
        return str(reply.headers["Location"])
    raise AssertionError(address)


def begin(client: Client, more: str = "") -> str:
    """Leave the node for the provider; give the address that it sends the browser back to."""
    reply = client.post(f"/accounts/oidc/oidc/login/{more}")
    assert reply.status_code == 302, reply.text
    back = urlsplit(sent_on(reply.headers["Location"]))
    return f"{back.path}?{back.query}"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_officer_comes_in_by_code_with_pkce_and_a_nonce_and_is_the_same_next_time(provider: Provider, who: Who) -> None:
    for _ in range(2):
        client = Client()
        reply = client.get(begin(client))
        assert (reply.status_code, reply.headers["Location"]) == (302, "/")
        assert client.session["_auth_user_id"] == str(who["li"].pk)
    first, second = provider.asked
    assert (first["response_type"], first["code_challenge_method"], first["redirect_uri"]) == (
        "code",
        "S256",
        "http://testserver/accounts/oidc/oidc/login/callback/",
    )
    assert len(first["nonce"]) >= 32
    assert first["nonce"] != second["nonce"]
    assert SocialAccount.objects.get().uid == "s-1"


@pytest.mark.parametrize(
    "wrong",
    [
        *("nonce", "no_nonce", "audience", "several", "expired", "future", "token_issuer", "issuer", "signature", "unknown_key", "unsigned", "shared_secret"),
        *("userinfo", "no_id_token", "cancelled"),
    ],
)
def test_whatever_does_not_hold_lets_nobody_in(provider: Provider, wrong: str) -> None:
    client = Client()
    if wrong == "issuer":
        provider.wrong = wrong
        reply = client.post("/accounts/oidc/oidc/login/")  # the node does not even lead there
    else:
        provider.wrong = wrong if wrong == "cancelled" else ""
        back = begin(client)
        provider.wrong = wrong
        reply = client.get(back)
    assert reply.status_code == 403
    assert "没有登录" in reply.text
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_answer_for_another_browser_or_a_second_time_lets_nobody_in(provider: Provider) -> None:
    client, thief = Client(), Client()
    back = begin(client)
    thief.get(back)
    assert not signed_in(thief)
    client.get(back)
    assert signed_in(client)
    again = Client()
    again.get(back)
    assert not signed_in(again)


def test_a_code_of_another_request_fails_for_its_verifier(provider: Provider) -> None:
    client, other = Client(), Client()
    mine, theirs = parse_qs(urlsplit(begin(client)).query), parse_qs(urlsplit(begin(other)).query)
    client.get(f"/accounts/oidc/oidc/login/callback/?code={theirs['code'][0]}&state={mine['state'][0]}")
    assert not signed_in(client)


def test_a_provider_that_is_away_is_said_in_words(provider: Provider, settings: Any) -> None:
    client = Client()
    back = begin(client)
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        app["settings"] = {"server_url": "http://127.0.0.1:9"}
    for reply in (Client().post("/accounts/oidc/oidc/login/"), client.get(back)):
        assert reply.status_code == 403
        assert "没有应答" in reply.text


def test_nothing_of_an_address_goes_to_the_provider(provider: Provider) -> None:
    begin(Client(), "?auth_params=nonce%3Dmine%26prompt%3Dnone&scope=offline_access")
    assert provider.asked[-1]["nonce"] != "mine"
    assert "prompt" not in provider.asked[-1]
    assert "offline_access" not in provider.asked[-1]["scope"]


def test_who_is_no_officer_or_no_longer_stays_outside_in_words(provider: Provider, who: Who) -> None:
    for username in ("陌生人", "zhao"):
        Officer.objects.filter(username="zhao").update(is_active=False)
        provider.person = {"sub": username, "preferred_username": username}
        client = Client()
        reply = client.get(begin(client))
        assert reply.status_code == 403
        assert username in reply.text
        assert not signed_in(client)


@pytest.fixture
def mapped(provider: Provider, settings: Any) -> Provider:
    settings.OIDC_ROLES = {"执法科": ("officer",), "局领导": ("head", "principal")}
    return provider


def come(provider: Provider, *names: str) -> None:
    provider.person = {"sub": "s-1", "preferred_username": "li", "groups": list(names)}
    client = Client()
    client.get(begin(client))
    assert signed_in(client)


def test_roles_that_groups_no_longer_give_end_and_new_ones_wait_for_the_security_administrator(mapped: Provider, who: Who) -> None:
    who["li"].roles = ["officer", "legal_reviewer"]
    who["li"].save()
    come(mapped, "/局领导", "食堂")
    li = Officer.objects.get(username="li")
    assert li.roles == ["legal_reviewer"]  # what no group is mapped to stays; what none gives any more ends
    assert Entry.objects.filter(kind="officer_granted").count() == 1
    page = browser(who["security"]).get("/staff/openid")
    assert "局领导 → 部门负责人 · 部门正职负责人或者主持工作的负责人" in page.text
    assert "食堂" not in page.text
    assert browser(who["system"]).post("/staff/openid", {"officer": "li"}).status_code == 403
    assert browser(who["li"]).get("/staff/openid").status_code == 403
    assert browser(who["security"]).post("/staff/openid", {}).status_code == 422
    assert browser(who["security"]).post("/staff/openid", {"officer": "li"}).status_code == 302
    li.refresh_from_db()
    assert sorted(li.roles) == ["head", "legal_reviewer", "principal"]
    assert not [one for one in audit().found if one.kind == "role"]
    come(mapped, "/局领导")
    li.refresh_from_db()
    assert "head" in li.roles


def test_without_a_map_roles_are_left_alone_and_administrators_always(mapped: Provider, who: Who, settings: Any) -> None:
    settings.OIDC_ROLES = {}
    come(mapped)
    assert Officer.objects.get(username="li").roles == ["officer"]
    assert not Entry.objects.filter(kind="officer_granted").exists()


def test_groups_are_found_where_the_settings_say_they_stand(mapped: Provider, who: Who, settings: Any) -> None:
    settings.OIDC_GROUPS = "realm_access.roles"
    mapped.person = {"sub": "s-1", "preferred_username": "li", "realm_access": {"roles": ["执法科"]}}
    client = Client()
    client.get(begin(client))
    assert Officer.objects.get(username="li").roles == ["officer"]


def test_the_page_says_what_is_entered_at_the_provider(provider: Provider, who: Who) -> None:
    page = browser(who["system"]).get("/staff/openid").text
    assert "http://testserver/accounts/oidc/oidc/login/callback/" in page
    assert provider.base in page
    assert "/staff/openid" in browser(who["system"]).get("/staff").text


def test_a_map_that_is_not_well_written_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M", " /执法科=officer ; 局领导=head+principal;;")
    assert groups("M") == {"执法科": ("officer",), "局领导": ("head", "principal")}
    for odd in ("officer", "=officer", "执法科=", "执法科=+"):
        monkeypatch.setenv("M", odd)
        with pytest.raises(BadInput, match="组=角色"):
            groups("M")


def test_a_provider_without_tls_is_refused_at_the_start(tmp_path: Any) -> None:
    env = {**os.environ, "MINGJIAN_HOME": str(tmp_path), "MINGJIAN_OIDC_SERVER": "http://id.example.gov.cn"}
    run = subprocess.run([sys.executable, "-c", "import mingjian.settings"], env=env, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "https://" in run.stderr
