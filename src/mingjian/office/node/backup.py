"""This node as a backup sees it: what belongs to it, how its database is copied while others write, how its ledger is written down."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mingjian.core.backups.creation import Made, Node, make
from mingjian.core.backups.databases import POSTGRESQL, SQLITE, copy_sqlite, dump_postgresql, load_postgresql
from mingjian.core.backups.encryption import AES, SM4, Secret
from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.audit import audit
from mingjian.office.files.store import digest_of_file
from mingjian.office.models import Checkpoint
from mingjian.office.node.alarms import failed, went_well
from mingjian.office.record import ledger

#: What drops every table, and every function that is no extension's, of the schema in use.
_TABLES = "SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema()"
_FUNCTIONS = """
    SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
    AND p.prokind = 'f' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
UPGRADES_KEPT = 3  # copies of the database before an upgrade, the newest


def back_up(to: str, secret: Secret, *, url: str, at: datetime, keys_to: Path | None = None, keep: int = 0) -> Made:
    """Make a backup of this node while it runs, and note when. `url`: of its PostgreSQL, empty for SQLite. Raises BadInput."""
    try:
        signed = ledger.checkpoint(at)
    except LedgerFault:  # what is damaged is backed up all the same: the report says so
        signed = None
    try:
        made = make(to, secret, this_node(url, signed), at=at, keys_to=keys_to, keep=keep)
    except BaseException:
        failed("backup", at)
        raise
    went_well("backup", at)
    return made


def this_node(url: str, signed: Checkpoint | None) -> Node:
    """Return what of this node is to be kept: its home, where they lie elsewhere its lake and pictures, its ledger up to what was just signed."""
    home = Path(settings.HOME)
    elsewhere = {name: Path(place) for name, place in settings.FOLDERS.items()}
    folders = {name: place for name, place in elsewhere.items() if not place.resolve().is_relative_to(home.resolve()) and place.is_dir()}
    writes = partial(_write_ledger, signed)
    cipher = SM4 if settings.NATIONAL_CRYPTO else AES
    return Node(settings.NODE, home, folders, POSTGRESQL if url else SQLITE, version("mingjian"), copier(url), writes, cipher, digest_of_file)


def copier(url: str) -> Callable[[Path], None]:
    """Return what copies this node's database into a file."""
    if url:
        return lambda out: dump_postgresql(url, out)
    return lambda out: copy_sqlite(Path(str(connection.settings_dict["NAME"])), out)


def _write_ledger(signed: Checkpoint | None, out: Path) -> dict[str, object]:
    """Write the ledger's export, and look through it as its reader would: how many entries, the newest root, whether it is sound."""
    with out.open("wb") as file:
        entries = ledger.export(file, signed)
    with out.open("rb") as lines:
        try:
            report = audit(lines)
        except BadInput as error:
            return {"entries": entries, "is_sound": False, "root": "", "said": error.text.zh, "said_en": error.text.en}
    newest, first = report.newest, report.faults[:1]
    said = {"said": first[0].text.zh, "said_en": first[0].text.en} if first else {}
    return {"entries": entries, "is_sound": report.is_sound, **said, "size": newest.size if newest else 0, "root": newest.root.hex() if newest else ""}


def copy_before_upgrade(url: str, at: datetime) -> Path | None:
    """Copy the database into the home where this version would change its tables; give where. None for a new node, and where nothing changes."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan or not executor.loader.applied_migrations:
        return None
    folder = Path(settings.HOME) / "upgrades"
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-before-{version('mingjian')}.{'dump' if url else 'sqlite3'}"
    needed = Path(str(connection.settings_dict["NAME"])).stat().st_size if not url else 0
    if shutil.disk_usage(folder).free < needed * 2:
        raise BadInput("磁盘空间不足以在升级前备份数据库，未升级。", "There is no room for a copy of the database before the upgrade: nothing was changed.")
    copier(url)(place)
    for old in sorted(folder.iterdir())[:-UPGRADES_KEPT]:
        old.unlink()
    return place


def lay_copy_back(url: str, copy: Path) -> None:
    """Lay the copy of before an upgrade back over the database, with nothing of what the upgrade made. Raises BadInput, DatabaseError or sqlite3.Error."""
    if not url:
        database = str(connection.settings_dict["NAME"])
        connection.close()
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(database, timeout=60)) as target:
            source.backup(target)
        return
    with connection.cursor() as cursor:
        for finding in (_TABLES, _FUNCTIONS):
            cursor.execute(finding)
            for (drop,) in cursor.fetchall():
                cursor.execute(drop)
    connection.close()
    load_postgresql(url, copy)
