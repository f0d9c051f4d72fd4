"""
The triggers and rules of the database against those that migrations make.

Whoever writes to the database may let a trigger end an alarm, change what an act writes, or refuse it; or drop those that keep the ledger as it is.
"""

import importlib
import re
from collections.abc import Mapping

from django.conf import settings
from django.db import connection

_STAYS = importlib.import_module("mingjian.office.migrations.0003_entries_stay")
_NEXT = importlib.import_module("mingjian.office.migrations.0008_next_index")
_NAME = re.compile(r"CREATE TRIGGER (\w+)")
#: What PostgreSQL does upon a statement besides, in the schema of our tables: triggers (`O`: they fire as usual) and rules; and the functions that ours call.
_ASKED = """
SELECT t.tgname, replace(pg_get_triggerdef(t.oid), ' ON ' || n.nspname || '.', ' ON ') || ' ' || t.tgenabled::text
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND n.nspname = current_schema()
UNION ALL SELECT r.rulename, r.definition FROM pg_rules r WHERE r.schemaname = current_schema()
UNION ALL SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.proname IN ('ledger_stays', 'ledger_next') AND n.nspname = current_schema()
"""


def differing() -> list[str]:
    """Return the names of triggers and rules that are lacking, that are others than migrations make, or that no migration made."""
    made, there = expected(), found()
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def expected() -> Mapping[str, str]:
    """Return what migrations make, by name, as `found` tells it."""
    statements: list[str] = _STAYS.statements(connection.vendor, removal=not settings.IN_TESTS)
    if connection.vendor == "sqlite":
        return {name: _plain(one) for one in statements for name in _NAME.findall(one)}
    told = {name: _as_postgresql_tells(one) for one in statements for name in _NAME.findall(one)}
    return told | {"ledger_stays": _plain(statements[0].split("$$")[1]), "ledger_next": _plain(_NEXT.MAKE.split("$$")[1])}


def found() -> Mapping[str, str]:
    """Return what the database has, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(_ASKED)
        return {name: _plain(text or "") for name, text in cursor.fetchall()}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _as_postgresql_tells(statement: str) -> str:
    """Write one of our statements as `pg_get_triggerdef` does: the events in an order of its own, the schema named, FOR EACH STATEMENT said."""
    name, events, table, rest = re.fullmatch(r"CREATE TRIGGER (\w+) BEFORE (.+?) ON (\w+) (.+)", _plain(statement)).groups()  # type: ignore[union-attr]
    order = [one for one in ("INSERT", "DELETE", "UPDATE", "TRUNCATE") if one in events.split(" OR ")]
    each = rest if rest.startswith("FOR EACH ROW") else f"FOR EACH STATEMENT {rest}"
    return f"CREATE TRIGGER {name} BEFORE {' OR '.join(order)} ON {table} {each} O"
