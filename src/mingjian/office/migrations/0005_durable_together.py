"""
Let writers of the ledger on PostgreSQL wait for the disk together, not one behind the other.

The lock that keeps the indexes without gaps is held until the commit is through, and a commit that waits for the disk lets nobody else begin: four writers were
as slow as one. Now the commit itself does not wait, the lock is free at once, and whoever appended waits afterwards, before anyone is told that the step was
taken (`office.ledger`). The write-ahead log has one order: what a crash takes away it takes from the end, so that no entry is lost before a kept one.
"""

import importlib
from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE: str = importlib.import_module("mingjian.office.migrations.0004_append").MAKE
WAIT = "    PERFORM pg_advisory_xact_lock(469920278273);\n"
MAKE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(WAIT, WAIT + "    PERFORM set_config('synchronous_commit', 'off', true);\n")


def make(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(MAKE)


def back(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute(BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0004_append")]
    operations: ClassVar = [migrations.RunPython(make, back)]
