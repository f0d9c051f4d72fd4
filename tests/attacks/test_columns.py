"""Every column of every thing that an entry tells of, changed by SQL: the audit names it, or the model says openly that it changes without an entry."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from mingjian.office.models import Officer, Standing
from mingjian.office.record.row_digests import differences
from mingjian.office.record.rows import drifting, hashes_of

FEWEST = 40  # manipulations that must be among them
#: Every single column that may change without an entry: what is computed from the record, or the work of a machine afterwards. A new one is argued for here.
COMPUTED = {
    "evidence.Capture": {"stands", "note_zh", "note_en"},
    "operators.Report": {"stands", "note_zh", "note_en"},
    "monitoring.RuleWord": {"confirmed", "rejected"},
    "monitoring.Finding": {"name", "seen_at", "gone_at", "gone_why"},
    "cases.Case": {"goods_value", "near_percent", "nearness", "weighed_on"},
    "exchange.Copy": {"state", "since", "confirmed", "word", "passed_on", "heard", "due", "sighted_on", "consents", "is_consent_open"},
    "retention.ErasedFile": {"gone_at", "is_needed"},
    "notices.OperatorReceipt": {"seen_at"},
    "office.Officer": {"password", "last_login", "first_name", "last_name", "email", "is_demo", "first_until"},
    "office.ApiKey": {"seen_at"},
    "disputes.ConsumerReceipt": {"seen_at"},
    "disputes.ConsumerWord": {"taken_at"},
    "office.Consent": {"half"},
    "office.Roster": {"rows", "halves"},
}


class Undo(Exception):
    """Takes a forgery back."""


def kept_rows() -> Iterator[tuple[type[models.Model], int]]:
    """Return one row of every model that is sealed, from what the standings tell."""
    import json

    seen = set()
    for told in Standing.objects.values_list("told", flat=True):
        for name in json.loads(told)["rows"]:
            label, key = name.rsplit("/", 1)
            if label not in seen:
                seen.add(label)
                yield apps.get_model(label), int(key)


def forged(field: "models.Field[Any, Any]", value: Any) -> Any:
    """Return another value that the column takes."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField):
        return '["forged"]'
    if isinstance(field, models.DateTimeField):
        return "2020-01-01 00:00:00+00:00" if connection.vendor == "postgresql" else "2020-01-01 00:00:00"
    if isinstance(field, models.DateField):
        return "2020-01-01"
    if isinstance(field, models.CharField | models.TextField):
        return f"{value or ''}x"[-(field.max_length or 1000) :]
    return (value or 0) + 1  # numbers and keys of other rows


def change(model: type[models.Model], key: int, field: "models.Field[Any, Any]") -> None:
    """Write a column as whoever has the database's password writes it."""
    value = model._base_manager.values_list(field.attname, flat=True).get(pk=key)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s WHERE "{model._meta.pk.column}" = %s', [forged(field, value), key])  # noqa: S608 - our own names


@pytest.mark.usefixtures("node")
def test_every_column_that_is_changed_is_named(found: Callable[[], list[str]]) -> None:
    assert found() == []
    named, unseen = [], []
    for model, key in list(kept_rows()):
        for field in model._meta.concrete_fields:
            if field.primary_key or field.attname in drifting(model):
                continue
            try:
                with transaction.atomic():
                    change(model, key, field)
                    row = f"{model._meta.label}/{key}"  # one that is said to belong to another is missing where it was
                    expected = (f"the column {field.attname} of {row} was changed", f"the row {row} was removed")
                    (named if any(one in text for text in found() for one in expected) else unseen).append(f"{model._meta.label}.{field.attname}")
                    raise Undo
            except (Undo, IntegrityError):
                continue
    assert unseen == []
    assert len(named) >= FEWEST
    assert len({name.rsplit(".", 1)[0] for name in named}) >= 10


@pytest.mark.usefixtures("node")
def test_every_row_that_is_removed_is_named() -> None:
    unseen = []
    for model, key in list(kept_rows()):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SET CONSTRAINTS ALL DEFERRED")
                    cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s', [key])  # noqa: S608
                if not any("was removed" in one.text.en for one in differences()):
                    unseen.append(model._meta.label)
                raise Undo
        except (Undo, IntegrityError):
            continue
    assert unseen == []


def inserted(model: type[models.Model], key: int) -> None:
    """Write a second row that says the same, as whoever has the database's password does."""
    quote, cells = connection.ops.quote_name, []
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        cells.append("99999999" if field.primary_key else "'zzforged'" if field.unique and is_text else quote(str(field.column)))
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    table, pk = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {', '.join(cells)} FROM {table} WHERE {pk} = %s", [key])  # noqa: S608 - our own names


@pytest.mark.both_databases
@pytest.mark.usefixtures("node")
def test_every_row_that_is_added_is_named(found: Callable[[], list[str]]) -> None:
    """M6 by a second door: nothing is changed, something is put beside it."""
    named, unseen = [], []
    for model, key in list(kept_rows()):
        if model._meta.label == "monitoring.Finding":  # held from the first entry that names one, as the reference says
            continue
        try:
            with transaction.atomic():
                inserted(model, key)
                (named if found() else unseen).append(model._meta.label)
                raise Undo
        except (Undo, IntegrityError):  # one to one, or once a place: the database itself refuses a second
            continue
    assert unseen == []
    assert len(named) >= 10


def by_model(names: set[str]) -> dict[str, set[str]]:
    """Return the columns of each model, from names `app.Model.column`."""
    return {label: {name.rsplit(".", 1)[1] for name in names if name.rsplit(".", 1)[0] == label} for label in {name.rsplit(".", 1)[0] for name in names}}


def test_columns_that_drift_are_few_and_none_of_them_decides(node: dict[str, Officer]) -> None:
    drift = {f"{model._meta.label}.{name}" for model in apps.get_models() if model.__module__.startswith("mingjian.") for name in drifting(model)}
    apart = {one for one in drift if one.endswith(".*")}  # what is no fact of a dossier, whole: notes of colleagues, copies and envelopes of other nodes
    deciding = {"state_text", "roles", "duty", "is_active", "department_id", "due", "sha256"}
    told_by_others = {"exchange.Copy.due"}  # as the receipt of the node says whose clock it is: shown, and no step asks it
    assert {name for name in drift if name.rsplit(".", 1)[1] in deciding} == told_by_others
    assert {label: columns for label, columns in by_model(drift - apart).items() if COMPUTED.get(label) != columns} == {}
    own = {
        "views.View.*",
        "office.Awaiting.*",
        "help.Guided.*",
        *(f"tidings.{name}.*" for name in ("Reach", "Address", "Message", "Telling", "Hand", "Feed")),
        "notices.Target.*",
        "notices.Draft.*",  # before anything is sent
        "notices.Sighting.*",  # of the records, found again by the next night
        "notices.BankHit.*",  # of the records, too
        "publication.PublicReason.*",  # drawn from the record, and held against it by an audit of its own, column by column: test_withheld_reasons.py
    }  # an officer's own, and what is drawn anew from the record
    assert "reasons.services.held.reasons_differing" in apps.get_app_config("publication").audits
    assert apart - own == {"exchange.HeldRecord.*", "exchange.Envelope.*", "tidings.Note.*", "tidings.Mention.*", "conferences.Look.*"}
    assert "roles" in hashes_of(node["li"], "salt")
