"""
Let PostgreSQL take an entry's index, and wait for the ledger's lock, in one call whose plan it keeps.

Each statement of the function has a snapshot of its own (it is VOLATILE), so the index is read when the lock is ours. Planned anew for each entry, the same two
statements take twice as long.
"""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The number is that of office.ledger's lock for appending; it is nobody else's in this database.
MAKE = """
CREATE FUNCTION ledger_append(entry_at timestamptz, entry_kind text, dossier bigint, officer bigint, client_key text, entry_body text, entry_leaf bytea,
                              OUT new_id bigint, OUT new_index bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(469920278273);
    INSERT INTO office_entry ("index", at, kind, dossier_id, officer_id, key, body, leaf)
    VALUES ((SELECT COALESCE(MAX(e."index"), -1) + 1 FROM office_entry e), entry_at, entry_kind, dossier, officer, client_key, entry_body, entry_leaf)
    RETURNING id, "index" INTO new_id, new_index;
END $$
"""


def make(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(MAKE)


def drop(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute("DROP FUNCTION IF EXISTS ledger_append")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0003_entries_stay")]
    operations: ClassVar = [migrations.RunPython(make, drop)]
