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


def test_an_officer_is_entered_and_the_password_is_shown_once(who: dict[str, Officer]) -> None:
    client = browser(who["system"])
    reply = client.post("/staff/officers", {"username": "wu", "department": department_of("county").pk, "name_zh": "吴"})
    found = re.search(r'class="once">([^<]+)<', reply.content.decode())
    entered = Officer.objects.get(username="wu")
    assert found
    assert entered.check_password(found[1])
    assert entered.roles == []
    assert reply["Cache-Control"] == "no-store"
    assert found[1] not in client.get(f"/staff/officers/{entered.pk}").content.decode()


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


def test_a_new_password_is_given_by_the_security_administrator(who: dict[str, Officer]) -> None:
    reply = browser(who["security"]).post(f"/staff/officers/{who['li'].pk}/password")
    found = re.search(r'class="once">([^<]+)<', reply.content.decode())
    assert found
    assert Officer.objects.get(username="li").check_password(found[1])


def test_officers_who_work_on_dossiers_do_not_come_in(who: dict[str, Officer]) -> None:
    assert browser(who["li"]).get("/staff").status_code == 403
