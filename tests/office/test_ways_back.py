"""No dead end: an address that only takes forms leads to its page, and what goes wrong before a page is said in the words of the house."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now
from people import PASSWORD, browser, people

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.models import Dossier, Officer

pytestmark = pytest.mark.django_db
SAMPLES = {"<int:": "1", "<str:": "D2026-0000001", "<slug:": "crime_transfer", "<path:": "x", "<uuid:": "00000000-0000-0000-0000-000000000000"}


def addresses(patterns: Any, before: str = "/") -> Iterator[str]:
    """Return an address for each of the house's own pages."""
    for one in patterns:
        route = str(one.pattern)
        if isinstance(one, URLResolver):
            if not route.startswith(("accounts", "api")):
                yield from addresses(one.url_patterns, before + route)
        elif isinstance(one, URLPattern) and not route.startswith("^"):
            parts = [next((value for kind, value in SAMPLES.items() if part.startswith(kind)), part) for part in (before + route).split("/")]
            yield "/".join(parts)


def clue(by: Officer) -> Dossier:
    return register(Intake(source="inspection", suspected_act="刷单", platform="p", shop_id="S1"), by=by, at=now()).dossier


@pytest.mark.slow
def test_no_address_answers_a_reader_with_405() -> None:
    client = browser(people("li")["li"])
    asked = sorted(set(addresses(get_resolver().url_patterns)))
    assert len(asked) > 60
    led = {address: client.get(address) for address in asked}
    assert [address for address, reply in led.items() if reply.status_code == 405] == []
    assert led["/findings/1/set_aside"].url == "/findings/1"  # type: ignore[attr-defined]  # a redirect
    assert led["/staff/officers"].url == "/staff"  # type: ignore[attr-defined]


def test_a_step_whose_session_had_ended_leads_back_to_its_dossier_with_the_step_open() -> None:
    """Desk d-2: a dead end after the address of a form."""
    li = people("li")["li"]
    dossier = clue(li)
    stranger = Client(headers={"Accept-Language": "zh-hans"})
    asked = stranger.post(f"/dossiers/{dossier.number}/steps/accept", {"accept-note": "写了很久的字"})
    assert asked.status_code == 302
    reply = stranger.post(asked.url, {"login": "li", "password": PASSWORD}, follow=True)  # type: ignore[attr-defined]
    assert reply.status_code == 200
    places = [place for place, _ in reply.redirect_chain]
    assert f"/dossiers/{dossier.number}?for=accept#step-accept" in places
    assert reply.request["PATH_INFO"] == f"/clues/{dossier.number}"


def test_an_unknown_address_is_said_to_be_none_and_no_fault_of_the_node() -> None:
    """Desk d-7: an unknown address was told as a fault of the node."""
    reply = browser(people("li")["li"]).get("/nope")
    told = reply.content.decode()
    assert reply.status_code == 404
    assert "这个地址没有页面" in told
    assert "系统出错" not in told
    assert 'href="/clues"' in browser(Officer.objects.get(username="li")).get("/clues/x/y/z").content.decode()


def test_a_method_that_a_page_does_not_take_is_said_in_words() -> None:
    client = browser(people("li")["li"])
    reply = client.delete("/clues")
    assert reply.status_code == 405
    assert "这个地址不接受这样的提交" in reply.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "已填写的内容保留在本标签页中"), ("en", "kept in this tab")])
def test_a_form_older_than_the_session_leads_back_and_says_so(language: str, words: str) -> None:
    """Desk d-7: a bare page of the library."""
    li = people("li")["li"]
    dossier = clue(li)
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    client.force_login(li, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/dossiers/{dossier.number}/steps/accept"
    reply = client.post(address, {"accept-note": "x"})
    told = reply.content.decode()
    assert reply.status_code == 403
    assert words in told
    assert "DEBUG" not in told
    assert f'href="{address}"' in told
    assert client.get(address).status_code == 302


def test_a_refusal_after_a_form_has_a_way_to_its_page() -> None:
    told = browser(people("li")["li"]).post("/findings/set_aside", {"finding": ["1"], "reason": " "}).content.decode()
    assert "请写明不予跟进的理由" in told
    assert 'href="/findings/set_aside"' in told


def test_nothing_ticked_is_said_on_the_list_itself() -> None:
    reply = browser(people("li")["li"]).post("/findings/set_aside", {"reason": "大促", "back": "/findings?detector=sham_ring"}, follow=True)
    assert reply.redirect_chain == [("/findings?detector=sham_ring", 302)]
    assert "请先勾选至少一条" in reply.content.decode()
