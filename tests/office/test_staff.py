"""Administrators, each with a duty of their own."""

import pytest
from django.db import IntegrityError, transaction
from people import at, department_of, people

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.office.models import Entry, Officer
from mingjian.office.people import consents, staff

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")


def test_the_system_administrator_enters_an_officer_and_the_security_administrator_grants() -> None:
    who = people("system", "security")
    first = staff.add_officer("chen", department_of("county"), name_zh="陈", by=who["system"], at=NOON)
    assert not Officer.objects.get(username="chen").has_usable_password()
    second = consents.give(consents.waiting().get(), by=who["security"], at=NOON)
    chen = Officer.objects.get(username="chen")
    assert chen.check_password(f"{first}-{second}")
    assert chen.roles == []
    staff.grant(chen, duty="work", roles=["head", "officer"], by=who["security"], at=NOON)
    assert chen.holds("head")
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert kinds == ["officer_added", "consent_asked", "consent_given", "officer_password_renewed", "officer_granted"]


def test_nobody_does_what_is_not_their_duty() -> None:
    who = people("system", "security", "auditor", "wang")
    for name in ("security", "auditor", "wang"):
        with pytest.raises(NotPermitted):
            staff.add_officer("x", department_of("county"), name_zh="某", by=who[name], at=NOON)
    for name in ("system", "auditor", "wang"):
        with pytest.raises(NotPermitted):
            staff.grant(who["wang"], duty="work", roles=["officer"], by=who[name], at=NOON)


def test_administrators_do_not_change_themselves() -> None:
    who = people("system", "security")
    with pytest.raises(NotPermitted):
        staff.grant(who["security"], duty="work", roles=["officer"], by=who["security"], at=NOON)
    with pytest.raises(NotPermitted):
        staff.set_active(who["system"], False, by=who["system"], at=NOON)


def test_the_database_itself_keeps_duties_apart() -> None:
    auditor = people("auditor")["auditor"]
    auditor.roles = ["officer"]
    with pytest.raises(IntegrityError), transaction.atomic():
        auditor.save()
    auditor.roles, auditor.is_superuser = [], True
    with pytest.raises(IntegrityError), transaction.atomic():
        auditor.save()


@pytest.mark.parametrize(("duty", "roles"), [("work", ["emperor"]), ("throne", [])])
def test_unknown_roles_and_duties_are_refused(duty: str, roles: list[str]) -> None:
    who = people("security", "li")
    with pytest.raises(BadInput):
        staff.grant(who["li"], duty=duty, roles=roles, by=who["security"], at=NOON)


def test_a_department_needs_a_region_of_six_digits() -> None:
    system = people("system")["system"]
    fields = {"name_zh": "某县局", "name_en": "A county", "kind": "market_regulation", "level": "county", "region": "33"}
    with pytest.raises(BadInput):
        staff.add_department(fields, by=system, at=NOON)
    assert staff.add_department({**fields, "region": "330122"}, by=system, at=NOON).region_prefix == "330122"
