"""
Insert many rows that are alike, by a statement of our own.

`bulk_create` prepares every column of each row anew and writes a hundred rows a statement, which takes more than half of the time where there are thousands.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

from mingjian.office.record.written import held, is_in_bulk, written_here

if TYPE_CHECKING:
    _Column = Field[Any, Any]
else:  # which takes no types while it runs
    _Column = Field

_PLAIN = (str, bytes, int, bool, date, datetime)  # types of which equal values are written alike; of floats 0.0 and -0.0 are equal


def insert_many(same: Model, own: Iterable[Mapping[str, Any]]) -> None:
    """
    Insert rows that differ from one, which is not saved itself, in some columns (named as attributes); each value is prepared as the model prepares it.

    For tables whose rows no act notes for the audit, since no row is told here: ValueError for another, which `insert_rows` takes.
    """
    model = type(same)
    if held(model._meta.label) is not None:
        raise ValueError(f"An audit holds the rows of {model._meta.label}: insert them as rows.")
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    kept = [field.get_db_prep_save(getattr(same, field.attname), connection) for field in columns]
    places = {field.attname: nth for nth, field in enumerate(columns)}

    def prepared(told: Mapping[str, Any]) -> list[Any]:
        values = kept.copy()
        for name, value in told.items():
            values[places[name]] = columns[places[name]].get_db_prep_save(value, connection)
        return values

    _write(model, columns, [prepared(told) for told in own])


def insert_rows(rows: Sequence[Model]) -> None:
    """
    Insert new rows of one model and give each its key, in the caller's transaction. A column that is the same in all of them is prepared once.

    As the ORM does, it notes them for the audit where that holds them. Signals are not sent.
    """
    if not rows:
        return
    model = type(rows[0])
    columns = list(model._meta.concrete_fields)
    for row, key in zip(rows, _new_keys(model, len(rows)), strict=True):
        row.pk = key
    _write(model, columns, zip(*(_prepared(field, [field.pre_save(row, True) for row in rows]) for field in columns), strict=True))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if held(model._meta.label) is not None and not is_in_bulk(model):
        written_here().made.extend(rows)


def _prepared(field: _Column, values: list[Any]) -> list[Any]:
    """Prepare a column, once where all of its values are the same: 1, True and 1.0 are equal and not the same, alone or within a container."""
    first = values[0]
    if all(value is first or (type(value) is type(first) and type(first) in _PLAIN and value == first) for value in values):
        return [field.get_db_prep_save(first, connection)] * len(values)
    return [field.get_db_prep_save(value, connection) for value in values]


def _write(model: type[Model], columns: Sequence[_Column], rows: Iterable[Sequence[Any]]) -> None:
    quoted = connection.ops.quote_name
    named, marks = ", ".join(quoted(str(field.column)) for field in columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({named}) VALUES ({marks})"  # noqa: S608 - our own names
    if each := list(rows):
        with connection.cursor() as cursor:
            cursor.executemany(statement, each)


def _new_keys(model: type[Model], count: int) -> list[int]:
    """Return keys that no row has or had: of PostgreSQL's sequence, or those that follow, since SQLite's one writer is whoever is in a transaction here."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    if not connection.in_atomic_block:
        raise ValueError("Many rows are inserted in a transaction.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [connection.ops.quote_name(table), key, count])
            return [int(found) for (found,) in cursor.fetchall()]
        quoted, column = connection.ops.quote_name(table), connection.ops.quote_name(key)
        cursor.execute(f"SELECT COALESCE(MAX({column}), 0) FROM {quoted}")  # noqa: S608 - our own names
        largest = int(cursor.fetchone()[0])
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = max(largest, int(cursor.fetchone()[0])) + 1
        return list(range(first, first + count))
