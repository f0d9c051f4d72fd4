"""Many rows by a statement of our own: prepared, keyed and noted as the ORM does it."""

from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import now
from people import people

from mingjian.institutions.exchange.models import Outgoing, Peer, RecordVersion, SharedRecord
from mingjian.office.models.hidden import BEGINS, Encrypted, HiddenJSONField
from mingjian.office.record.bulk_insert import insert_many, insert_rows
from mingjian.office.record.written import written_here

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def records(count: int, li: Any) -> list[SharedRecord]:
    told = {"kind": "clue", "department": li.department, "by": li, "made_at": now()}
    return [SharedRecord(name=f"sh.example/clue/C2026-{number:07d}", title=f"第{number}条“线索”", **told) for number in range(count)]


def test_rows_are_inserted_with_keys_that_no_row_had_and_noted_for_the_audit() -> None:
    li = people()["li"]
    gone = SharedRecord.objects.create(name="sh.example/clue/gone", kind="clue", title="", department=li.department, by=li, made_at=now())
    before = gone.pk
    gone.delete()
    with transaction.atomic():
        made = records(700, li)
        insert_rows(made)
        assert [one for one in written_here().made if one in made] == made
    assert [one.pk for one in made] == sorted({one.pk for one in made})
    assert made[0].pk > before
    assert list(SharedRecord.objects.order_by("pk").values_list("pk", "title")) == [(one.pk, one.title) for one in made]
    assert SharedRecord.objects.create(name="next", kind="clue", title="", department=li.department, by=li, made_at=now()).pk > made[-1].pk
    insert_rows([])


def test_what_is_the_same_in_all_rows_is_encrypted_once_and_read_back() -> None:
    li = people()["li"]
    (record,) = made = records(1, li)
    insert_rows(made)
    version = RecordVersion.objects.create(record=record, version=1, values={"title": "某店"}, seed=b"1" * 16, fields="x", made_at=now())
    asked = {"kind": "clue", "fields": ["title"], "node": "hz.example"}
    same = Outgoing(peer=Peer.objects.create(node="hz.example"), kind="record", asked=Encrypted(asked), queued_at=now(), by=li)
    insert_many(same, [{"name": record.name, "version_id": version.pk}, {"name": "b", "item": {"hand_over": "b"}}, {"name": "c"}])
    assert list(Outgoing.objects.values_list("name", "asked", "item")) == [(record.name, asked, {}), ("b", asked, {"hand_over": "b"}), ("c", asked, {})]
    stored = HiddenJSONField().get_prep_value(Encrypted(asked))
    assert stored.startswith(BEGINS)
    assert "hz.example" not in stored


def test_a_table_whose_rows_an_audit_holds_is_not_written_past_it() -> None:
    with pytest.raises(ValueError, match="audit holds"):
        insert_many(SharedRecord(), [{"name": "x"}])


def test_values_that_are_equal_and_not_the_same_are_written_each_as_it_is() -> None:
    """1, True and 1.0 are equal, also within a container: of many rows, each had what the first one says."""
    li = people()["li"]
    (record,) = made = records(1, li)
    insert_rows(made)
    values = [{"n": 1}, {"n": True}, {"n": 1.0}]
    told = {"record": record, "seed": b"1" * 16, "fields": "x", "made_at": now()}
    insert_rows([RecordVersion(version=number, values=value, **told) for number, value in enumerate(values, 1)])
    assert [type(one["n"]) for one in RecordVersion.objects.order_by("version").values_list("values", flat=True)] == [int, bool, float]
