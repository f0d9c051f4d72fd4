"""The tables of a new node, which are made as the models are now, are those to which all migrations lead; on either database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ALONG = "along"  # the schema of PostgreSQL that goes along the migrations


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_the_tables_of_a_new_node_are_those_to_which_all_migrations_lead(tmp_path: Path) -> None:
    of_tests = {name: connection.settings_dict[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    given = json.dumps({**of_tests, "NAME": str(of_tests["NAME"])} | {"along": str(tmp_path / "along.sqlite3")})
    done = subprocess.run([sys.executable, __file__], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    now, along = json.loads(done.stdout)
    assert now["office_entry"]
    differing = {name: (now.get(name), along.get(name)) for name in sorted({*now, *along}) if now.get(name) != along.get(name)}
    assert differing == {}


def _compare(given: dict[str, Any]) -> None:
    """Make the tables along the migrations, in a process whose databases nobody guards, and tell of both."""
    import django
    from django.core.management import call_command
    from django.core.management.commands import migrate
    from django.db import connections

    django.setup()
    along = {**connections.databases["default"], **given}  # migrations that carry data ask the default one
    connections.databases["now"] = {**along}
    along["NAME"] = along.pop("along")
    if connections["now"].vendor == "postgresql":
        along |= {"NAME": given["NAME"], "OPTIONS": {**given["OPTIONS"], "options": f"-c search_path={ALONG}"}}
        with connections["now"].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {ALONG} CASCADE")
            cursor.execute(f"CREATE SCHEMA {ALONG}")
    connections.databases["default"] = along
    call_command(migrate.Command(), verbosity=0)
    json.dump([_told(connections["now"]), _told(connections["default"])], sys.stdout)


def _told(of: Any) -> dict[str, Any]:
    """State of each table its columns and what constrains them, however an index that Django names is called; and what else there is."""
    with of.cursor() as cursor:
        tables = sorted(name for name in of.introspection.table_names(cursor))
        told: dict[str, Any] = {name: (_columns(of, cursor, name), _constraints(of, cursor, name)) for name in tables}
        cursor.execute("SELECT app, name FROM django_migrations")
        told["done"] = sorted(cursor.fetchall())
        cursor.execute(BESIDES[of.vendor])
        told["besides"] = sorted(tuple(str(one).replace(f"{ALONG}.", "").replace("public.", "") for one in row) for row in cursor.fetchall())
    return told


#: Triggers, functions, and tables that are none of a model.
BESIDES = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') OR name = 'office_search'",
    "postgresql": """
        SELECT 'trigger', tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
        UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'office_search'""",
}


def _columns(of: Any, cursor: Any, table: str) -> list[Any]:
    found = of.introspection.get_table_description(cursor, table)
    return sorted((one.name, *_kind(table, one), one.null_ok, one.default, one.collation) for one in found)


def _kind(table: str, column: Any) -> tuple[str, Any]:
    """The type and its size; of keys in Django's own tables between two others neither, since Django itself makes them of either size."""
    return ("key", None) if column.name == "id" and table.startswith("auth_") else (str(column.type_code), column.display_size)


def _constraints(of: Any, cursor: Any, table: str) -> list[Any]:
    """Each by what it does; by its name, too, where a model gives it one. Of a condition its words."""
    found = []
    for name, one in of.introspection.get_constraints(cursor, table).items():
        called = "" if name.startswith(("__", "office_", table)) or one["foreign_key"] or one["primary_key"] else name
        what = {key: one[key] for key in ("columns", "unique", "primary_key", "foreign_key", "check", "index")}
        found.append((str(sorted(what.items(), key=str)), called if not _is_djangos(name) else ""))
    return sorted(found) + _conditions(of, cursor, table)


def _is_djangos(name: str) -> bool:
    """Whether Django made the name, of table, column and a hash of both, or PostgreSQL, of table and column: a table that was renamed keeps those of before."""
    ending = name.removesuffix("_uniq").removesuffix("_like").rpartition("_")[2]
    return name.endswith("_check") or (len(ending) == 8 and all(sign in "0123456789abcdef" for sign in ending))


def _conditions(of: Any, cursor: Any, table: str) -> list[Any]:
    if of.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql LIKE '%% WHERE %%'", [table])
    else:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s AND indexdef LIKE '%% WHERE %%'", [table]
        )
    return sorted((name, sql.partition(" WHERE ")[2]) for name, sql in cursor.fetchall())


if __name__ == "__main__":
    _compare(json.load(sys.stdin))
