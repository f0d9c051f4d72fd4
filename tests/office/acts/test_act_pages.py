"""The page of an act and the same act through the API: drawn from the rulebook, refused in words, nothing typed lost."""

import json
from typing import Any

import pytest
from django.test import Client
from make import make_kit
from people import PASSWORD, at

from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
KEY = {"set_kit_aside-key": "k1"}


@pytest.fixture
def kit(who: dict[str, Officer]) -> Kit:
    return make_kit(at=NOON, goods="<b>面霜</b>")


def page_of(kit: Kit) -> str:
    return f"/acts/kit/{kit.number}/set_kit_aside"


def signed_in(name: str) -> Client:
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def test_the_page_of_a_thing_shows_the_form_and_the_form_does_the_act(kit: Kit) -> None:
    client = signed_in("li")
    shown = client.get(f"/kits/{kit.pk}").content.decode()
    assert f'action="{page_of(kit)}"' in shown
    assert 'name="set_kit_aside-reason"' in shown
    reply = client.post(page_of(kit), {**KEY, "set_kit_aside-reason": "无法联系"}, follow=True)
    assert reply.redirect_chain == [(f"/kits/{kit.pk}", 302)]
    assert "已办理：证据包不予跟进" in reply.content.decode()
    assert page_of(kit) not in reply.content.decode()


def test_an_act_has_a_page_of_its_own(kit: Kit) -> None:
    text = signed_in("li").get(page_of(kit)).content.decode()
    assert f"证据包 {kit.number}" in text
    assert "<b>面霜" not in text
    assert "&lt;b&gt;面霜" in text


def test_what_was_typed_stays_when_it_is_refused(kit: Kit) -> None:
    client = signed_in("li")
    empty = client.post(page_of(kit), {**KEY, "set_kit_aside-reason": " "})
    assert (empty.status_code, "请补正下面标明的各项" in empty.content.decode()) == (422, True)
    client.post(page_of(kit), {**KEY, "set_kit_aside-reason": "无法联系"})
    late = client.post(page_of(kit), {"set_kit_aside-key": "k2", "set_kit_aside-reason": "我的理由"})
    assert late.status_code == 409
    assert "已有人处理，请刷新" in late.content.decode()
    assert "我的理由" in late.content.decode()
    assert client.get(page_of(kit)).status_code == 409


@pytest.mark.parametrize(("name", "status"), [("zhou", 404), ("sun", 200), ("auditor", 404)])
def test_whoever_may_not_see_it_finds_no_act(kit: Kit, name: str, status: int) -> None:
    assert signed_in(name).get(page_of(kit)).status_code == status


@pytest.mark.parametrize(
    "address", ["/acts/kit/K1/set_kit_aside", "/acts/cat/1/feed", "/acts/new/kit/set_kit_aside", "/acts/kit/{}/burn", "/acts/kit/{}/take_kit_up"]
)
def test_there_are_no_other_acts(kit: Kit, address: str) -> None:
    assert signed_in("li").get(address.format(kit.number)).status_code == 404


def asked(method: str, name: str, path: str, body: Any = None, **more: Any) -> Any:
    key = make_key(Officer.objects.get(username=name), "x", at=NOON)
    sent = {"data": json.dumps(body) if not isinstance(body, str) else body, "content_type": "application/json"} if method == "post" else {}
    return getattr(Client(headers={"Authorization": f"Bearer {key}"}), method)(f"/api/acts{path}", **(sent | more))


def test_the_api_tells_what_may_be_done_and_does_it_once(kit: Kit) -> None:
    path = f"/kit/{kit.number}"
    told = asked("get", "li", path).json()
    assert (told["kind"], told["number"], told["name"], told["state"]) == ("kit", kit.number, kit.wire_name, "open")
    act = next(one for one in told["acts"] if one["name"] == "set_kit_aside")
    assert [need["name"] for need in act["needs"]] == ["reason"]
    body = {"papers": {"reason": "无法联系"}, "key": "k1"}
    done, again = (asked("post", "li", f"{path}/set_kit_aside", body).json() for _ in range(2))
    assert done["thing"]["state"] == again["thing"]["state"] == "set_aside"
    assert done["entry"]["index"] == again["entry"]["index"]
    assert Entry.objects.filter(kind="kit_set_aside").count() == 1


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("li", "{", 422),
        ("li", [], 422),
        ("li", {"papers": []}, 422),
        ("li", {"papers": {}, "key": 5}, 422),
        ("li", {"papers": {}}, 422),
        ("li", {"papers": {"reason": ["x"]}}, 422),
        ("zhou", {"papers": {"reason": "x"}}, 404),
        ("clerk", {"papers": {"reason": "x"}}, 404),
        ("auditor", {"papers": {"reason": "x"}}, 404),
    ],
)
def test_the_api_refuses_in_words(kit: Kit, name: str, body: Any, status: int) -> None:
    if name == "auditor":
        assert signed_in(name).post(f"/api/acts/kit/{kit.number}/set_kit_aside").status_code == status
        return
    reply = asked("post", name, f"/kit/{kit.number}/set_kit_aside", body)
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json")
    assert Kit.objects.get(pk=kit.pk).state == "open"
