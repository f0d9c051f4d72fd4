"""L4: a password overwritten or a second factor removed by SQL is told to the officer, also after both were laid back."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from people import PASSWORD, people

from mingjian.office.models import Officer
from mingjian.office.node.models import Shared
from mingjian.office.people import consents, credentials
from mingjian.office.people.key_rotation import turn

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


def test_a_second_factor_exchanged_for_anothers_is_told() -> None:
    """The row stayed, with the secret of the forger's own in it: the forger has an account, and copies what lies encrypted."""
    who = people("li", "wang")
    for name, secret in (("li", "JBSWY3DPEHPK3PXP"), ("wang", "KRSXG5CTMVRXEZLU")):
        Authenticator.objects.create(user=who[name], type="totp", data={"secret": get_adapter().encrypt(secret)})
    credentials.note(who["li"])
    assert credentials.check(who["li"]) == ""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator WHERE user_id = %s) WHERE user_id = %s", [who["wang"].pk, who["li"].pk]
        )
    assert credentials.check(who["li"])


def test_the_use_of_a_factor_and_a_turn_of_the_keys_are_told_to_nobody(settings: Any, tmp_path: Any) -> None:
    settings.REST_KEY_FILE = str(tmp_path / "rest-key")
    li = people("li")["li"]
    Authenticator.objects.create(user=li, type="totp", data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")})
    codes = Authenticator.objects.create(user=li, type="recovery_codes", data={"seed": get_adapter().encrypt("seed"), "used_mask": 0})
    credentials.note(li)
    codes.data["used_mask"], codes.last_used_at = 5, now()
    codes.save()
    turn(now())
    assert credentials.check(li) == ""


def test_an_identity_at_the_provider_that_was_laid_in_by_sql_is_told() -> None:
    li = people("li")["li"]
    credentials.note(li)
    SocialAccount.objects.bulk_create([SocialAccount(user=li, provider="oidc", uid="mallory")])
    assert TOLD in page_after(PASSWORD)


def test_whoever_empties_the_store_of_the_database_has_blessed_nothing() -> None:
    people("li")
    assert TOLD not in page_after(PASSWORD)
    overwrite(make_password(FORGED))
    Shared.objects.all().delete()
    assert TOLD in page_after(FORGED)


def test_what_an_earlier_version_remembered_is_taken_over_without_an_alarm() -> None:
    li = people("li")["li"]
    cache.set(credentials._key(li), {"set": credentials._of_before(li)}, None)
    assert TOLD not in page_after(PASSWORD)
    overwrite(make_password(FORGED))
    assert TOLD in page_after(FORGED)


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
