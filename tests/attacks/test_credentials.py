"""L4: a password overwritten or a second factor removed by SQL is told to the officer, also after both were laid back."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from people import PASSWORD, people

from mingjian.office.models import Officer
from mingjian.office.people import consents, credentials

pytestmark = pytest.mark.django_db
FORGED = "Forged-2026-password"
TOLD = "曾在本系统之外被改动"


def page_after(password: str, name: str = "li") -> str:
    client = Client()
    reply = client.post("/accounts/login/", {"login": name, "password": password}, follow=True)
    return str(reply.content.decode())


def overwrite(hashed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE office_officer SET password = %s WHERE username = 'li'", [hashed])


def test_an_overwritten_password_is_told_also_after_it_was_laid_back() -> None:
    before = people("li")["li"].password
    assert TOLD not in page_after(PASSWORD)
    overwrite(make_password(FORGED))
    assert TOLD in page_after(FORGED)
    overwrite(before)
    assert TOLD in page_after(PASSWORD)


def test_a_removed_second_factor_is_told(caplog: Any) -> None:
    li = people("li")["li"]
    Authenticator.objects.create(user=li, type="totp", data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")})
    credentials.note(li)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mfa_authenticator")
    assert TOLD in page_after(PASSWORD)
    assert "credentials_differ" in [getattr(one, "event", "") for one in caplog.records]


def test_what_is_set_through_the_node_is_told_to_nobody() -> None:
    people("li")
    client = Client()
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    own = "another-Own-password-2026"
    changed = {"oldpassword": PASSWORD, "password1": own, "password2": own}
    assert client.post("/accounts/password/change/", changed).status_code == 302
    assert TOLD not in page_after(own)


def test_a_password_renewed_by_two_is_told_to_nobody_and_ends_the_warning() -> None:
    who = people("li", "system", "security")
    assert TOLD not in page_after(PASSWORD)
    overwrite(make_password(FORGED))
    assert TOLD in page_after(FORGED)
    first = consents.ask(Officer.objects.get(username="li"), "password", why="本人申请", by=who["system"], at=now())
    second = consents.give(consents.waiting().get(), by=who["security"], at=now())
    assert TOLD not in page_after(f"{first}-{second}")
