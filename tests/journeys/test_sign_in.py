"""Signing in: a password and a code, or a passkey; without a second factor nobody works on a node that asks for one."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from journeys.browsing import sign_in
from people import PASSWORD, people
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(live_server: Any) -> str:
    """A passkey belongs to a name, never to an address: localhost, not 127.0.0.1."""
    return str(live_server.url.replace("127.0.0.1", "localhost"))


def enter_password(page: Page, base: str, name: str, then: str = "/") -> None:
    page.goto(f"{base}{then}")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_password_alone_does_not_let_in_whoever_has_set_up_codes(page: Page, base: str) -> None:
    secret = generate_totp_secret()
    TOTP.activate(people("li")["li"], secret)
    enter_password(page, base, "li", "/clues?state=closed")
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    assert page.request.get(f"{base}/api/clues").status == 401
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))
    page.press("[name=code]", "Enter")
    page.wait_for_url(f"{base}/clues?state=closed")


def test_a_passkey_lets_in_without_a_password(page: Page, base: str) -> None:
    people("li")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in(page, base, "li")
    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.fill("[name=name]", "办公电脑")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    page.goto(f"{base}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"{base}/")
    expect(page.locator("summary .menu__name")).to_have_count(1)


def test_a_node_that_asks_for_a_second_factor_shows_nothing_before_it_is_set_up(page: Page, base: str, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    people("li")
    enter_password(page, base, "li")
    page.wait_for_url("**/accounts/2fa/**")
    page.goto(f"{base}/clues")
    page.wait_for_url("**/accounts/2fa/**")


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/"])
def test_there_is_no_signing_up_and_no_mail(client: Any, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
