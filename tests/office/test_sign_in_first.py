"""Every address of the node asked by somebody who has not signed in: only those declared here answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from people import browser, people

pytestmark = pytest.mark.django_db

#: What needs no sign-in: the door itself, the language, whether the node answers and what it measures (by a token), the public doors for buyers,
#: right holders, operators, consumers and sides of panels, what was published of penalties and of measures, the page that verifies, calendars with a secret
#: address, the door for other nodes (whose requests are signed), what the API is. The API answers by itself (401).
PUBLIC = {
    *("language", "healthy", "metrics"),
    *("buyer", "buyer/<str:code>", "buyer/<str:code>/check", "buyer/<str:code>/remarks", "buyer/<str:code>/signed"),
    *("rights", "rights/<str:code>", "rights/<str:code>/evidence/<int:pk>", "rights/<str:code>/attorney", "rights/<str:code>/right"),
    *("rights/<str:code>/signed", "rights/<str:code>/complaint", "seller", "seller/<str:code>", "verify", "verify/page", "rights/lanes"),
    *("consumer", "consumer/<str:code>", "panel", "panel/<str:code>"),
    *("reasons", "reasons/monthly", "reasons/data", "reasons/data/<str:day>.<str:form>", "reasons/<str:uid>"),
    *("published", "published/feed", "published/all.jsonl", "published/<str:number>", "transfer-ratio"),
    *("consultations", "consultations/receipts/<str:code>", "consultations/<str:number>", "consultations/<str:number>/files/<int:nth>"),
    *("calendar/<str:token>.ics", "exchange/v1/envelopes", "api"),
}


def addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


ALL = sorted(address for address in addresses(get_resolver().url_patterns) if not address.startswith(("accounts/", "^accounts/", "^media")))


def asked(address: str) -> str:
    """Put a 1 wherever an address asks for something."""
    first, *others = address.replace("^", "").replace("/?$", "").split("<")
    return "/" + first + "".join("1" + other.partition(">")[2] for other in others)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_but_what_is_declared_answers_before_signing_in(method: str) -> None:
    told = {address: getattr(Client(), method)(asked(address)) for address in ALL if not address.startswith("api/")}
    assert len(told) > 70
    led = {address for address, reply in told.items() if reply.status_code == 302 and reply["Location"].startswith("/accounts/login/?next=")}
    assert set(told) - led == PUBLIC


def test_the_api_asks_for_a_key_and_leads_nowhere() -> None:
    told = {address: Client().get(asked(address)).status_code for address in ALL if address.startswith("api/")}
    assert len(told) > 10
    for described in ("api/", "api/docs", "api/openapi.json"):  # what it is, is public: docs/reference/openapi.json
        assert told.pop(described) == 200
    assert set(told.values()) <= {401, 404, 405}


@pytest.mark.slow
def test_only_the_door_and_what_is_public_answer_whoever_owes_a_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = browser(people("li")["li"])
    told = {address: client.get(asked(address)) for address in ALL if not address.startswith("api/")}
    led = {address for address, reply in told.items() if reply.status_code == 302 and reply["Location"] == "/accounts/2fa/"}
    assert set(told) - led == PUBLIC
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/api/findings").status_code == 401


@pytest.mark.parametrize("is_open", [True, False])
def test_whoever_needs_no_account_is_shown_the_public_doors_where_they_stand_open(settings: Any, is_open: bool) -> None:
    settings.PUBLIC_DOOR = is_open
    page = Client(headers={"Accept-Language": "zh-hans"}).get("/accounts/login/").content.decode()
    for address in ("/buyer", "/rights", "/published"):
        assert (f'href="{address}"' in page) is is_open
        assert Client().get(address).status_code == (200 if is_open else 404)
    assert ("不需登录" in page) is is_open
