"""M4 by a second door: a copy of the database opens no receipt either, and no right, of which the code alone is asked."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from make import make_kit
from noticed import Who, papers
from stored import everything_stored

from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.notices.models import Notice, Right
from mingjian.office.audit.run import audit
from mingjian.office.models.hidden import CodeKeyField, HiddenField, code_key

pytestmark = pytest.mark.django_db
#: What is called a code and opens nothing.
NAMES = {"office.Department", "operators.Link", "matters.Party"}


def test_every_code_that_opens_something_lies_encrypted() -> None:
    """A model that is added with such a code in clear is named here."""
    found = {model._meta.label: model._meta.get_field("code") for model in apps.get_models() if any(one.name == "code" for one in model._meta.fields)}
    clear = {label for label, field in found.items() if not isinstance(field, HiddenField)}
    assert clear == NAMES
    assert {"notices.Notice", "notices.Right", "notices.OperatorReceipt", "disputes.ConsumerReceipt", "evidence.Kit", "lab.Comment"} <= {
        model._meta.label for model in apps.get_models() for field in model._meta.fields if isinstance(field, CodeKeyField)
    }


@pytest.mark.both_databases
def test_no_receipt_is_opened_by_what_the_database_holds(who: Who, settings: Any) -> None:
    settings.PUBLIC_DOOR = True
    door = Client()
    reply = door.post("/rights", papers(who))
    assert reply.status_code == 302, reply.text
    notice, right = Notice.objects.get(), Right.objects.get()
    bought = make_kit(at=now(), place="抖音 › 直播间 小敏好物")
    short = bought.short
    told = everything_stored()
    for code in (notice.code, right.code, bought.code, short.code):
        assert len(code) >= 8
        assert code not in told
    assert reply["Location"] == f"/rights/{notice.code}"
    assert door.get(f"/rights/{notice.code}").status_code == 200
    assert door.get(f"/buyer/{bought.code}").status_code == 200
    for held in (notice.code_key, notice.code_key[:40], bought.code_key[:40]):
        assert door.get(f"/rights/{held}").status_code == 404
        assert door.get(f"/buyer/{held}").status_code == 404
    again = papers(who, right_code=right.code_key[:40], listing_addresses="https://yunjishi.example/item/8")
    assert door.post("/rights", again).status_code == 422
    assert Notice.objects.count() == 1


@pytest.mark.both_databases
def test_a_hash_laid_into_the_place_of_a_code_is_named_by_the_audit(node: Who) -> None:
    bought = Kit.objects.order_by("pk")[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_kit SET code_key = %s WHERE id = %s", [code_key("mine"), bought.pk])
    assert any("the column code_key" in one.text.en for one in audit().found)


def test_codes_are_found_after_the_secret_of_the_node_changed(who: Who, settings: Any) -> None:
    settings.PUBLIC_DOOR = True
    bought = make_kit(at=now(), place="抖音 › 直播间 小敏好物")
    settings.SECRET_KEY = "another"  # noqa: S105 - of a test
    assert Client().get(f"/buyer/{bought.code}").status_code == 200
