"""Cells of SQLite that hold another kind of value than their column: bytes where text stands, and every reader would stumble."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import Model

from mingjian.core.language import Text
from mingjian.office.record.difference import Difference

#: What SQLite stores by the first word of a column's declared type; a type that is not named here is text.
STORED = {"integer": "integer", "bigint": "integer", "smallint": "integer", "bool": "integer", "real": "real", "decimal": "integer real text", "blob": "blob"}
TOLD = 20  # cells of one table that are told; the rest is as wrong


def of_storage() -> list[Difference]:
    """Return the cells that are not of their column's kind; none on PostgreSQL, which holds each column to its type by itself."""
    if connection.vendor != "sqlite":
        return []
    there = set(connection.introspection.table_names())
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in there}
    return [one for model in models.values() for one in _of(model)]


def _of(model: type[Model]) -> Iterator[Difference]:
    asked, columns = _asked(model)
    with connection.cursor() as cursor:
        for row, *cells in cursor.execute(asked).fetchall():
            for column in (name for name, is_wrong in zip(columns, cells, strict=True) if is_wrong):
                yield _named(f"{model._meta.label}/{row}", column)


@cache
def _asked(model: type[Model]) -> tuple[str, list[str]]:
    """Return what asks SQLite for the rows of a model with such cells, and the columns that it tells of after the key."""
    quote = connection.ops.quote_name
    wrong = {str(one.column): _is_wrong(quote(str(one.column)), one.db_type(connection) or "") for one in model._meta.concrete_fields}
    key, table = str(model._meta.pk.column), model._meta.db_table
    # The names are those of our own models.
    asked = f"SELECT {quote(key)}, {', '.join(wrong.values())} FROM {quote(table)} WHERE {' OR '.join(wrong.values())} LIMIT {TOLD}"  # noqa: S608
    return asked, list(wrong)


def _is_wrong(column: str, declared: str) -> str:
    """Return the condition that a cell holds what its column does not: another kind, a text in a decimal that is no number, or in a date that is no day."""
    kind = declared.lower().partition("(")[0].split(" ")[0]
    other = f"typeof({column}) NOT IN ({', '.join(repr(one) for one in _stored(declared))})"
    if kind == "decimal":
        return f"({other} OR (typeof({column}) = 'text' AND ({column} = '' OR {column} GLOB '*[^0-9.eE+-]*')))"
    if kind.startswith("date"):
        return f"({other} OR (typeof({column}) = 'text' AND (julianday({column}) IS NULL OR {column} NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*')))"
    return other


def _named(about: str, column: str) -> Difference:
    said = Text(f"{about} 的 {column} 列所存的不是该列的类型。", f"{about}: the column {column} holds what is not of its kind.")
    return Difference("row", about, None, said)


def _stored(declared: str) -> tuple[str, ...]:
    return (*STORED.get(declared.lower().partition("(")[0].split(" ")[0], "text").split(), "null")
