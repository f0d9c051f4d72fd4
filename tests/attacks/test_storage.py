"""Whoever writes the file of the database puts values into cells that their columns do not promise: the audit names each, and never breaks off."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from forging import sql
from people import at

from mingjian.office.audit.run import audit, audit_dossier
from mingjian.office.models import Dossier, Entry, Officer

LATER = at("2026-11-25 09:00")


def cells() -> list[tuple[str, str, str]]:
    """Return the table, the column and a value of another kind, of every column of every model that has a row."""
    found = []
    for model in (one for one in apps.get_models() if one._meta.managed and one._base_manager.exists()):
        for column in (one for one in model._meta.concrete_fields if not one.primary_key):
            is_blob = (column.db_type(connection) or "").lower() == "blob"
            found.append((model._meta.db_table, str(column.column), "'text'" if is_blob else "x'00ff'"))
    return found


@pytest.mark.slow
def test_each_cell_of_another_kind_than_its_column_is_named(node: dict[str, Officer]) -> None:
    tried = 0
    for table, column, value in cells():
        mark = transaction.savepoint()
        try:
            sql(f'UPDATE "{table}" SET "{column}" = {value}')  # noqa: S608
        except IntegrityError:
            transaction.savepoint_rollback(mark)
            continue
        told = [one.text.en for one in audit(LATER).found]
        assert any(f"the column {column} holds what is not of its kind" in text for text in told), (table, column)
        tried += 1
        transaction.savepoint_rollback(mark)
    assert tried > 100
    assert audit(LATER).is_clean


def test_one_dossier_is_audited_in_words_too(node: dict[str, Officer]) -> None:
    dossier = Dossier.objects.all()[0]
    sql('UPDATE office_entry SET body = CAST(body AS BLOB) WHERE "index" = %s', Entry.objects.filter(dossier=dossier)[0].index)
    assert "the column body holds what is not of its kind" in audit_dossier(dossier).found[0].text.en
