"""Rows of SQLite's full-text index are numbered by the name of their kind, and no longer by its place in a list of eight."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from mingjian.office.lists.search import rowid

BEFORE = ("clue", "finding", "department", "dossier")
PLACES = 8


def renumber(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Assign each row its new number; PostgreSQL keeps kind and key in columns."""
    if schema.connection.vendor != "sqlite":
        return
    with schema.connection.cursor() as cursor:
        cursor.execute("SELECT rowid, words FROM office_search")
        rows = cursor.fetchall()
        cursor.execute("DELETE FROM office_search")
        moved = [(rowid(BEFORE[row % PLACES], row // PLACES), words) for row, words in rows if row % PLACES < len(BEFORE)]
        cursor.executemany("INSERT INTO office_search (rowid, words) VALUES (%s, %s)", moved)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0009_readings")]
    operations: ClassVar = [migrations.RunPython(renumber, migrations.RunPython.noop, elidable=True)]
