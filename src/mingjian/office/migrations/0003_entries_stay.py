"""
Let the database itself refuse to change or remove what the ledger holds: its entries and its checkpoints.

It stops mistakes of ours, not somebody with the database's password, who can drop a trigger; that one is found by `mingjian ledger verify`. A test database
refuses changes only, since emptying its tables between tests is removal. SQLite drops the triggers with the table when a later migration rebuilds it: such a
migration must end with `keep`.
"""

from typing import ClassVar

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("office_entry", "office_checkpoint")
REFUSAL = "台账只增不改。The ledger is only added to."


def statements(vendor: str, removal: bool = True) -> list[str]:
    """Return the SQL that makes a database of this vendor refuse changes, and removal too."""
    acts = ["UPDATE", "DELETE"] if removal else ["UPDATE"]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for table in TABLES
            for act in acts
        ]
    refuse = f"CREATE OR REPLACE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    each = f"BEFORE {' OR '.join(acts)}"
    triggers = [f"CREATE TRIGGER {table}_stays {each} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_stays()" for table in TABLES]
    if removal:
        triggers += [f"CREATE TRIGGER {table}_stays_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_stays()" for table in TABLES]
    return [refuse, *triggers]


def keep(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(schema.connection.vendor, removal=not settings.IN_TESTS):
        schema.execute(statement)


def undoing(vendor: str) -> list[str]:
    """Return the SQL that takes all of it back."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_refuses_{act}" for table in TABLES for act in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for table in TABLES for name in ("stays", "stays_whole")]


def let_go(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    for statement in undoing(schema.connection.vendor):
        schema.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0002_search")]
    operations: ClassVar = [migrations.RunPython(keep, let_go)]
