import re

import pytest
from django.test import Client
from people import department_of

from mingjian.office.models import Department, Officer

pytestmark = pytest.mark.django_db


def browser(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def half_in(page: str) -> str:
    """Read the half of a password that a page shows."""
    found = re.search(r'class="once">([^<]+)<', page)
    assert found
    return found[1]


def test_an_officer_is_entered_and_each_half_of_the_password_is_shown_once(who: dict[str, Officer]) -> None:
    client = browser(who["system"])
    reply = client.post("/staff/officers", {"username": "wu", "department": department_of("county").pk, "name_zh": "吴"})
    first = half_in(reply.content.decode())
    entered = Officer.objects.get(username="wu")
    assert entered.roles == []
    assert reply["Cache-Control"] == "no-store"
    assert first not in client.get(f"/staff/officers/{entered.pk}").content.decode()
    consent = entered.consents.get()
    assert client.post(f"/staff/consents/{consent.pk}/give").status_code == 403
    given = browser(who["security"]).post(f"/staff/consents/{consent.pk}/give")
    entered.refresh_from_db()
    assert entered.check_password(f"{first}-{half_in(given.content.decode())}")
    assert given["Cache-Control"] == "no-store"


def test_a_username_that_is_taken_is_told_and_what_was_typed_stays(who: dict[str, Officer]) -> None:
    reply = browser(who["system"]).post("/staff/officers", {"username": "li", "department": department_of("county").pk, "name_zh": "吴某"})
    assert reply.status_code == 422
    assert "吴某" in reply.content.decode()


def test_a_department_is_entered(who: dict[str, Officer]) -> None:
    fields = {"name_zh": "建德市局", "name_en": "Jiande", "kind": "market_regulation", "level": "county", "region": "330182", "platform": ""}
    browser(who["system"]).post("/staff/departments", fields)
    assert Department.objects.get(region="330182").name_zh == "建德市局"


def test_roles_are_granted_by_the_security_administrator_alone(who: dict[str, Officer]) -> None:
    address = f"/staff/officers/{who['li'].pk}/grant"
    assert browser(who["system"]).post(address, {"duty": "work", "roles": ["head"]}).status_code == 403
    assert browser(who["security"]).post(address, {"duty": "work", "roles": ["officer", "head"]}).status_code == 302
    assert Officer.objects.get(username="li").roles == ["head", "officer"]


def test_nobody_changes_their_own_account(who: dict[str, Officer]) -> None:
    assert browser(who["security"]).post(f"/staff/officers/{who['security'].pk}/grant", {"duty": "work", "roles": ["head"]}).status_code == 403


def test_a_deactivated_officer_is_out(who: dict[str, Officer]) -> None:
    browser(who["system"]).post(f"/staff/officers/{who['li'].pk}/active", {"is_active": "0"})
    assert not Officer.objects.get(username="li").is_active


def test_a_new_password_takes_two_and_the_reason_is_asked(who: dict[str, Officer]) -> None:
    address = f"/staff/officers/{who['li'].pk}/ask"
    assert browser(who["security"]).post(address, {"what": "password", "why": ""}).status_code == 422
    first = half_in(browser(who["security"]).post(address, {"what": "password", "why": "忘记"}).content.decode())
    assert browser(who["security"]).post(address, {"what": "password", "why": "再来"}).status_code == 409
    consent = who["li"].consents.get()
    assert "忘记" in browser(who["auditor"]).get("/staff/consents").content.decode()
    second = half_in(browser(who["auditor"]).post(f"/staff/consents/{consent.pk}/give").content.decode())
    assert Officer.objects.get(username="li").check_password(f"{first}-{second}")
    assert browser(Officer.objects.get(username="li")).get("/account").url == "/accounts/password/set/"  # type: ignore[attr-defined]


def test_what_was_asked_may_be_declined_and_asked_again(who: dict[str, Officer]) -> None:
    browser(who["system"]).post(f"/staff/officers/{who['li'].pk}/ask", {"what": "factor", "why": "手机丢失"})
    consent = who["li"].consents.get()
    assert browser(who["security"]).post(f"/staff/consents/{consent.pk}/decline").status_code == 302
    assert browser(who["security"]).post(f"/staff/consents/{consent.pk}/give").status_code == 404
    assert browser(who["system"]).post(f"/staff/officers/{who['li'].pk}/ask", {"what": "factor", "why": "再来"}).status_code == 200


def test_officers_who_work_on_dossiers_do_not_come_in(who: dict[str, Officer]) -> None:
    assert browser(who["li"]).get("/staff").status_code == 403
