"""A code that leads nowhere, at each door for people without an account: a page in words with the field again, and the same whatever the code looked like."""

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
DOORS = {"consumer": "承办人", "seller": "平台", "rights": "回执", "buyer": "回执"}
LOOKS = ["x", "aB3" * 12, "ABCD-2345", "编码" * 10, "../../etc/passwd", "<script>alert(1)</script>", "'%20OR%201=1", "9" * 400]


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.PUBLIC_DOOR = True


def door() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def without_code(page: str) -> str:
    return re.sub(r"""value="[^"]*"|nonce="[^"]*"|href="[^"]*"|hx-headers='[^']*'""", "", page)


@pytest.mark.parametrize("name", DOORS)
def test_it_says_what_to_do_and_offers_the_field_again(name: str) -> None:
    reply = door().get(f"/{name}/no-such-code")
    assert reply.status_code == 404
    assert DOORS[name] in reply.text
    assert "怎么办" in reply.text
    assert "复制完整的编码" in reply.text
    assert f'action="/{name}"' in reply.text
    assert 'value="no-such-code"' in reply.text  # what was typed stays
    assert reply["Cache-Control"] == "no-store"
    assert "Nothing under this code" in Client(headers={"Accept-Language": "en"}).get(f"/{name}/no-such-code").text


@pytest.mark.parametrize("name", DOORS)
def test_it_is_the_same_page_whatever_the_code_looked_like(name: str) -> None:
    plain = door().get(f"/{name}/no-such-code")
    for code in LOOKS:
        if "/" in code:
            continue  # another address, which leads to no code at all
        reply = door().get(f"/{name}/{code}")
        assert reply.status_code == 404, code
        assert without_code(reply.text) == without_code(plain.text), code
        assert "<script>alert" not in reply.text


@pytest.mark.parametrize("name", ["consumer", "seller", "rights"])
def test_a_code_typed_into_the_field_of_the_door_leads_to_the_same_page(name: str) -> None:
    for code in [*LOOKS, "https://node.example/seller/abc/"]:
        reply = door().get(f"/{name}", {"code": code})
        assert reply.status_code == 404, code
        assert "怎么办" in reply.text, code
        assert "<script>alert" not in reply.text


def test_what_is_sent_with_a_wrong_code_gets_the_same_page_however_large_it_is(sealed: None) -> None:
    for size in (10, 200_000):
        reply = door().post("/rights/no-such-code", {"notice_note": "补" * size})
        assert reply.status_code == 404
        assert "没有收存" in reply.text
