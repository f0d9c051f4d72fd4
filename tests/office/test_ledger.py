"""The ledger in the database: no gaps, nothing without its transaction, every entry provable, every change found."""

import importlib
import io
import json
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from mingjian.core.errors import BadInput, LedgerFault, NotFound
from mingjian.core.ledger.audit import Report, audit
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tree import tree_root, verify_consistency
from mingjian.office.models import Checkpoint, Entry, Tile
from mingjian.office.record import ledger

pytestmark = pytest.mark.both_databases

KEPT = importlib.import_module("mingjian.office.migrations.0003_entries_stay")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_key(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def _may_change() -> None:
    """Lay the triggers aside: somebody with the database's own password can."""
    with connection.cursor() as cursor:
        for statement in KEPT.undoing(connection.vendor):
            cursor.execute(statement)


def fill(count: int) -> list[Entry]:
    return [ledger.append({"number": number}, kind="take_measures", at=NOON + timedelta(seconds=number)) for number in range(count)]


def exported() -> bytes:
    out = io.BytesIO()
    ledger.export(out)
    return out.getvalue()


def audited() -> Report:
    return audit(exported().splitlines(keepends=True), key=ledger.verifier())


@pytest.mark.django_db
def test_an_entry_is_kept_with_the_bytes_that_were_hashed() -> None:
    at = datetime(2026, 11, 24, 20, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    entry = ledger.append({"reason": "涉嫌假冒", "given": {"measure": ["下架"]}}, kind="take_measures", at=at)
    entry.refresh_from_db()
    assert entry.body.encode() == canonical({"reason": "涉嫌假冒", "given": {"measure": ["下架"]}, "kind": "take_measures", "at": at.isoformat()})
    assert bytes(entry.leaf) == leaf_hash(entry.body.encode())
    assert (entry.index, entry.kind, entry.at) == (0, "take_measures", at)


@pytest.mark.django_db
def test_indexes_have_no_gaps() -> None:
    assert [entry.index for entry in fill(5)] == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_an_export_ends_where_it_is_signed_while_others_go_on() -> None:
    fill(3)
    signed, out = ledger.checkpoint(NOON), io.BytesIO()
    fill(2)
    assert ledger.export(out, signed) == 3
    report = audit(out.getvalue().splitlines(keepends=True), key=ledger.verifier())
    assert (report.entries, report.is_sound) == (3, True)
    assert not audited().is_sound  # all of it: nothing vouches for the last two yet


@pytest.mark.django_db
def test_kind_and_instant_cannot_be_told_otherwise_in_the_body() -> None:
    entry = ledger.append({"kind": "other", "at": "yesterday"}, kind="true", at=NOON)
    assert json.loads(entry.body) == {"kind": "true", "at": NOON.isoformat()}


@pytest.mark.django_db
def test_appending_takes_one_round_trip(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Two queries on SQLite, which has no trip to make."""
    with transaction.atomic(), django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        ledger.append({}, kind="opened", at=NOON)


@pytest.mark.django_db
def test_the_entry_given_is_the_one_that_the_database_holds() -> None:
    fill(2)
    given = ledger.append({"number": 2}, kind="opened", at=NOON, key="1:a")
    held = Entry.objects.get(pk=given.pk)
    for field in Entry._meta.concrete_fields:
        ours, theirs = getattr(given, field.attname), getattr(held, field.attname)
        assert ours == (bytes(theirs) if field.name == "leaf" else theirs), field.name
    assert tuple(field.attname for field in Entry._meta.concrete_fields) == ledger._COLUMNS


@pytest.mark.django_db
def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(BadInput):
        ledger.append({"amount": 2**60}, kind="opened", at=NOON)
    with pytest.raises(ValueError, match="time zone"):
        ledger.append({}, kind="opened", at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_transaction_that_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    fill(2)
    with transaction.atomic():
        fill(3)
        transaction.set_rollback(True)
    assert [entry.index for entry in fill(1)] == [2]
    assert Entry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_get_indexes_without_gaps_or_repeats() -> None:
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(12):
                with transaction.atomic():
                    ledger.append({"writer": writer, "number": number}, kind="take_measures", at=NOON)
                    if number % 4 == 3:
                        transaction.set_rollback(True)
        except BaseException as error:  # told below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = list(Entry.objects.values_list("index", "body"))
    assert [index for index, _ in rows] == list(range(4 * 9))
    assert len({body for _, body in rows}) == 4 * 9
    ledger.checkpoint(NOON)
    assert audited().is_sound


@pytest.mark.django_db
def test_a_checkpoint_signs_the_root_over_all_entries() -> None:
    entries = fill(5)
    made = ledger.checkpoint(NOON)
    signed = ledger.verifier().open(made.note)
    assert (signed.origin, signed.size) == (f"{django_settings.NODE}/ledger", 5)
    assert signed.root == bytes(made.root) == tree_root(bytes(entry.leaf) for entry in entries)


@pytest.mark.django_db
def test_a_checkpoint_is_not_made_twice_for_the_same_entries() -> None:
    fill(3)
    assert ledger.checkpoint(NOON) == ledger.checkpoint(NOON + timedelta(hours=1))
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db
def test_the_ledger_of_nothing_can_be_signed_exported_and_verified() -> None:
    ledger.checkpoint(NOON)
    assert audited().is_sound


def fill_fast(first: int, last: int) -> None:
    bodies = [canonical({"number": number, "kind": "k", "at": NOON.isoformat()}) for number in range(first, last)]
    Entry.objects.bulk_create(
        Entry(index=index, at=NOON, kind="k", body=body.decode(), leaf=leaf_hash(body)) for index, body in zip(range(first, last), bodies, strict=True)
    )


@pytest.mark.django_db
def test_a_grown_ledger_proves_itself_through_its_tiles() -> None:
    """Over several tiles and stretches, in uneven goes."""
    for first, last in ((0, 3), (3, 700), (700, 2600)):
        fill_fast(first, last)
        ledger.checkpoint(NOON)
    leaves = [bytes(leaf) for leaf in Entry.objects.values_list("leaf", flat=True)]
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [3, 700, 1024, 2048, 2600]
    assert [bytes(made.root) for made in Checkpoint.objects.all()] == [tree_root(leaves[: made.size]) for made in Checkpoint.objects.all()]
    assert Tile.objects.filter(level=0).count() == 2600 // 256
    verify_consistency(700, 2600, ledger.consistency(700, 2600), tree_root(leaves[:700]), tree_root(leaves))
    for index in (0, 255, 256, 1023, 2559, 2560, 2599):
        assert ledger.verify_entry(Entry.objects.get(index=index)).is_proven
    report = audited()
    assert (report.is_sound, report.entries, report.checkpoints) == (True, 2600, 5)


@pytest.mark.django_db
def test_a_checkpoint_of_a_long_ledger_reads_few_rows(django_assert_max_num_queries: Any) -> None:
    fill_fast(0, 2600)
    ledger.checkpoint(NOON)
    fill_fast(2600, 2601)
    with django_assert_max_num_queries(12):
        ledger.checkpoint(NOON)


@pytest.mark.django_db
def test_an_entry_is_proven_alone_and_offline() -> None:
    entry = fill(20)[13]
    ledger.checkpoint(NOON)
    examined = ledger.verify_entry(entry)
    assert examined.is_proven
    assert examined.proof is not None
    assert examined.proof.verify(ledger.verifier()).size == 20


@pytest.mark.django_db
def test_an_entry_behind_the_newest_checkpoint_is_not_proven_yet() -> None:
    fill(3)
    ledger.checkpoint(NOON)
    entry = fill(1)[0]
    assert not ledger.verify_entry(entry).is_proven
    with pytest.raises(NotFound):
        ledger.inclusion(entry)
    with pytest.raises(NotFound):
        ledger.consistency(3, 4)


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_change")
@pytest.mark.parametrize(
    "change", [{"kind": "lift_measures"}, {"at": NOON + timedelta(days=1)}, {"body": '{"at":"2026-11-24T12:00:00+00:00","kind":"take_measures"}'}]
)
def test_a_changed_row_is_no_longer_proven(change: dict[str, Any]) -> None:
    fill(5)
    ledger.checkpoint(NOON)
    Entry.objects.filter(index=3).update(**change)
    assert not ledger.verify_entry(Entry.objects.get(index=3)).is_proven


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_change")
def test_a_row_changed_with_its_hash_is_named_by_the_audit() -> None:
    fill(5)
    ledger.checkpoint(NOON)
    body = canonical({"number": "forged", "kind": "take_measures", "at": NOON.isoformat()})
    Entry.objects.filter(index=3).update(body=body.decode(), leaf=leaf_hash(body), at=NOON)
    assert not ledger.verify_entry(Entry.objects.get(index=3)).is_proven
    assert [(found.kind, found.first) for found in audited().faults] == [("changed", 3)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_change")
def test_a_removed_row_is_named_and_nothing_more_is_signed() -> None:
    fill(6)
    ledger.checkpoint(NOON)
    Entry.objects.filter(index=3).delete()
    assert [(found.kind, found.first, found.last) for found in audited().faults] == [("removed", 3, 3)]
    Entry.objects.filter(index=5).delete()
    with pytest.raises(LedgerFault, match="holds 5"):
        ledger.checkpoint(NOON)


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_change")
@pytest.mark.parametrize("index", [1, 4])
def test_what_was_changed_is_not_signed(index: int) -> None:
    """Before the last checkpoint by its root, after it by the entry's own hash."""
    fill(3)
    ledger.checkpoint(NOON)
    fill(3)
    body = canonical({"number": "forged", "kind": "take_measures", "at": NOON.isoformat()})
    Entry.objects.filter(index=index).update(body=body.decode(), **({"leaf": leaf_hash(body)} if index == 1 else {}))
    with pytest.raises(LedgerFault):
        ledger.checkpoint(NOON)
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db
def test_a_lost_key_is_not_silently_replaced(settings: Settings, tmp_path: Path) -> None:
    fill(3)
    ledger.checkpoint(NOON)
    settings.HOME = tmp_path / "elsewhere"
    fill(1)
    with pytest.raises(LedgerFault, match="no new one is made"):
        ledger.checkpoint(NOON)


def refused(statement: str) -> str:
    """Run a statement that the database should refuse, and give its word."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE office_entry SET kind = 'x'", "UPDATE office_checkpoint SET note = 'x'"])
def test_the_database_itself_refuses_a_change(statement: str) -> None:
    fill(2)
    ledger.checkpoint(NOON)
    assert "The ledger is only added to" in refused(statement)


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_change")
@pytest.mark.parametrize("act", ["DELETE FROM {table}", "UPDATE {table} SET id = 1000", "TRUNCATE {table} CASCADE"])
def test_outside_tests_the_database_refuses_removal_too(act: str) -> None:
    with connection.cursor() as cursor:
        for statement in KEPT.statements(connection.vendor):
            cursor.execute(statement)
    fill(2)
    ledger.checkpoint(NOON)
    connection.check_constraints()  # PostgreSQL truncates no table while any wait to be checked
    for table in KEPT.TABLES:
        if connection.vendor == "postgresql" or "TRUNCATE" not in act:  # which SQLite does not know
            assert "The ledger is only added to" in refused(act.format(table=table))
    assert Entry.objects.count() == 2
