"""Behind a proxy callers are told apart; nobody names himself."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from mingjian.office.node.proxies import TrustedProxies


@pytest.mark.parametrize(
    ("near", "said", "caller"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # what the caller wrote himself stands further left
        ("127.0.0.1", "203.0.113.9, 10.0.0.7", "203.0.113.9"),  # two proxies of ours
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # nobody's proxy
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_last_address_that_no_proxy_of_ours_has_is_the_callers(settings: Any, near: str, said: str, caller: str) -> None:
    settings.PROXIES = ["127.0.0.1", "10.0.0.0/8"]
    seen: list[str] = []

    def answer(request: Any) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    TrustedProxies(answer)(RequestFactory().get("/", REMOTE_ADDR=near, headers={"X-Forwarded-For": said}))
    assert seen == [caller]
