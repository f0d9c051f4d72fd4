"""D5: no administrator alone gets into an officer's account, or into a duty that another keeps."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now
from people import PASSWORD, at, browser, department_of

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.office.models import Consent, Entry, Officer
from mingjian.office.people import consents, staff

NOON = at("2026-11-24 12:00")
OWN = "an-Own-password-of-2026"


@pytest.fixture
def entered(who: dict[str, Officer]) -> tuple[dict[str, Officer], str, str]:
    """An officer whom one administrator entered and another consented to, with the halves that each was shown."""
    first = staff.add_officer("chen", department_of("county"), name_zh="陈", by=who["system"], at=now())
    second = consents.give(consents.waiting().get(), by=who["security"], at=now())
    staff.grant(Officer.objects.get(username="chen"), duty="work", roles=["officer"], by=who["security"], at=now())
    return who, first, second


def sign_in(name: str, password: str) -> tuple[Client, Any]:
    client = Client(REMOTE_ADDR="203.0.113.9")
    return client, client.post("/accounts/login/", {"login": name, "password": password})


def test_neither_half_alone_is_a_password(entered: tuple[dict[str, Officer], str, str]) -> None:
    _, first, second = entered
    for wrong in (first, second, f"{second}-{first}", f"{first}-"):
        assert sign_in("chen", wrong)[1].status_code != 302
    assert Consent.objects.get().half == ""


def test_whoever_entered_an_officer_cannot_sign_in_even_once_roles_are_granted(who: dict[str, Officer]) -> None:
    first = staff.add_officer("chen", department_of("county"), name_zh="陈", by=who["system"], at=now())
    staff.grant(Officer.objects.get(username="chen"), duty="work", roles=["officer"], by=who["security"], at=now())
    assert sign_in("chen", first)[1].status_code != 302


def test_a_first_password_is_good_for_one_sign_in_that_opens_nothing_but_choosing_an_own(entered: tuple[dict[str, Officer], str, str]) -> None:
    _, first, second = entered
    client, reply = sign_in("chen", f"{first}-{second}")
    assert reply.status_code == 302
    for page in ("/", "/dossiers", "/account", "/accounts/2fa/", "/api/findings"):
        assert client.get(page).url == "/accounts/password/set/"  # type: ignore[attr-defined]
    assert sign_in("chen", f"{first}-{second}")[1].status_code != 302  # whoever looked over a shoulder comes too late
    assert client.post("/accounts/password/set/", {"password1": OWN, "password2": OWN}).status_code == 302
    assert client.get("/account").status_code == 200
    assert sign_in("chen", OWN)[1].status_code == 302
    assert Entry.objects.filter(kind="officer_begun").count() == 1


def test_a_first_password_is_over_after_three_days(entered: tuple[dict[str, Officer], str, str]) -> None:
    _, first, second = entered
    Officer.objects.filter(username="chen").update(first_until=now() - timedelta(minutes=1))
    client, reply = sign_in("chen", f"{first}-{second}")
    assert reply.status_code == 403
    assert client.get("/account").status_code == 302
    assert "三天" in reply.content.decode()


def test_a_reset_takes_two_of_different_duties_and_whoever_asked_is_not_one_of_them(who: dict[str, Officer]) -> None:
    consents.ask(who["li"], "factor", why="手机丢失", by=who["security"], at=NOON)
    asked = consents.waiting().get()
    other = Officer.objects.create(username="security2", department=department_of("city"), duty="security", name_zh="安")
    for by in (who["security"], other, who["li"], who["wang"]):
        with pytest.raises(NotPermitted):
            consents.give(asked, by=by, at=NOON)
    assert Officer.objects.get(username="li").check_password(PASSWORD)
    consents.give(asked, by=who["auditor"], at=NOON)
    assert not Officer.objects.get(username="li").check_password(PASSWORD)
    with pytest.raises(StepRefused):
        consents.give(asked, by=who["system"], at=NOON)


def test_the_database_itself_refuses_one_who_is_both(who: dict[str, Officer]) -> None:
    told = {"officer": who["li"], "what": "password", "why": "x", "asked_by": who["system"], "asked_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**told, answered_by=who["system"], answered_at=NOON, is_given=True)


def test_a_lost_factor_is_renewed_by_two_with_the_password_and_ends_all_sessions(who: dict[str, Officer], settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    li, client = who["li"], browser(who["li"])
    Authenticator.objects.create(user=li, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    assert client.get("/account").status_code == 200
    first = consents.ask(li, "factor", why="手机丢失", by=who["system"], at=now())
    assert Authenticator.objects.filter(user=li).exists()  # one alone takes nothing away
    second = consents.give(consents.waiting().get(), by=who["security"], at=now())
    assert client.get("/account").status_code == 302
    again, reply = sign_in("li", f"{first}-{second}")
    assert reply.status_code == 302
    again.post("/accounts/password/set/", {"password1": OWN, "password2": OWN})
    assert again.get("/").url == "/accounts/2fa/"  # type: ignore[attr-defined]


def test_the_officer_is_told_on_the_own_page_as_soon_as_it_is_asked(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    consents.ask(who["li"], "password", why="忘记", by=who["security"], at=now())
    page = client.get("/account").content.decode()
    assert "待另一位管理员" in page
    assert "security" in page


def test_no_puppet_is_made_a_second_administrator_by_one_alone(who: dict[str, Officer]) -> None:
    staff.add_officer("puppet", department_of("city"), name_zh="木偶", by=who["system"], at=NOON)
    puppet = Officer.objects.get(username="puppet")
    consents.give(consents.waiting().get(), by=who["security"], at=NOON)
    assert staff.grant(puppet, duty="security", roles=[], by=who["security"], at=NOON) is False
    puppet.refresh_from_db()
    assert puppet.duty == "work"
    with pytest.raises(NotPermitted):
        consents.give(consents.waiting().get(), by=who["security"], at=NOON)
    consents.give(consents.waiting().get(), by=who["auditor"], at=NOON)
    puppet.refresh_from_db()
    assert puppet.duty == "security"
    assert puppet.entered_by == who["system"]
    consents.ask(who["li"], "password", why="x", by=who["system"], at=NOON)
    with pytest.raises(NotPermitted, match="entered you"):  # nor can whom somebody entered be their second
        consents.give(consents.waiting().get(), by=puppet, at=NOON)


def test_an_administrator_is_not_given_work_by_one_alone(who: dict[str, Officer]) -> None:
    assert staff.grant(who["system"], duty="work", roles=["officer", "head"], by=who["security"], at=NOON) is False
    assert Officer.objects.get(username="system").duty == "system"


def test_nobody_grants_to_whom_they_entered(who: dict[str, Officer]) -> None:
    mine = Officer.objects.create(username="mine", department=department_of("county"), duty="work", entered_by=who["security"])
    with pytest.raises(NotPermitted):
        staff.grant(mine, duty="work", roles=["officer"], by=who["security"], at=NOON)
