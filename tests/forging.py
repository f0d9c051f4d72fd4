"""What whoever has the database's password does to the ledger: SQL past the triggers, entries written anew, checkpoints removed."""

import json

from django.db import connection

from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.office.models import Entry, Tile


def sql(statement: str, *values: object) -> None:
    """Write as whoever has the database's password does, who drops the triggers first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("office_entry", "office_checkpoint"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_delete")
        else:
            for table in ("office_entry", "office_checkpoint"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_stays ON {table}")
        cursor.execute(statement, values)


def forge(index: int) -> None:
    """Let an entry say something else, with its leaf hash computed anew."""
    body = json.loads(Entry.objects.get(index=index).body) | {"forged": "yes"}
    raw = canonical(body)
    sql('UPDATE office_entry SET body = %s, leaf = %s WHERE "index" = %s', raw.decode(), leaf_hash(raw), index)


def drop_checkpoints(from_size: int = 0) -> None:
    sql("DELETE FROM office_checkpoint WHERE size >= %s", from_size)
    Tile.objects.all().delete()
