"""
The triggers and rules of the database against those that migrations make.

Whoever writes to the database may let a trigger end an alarm, change what an act writes, or refuse it; or drop those that keep the ledger as it is.
"""

import importlib
import re
from collections.abc import Mapping

from django.conf import settings
from django.db import connection

from mingjian.office.institution import institutions

_STAYS = importlib.import_module("mingjian.office.migrations.0003_entries_stay")
_NEXT = importlib.import_module("mingjian.office.migrations.0008_next_index")
_NAME = re.compile(r"CREATE TRIGGER (\w+)")
_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)")
#: What PostgreSQL does upon a statement besides, in the schema of our tables: triggers (`O`: they fire as usual) and rules; and the functions that ours call.
_ASKED = """
SELECT t.tgname, replace(pg_get_triggerdef(t.oid), ' ON ' || n.nspname || '.', ' ON ') || ' ' || t.tgenabled::text
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND n.nspname = current_schema()
UNION ALL SELECT r.rulename, r.definition FROM pg_rules r WHERE r.schemaname = current_schema()
UNION ALL SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.proname = ANY(%s) AND n.nspname = current_schema()
"""


def differing() -> list[str]:
    """Return the names of triggers and rules that are lacking, that are others than migrations make, or that no migration made."""
    made, there = expected(), found()
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def expected() -> Mapping[str, str]:
    """Return what migrations make, by name, as `found` tells it. No function has the name of a trigger: one of the two would stand for both."""
    statements: list[str] = _STAYS.statements(connection.vendor, removal=not settings.IN_TESTS)
    statements += [text for one in institutions() if one.triggers for text in one.part(one.triggers)(connection.vendor)]
    if connection.vendor == "sqlite":
        return {name: _plain(one) for one in statements for name in _NAME.findall(one)}
    told = {name: _as_postgresql_tells(one) for one in statements for name in _NAME.findall(one)}
    return told | {name: _plain(one.split("$$")[1]) for one in (*statements, _NEXT.MAKE) for name in _FUNCTION.findall(one)}


def found() -> Mapping[str, str]:
    """Return what the database has, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(_ASKED, [list(expected())])
        return {name: _plain(text or "") for name, text in cursor.fetchall()}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _as_postgresql_tells(statement: str) -> str:
    """Write one of our statements as `pg_get_triggerdef` does: the events in an order of its own, the schema named, FOR EACH STATEMENT said."""
    named = re.fullmatch(r"CREATE TRIGGER (\w+) (BEFORE|AFTER) (.+?) ON (\w+) (.+)", _plain(statement))
    name, when, events, table, rest = named.groups()  # type: ignore[union-attr]
    order = [one for first in ("INSERT", "DELETE", "UPDATE", "TRUNCATE") for one in events.split(" OR ") if one.split()[0] == first]
    each = rest if rest.startswith("FOR EACH ROW") else f"FOR EACH STATEMENT {rest}"
    return f"CREATE TRIGGER {name} {when} {' OR '.join(order)} ON {table} {each} O"
