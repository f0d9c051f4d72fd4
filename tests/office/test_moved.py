"""Addresses of before: whoever kept one or printed it comes to where the page is now, once signed in; nothing is posted there."""

import re

import pytest
from django.test import Client
from django.urls import resolve
from people import browser, people

from mingjian import urls
from mingjian.office.institution import institutions

MOVED = [pair for table in (urls.MOVED, *(one.moved for one in institutions())) for pair in table.items()]
PART = re.compile(r"<\w+:(\w+)>")


def filled(old: str, new: str) -> tuple[str, str]:
    """Return an address of before with its parts filled in, and where it leads."""
    parts = dict.fromkeys(PART.findall(old), "7")
    return f"/{PART.sub('7', old)}", f"/{new % parts}"


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), MOVED)
def test_an_address_of_before_leads_for_good_to_where_the_page_is_now(old: str, new: str) -> None:
    before, now = filled(old, new)
    own = browser(people()["li"])
    reply = own.get(f"{before}?page=2")
    assert (reply.status_code, reply["Location"]) == (301, f"{now}?page=2")
    assert own.post(before).status_code == 405
    assert Client().get(before)["Location"].startswith("/accounts/login/")
    assert resolve(now).namespace != "moved"


def test_some_have_moved() -> None:
    assert len(MOVED) > 5
