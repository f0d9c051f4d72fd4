"""Signing in through the authority's own OpenID Connect provider: another body's server, in a process of its own, asked in a real browser."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from make import free_port
from people import people
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.django_db(transaction=True)

PERSONS = [{"sub": "s-1001", "preferred_username": "li", "name": "李"}, {"sub": "s-1002", "preferred_username": "stranger", "name": "陌生人"}]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider that knows two persons, one of whom is no officer here."""
    port = free_port()
    known = [part for person in PERSONS for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "false", *known]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait(f"http://localhost:{port}/.well-known/openid-configuration")
        yield f"http://localhost:{port}"
        server.terminate()


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            urlopen(address, timeout=1)  # noqa: S310  # our own server on this machine
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The provider did not start.")


@pytest.fixture
def node(live_server: Any, settings: Any, provider: str) -> str:
    app = {"provider_id": "oidc", "name": "统一身份认证", "client_id": "mingjian", "secret": "s", "settings": {"server_url": provider}}
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "form-action": [*policy["form-action"], provider]}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    people("li")
    return str(live_server.url.replace("127.0.0.1", "localhost"))


@pytest.fixture
def browser_page(context: BrowserContext) -> Page:
    """The provider's own page wants a style sheet from afar; here nothing leaves the machine."""
    context.route(lambda url: "localhost" not in url, lambda route: route.abort())
    context.set_default_timeout(120_000)  # the first page of a node is slow on a machine that does much besides
    return context.new_page()


def _come_as(page: Page, node: str, person: str) -> None:
    page.goto(f"{node}/accounts/login/")
    page.get_by_text("统一身份认证").click()
    if page.url.startswith(node):  # allauth asks once more before it leaves the node
        page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name=person).click()


def test_the_officer_whom_the_provider_vouches_for_is_let_in_and_is_the_same_officer_next_time(browser_page: Page, node: str) -> None:
    for _ in range(2):
        _come_as(browser_page, node, "s-1001")
        browser_page.wait_for_url(f"{node}/")
        expect(browser_page.locator("summary .menu__name")).to_have_count(1)
        browser_page.context.clear_cookies()


def test_a_person_whom_the_provider_knows_but_no_administrator_entered_stays_outside(browser_page: Page, node: str) -> None:
    _come_as(browser_page, node, "s-1002")
    expect(browser_page.get_by_text("stranger")).to_be_visible()
    browser_page.goto(f"{node}/")
    assert "/accounts/login" in browser_page.url


def test_the_environment_alone_names_the_provider_and_lets_a_form_lead_there(tmp_path: Any) -> None:
    told = "import json; from mingjian import settings as s; print(json.dumps([s.SOCIALACCOUNT_PROVIDERS, s.CONTENT_SECURITY_POLICY]))"
    env = {**os.environ, "MINGJIAN_HOME": str(tmp_path), "MINGJIAN_OIDC_SERVER": "https://id.example.gov.cn/realms/a", "MINGJIAN_OIDC_CLIENT": "mj"}
    providers, policy = json.loads(subprocess.run([sys.executable, "-c", told], env=env, capture_output=True, check=True).stdout)
    assert providers["openid_connect"]["APPS"][0]["settings"] == {"server_url": "https://id.example.gov.cn/realms/a"}
    assert policy["DIRECTIVES"]["form-action"] == ["'self'", "https://id.example.gov.cn"]
