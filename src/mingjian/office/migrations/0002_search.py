"""The full-text index: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MAKE = {
    "sqlite": ["CREATE VIRTUAL TABLE office_search USING fts5(words, tokenize='unicode61', detail='none')"],
    "postgresql": [
        "CREATE TABLE office_search (kind varchar(24) NOT NULL, number bigint NOT NULL, words tsvector NOT NULL, PRIMARY KEY (kind, number))",
        "CREATE INDEX office_search_words ON office_search USING gin (words)",
    ],
}


def make(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[schema.connection.vendor]:
        schema.execute(statement)


def drop(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    schema.execute("DROP TABLE office_search")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make, drop)]
