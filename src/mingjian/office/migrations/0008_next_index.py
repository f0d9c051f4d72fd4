"""
Let PostgreSQL give the ledger's next index inside an ordinary INSERT, which is planned once a connection, in place of a function that inserts.

Each statement of the function has a snapshot of its own (it is VOLATILE), so the index is read when the lock is ours. The commit no longer hurries by itself:
it waits for the disk.
"""

import importlib
from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE: str = importlib.import_module("mingjian.office.migrations.0004_append").MAKE
HURRIED: str = importlib.import_module("mingjian.office.migrations.0005_durable_together").MAKE

# The number is that of the ledger's lock for appending; it is nobody else's in this database. A bare expression, as in IF, needs no plan of its own.
MAKE = """
CREATE FUNCTION ledger_next() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE newest bigint;
BEGIN
    IF pg_advisory_xact_lock(469920278273) IS NULL THEN NULL; END IF;
    SELECT e."index" INTO newest FROM office_entry e ORDER BY e."index" DESC LIMIT 1;
    RETURN COALESCE(newest + 1, 0);
END $$
"""


def make(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(MAKE)
        schema.execute("DROP FUNCTION IF EXISTS ledger_append")


def back(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(BEFORE)
        schema.execute(HURRIED)
        schema.execute("DROP FUNCTION ledger_next")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0007_awaiting")]
    operations: ClassVar = [migrations.RunPython(make, back)]
