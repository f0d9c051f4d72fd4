"""What an upgrade would do to this node, looked at before it is done: versions, tables, room, backups. Nothing is changed by looking."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.office.node.conditions import BAD, LEAST_FREE, LEVELS, NEAR, WELL, Condition, backups, looked_at

VERSION_FILE = "version"  # in the home: by which version the node ran last
SHOWN = 12  # changes of tables that are named one by one


def looked_at_upgrade(at: datetime) -> list[Condition]:
    """Return what stands for and against an upgrade, in the order in which people ask."""
    try:
        executor = MigrationExecutor(connection)
        found = [_versions(), _tables(executor), _newer(executor), _room()]
    except DatabaseError as error:
        mend = Text("检查 DATABASE_URL 或 MINGJIAN_HOME；执行 mingjian doctor。", "See DATABASE_URL or MINGJIAN_HOME; run mingjian doctor.")
        title, said = Text("数据库", "Database"), Text(f"无法打开：{type(error).__name__}。", f"It cannot be opened: {type(error).__name__}.")
        return [_versions(), Condition("database", title, BAD, said, mend)]
    if connection.vendor == "postgresql":
        found.append(_client())
    return [*found, *(replace(one, level=min(one.level, NEAR, key=LEVELS.index)) for one in looked_at((backups,), at))]  # the upgrade makes a copy of its own


def note_version() -> None:
    """Note by which version the node runs, once its tables are those of this version."""
    place = Path(settings.HOME) / VERSION_FILE
    beside = place.with_name(f"{VERSION_FILE}.new")
    beside.write_text(f"{version('mingjian')}\n", "utf-8")
    beside.replace(place)


def refuse_newer() -> None:
    """Raise BadInput where a newer version has changed the tables: this one would write what the newer one does not expect."""
    found = _newer(MigrationExecutor(connection))
    if found.level == BAD and found.mend:
        raise BadInput(f"{found.said.zh}{found.mend.zh}", f"{found.said.en} {found.mend.en}")


def _versions() -> Condition:
    place, here = Path(settings.HOME) / VERSION_FILE, version("mingjian")
    before = place.read_text("utf-8").strip()[:40] if place.exists() else ""
    known = Text(before, before) if before else Text("未知（早于 2026.11）", "unknown (before 2026.11)")
    said = Text(f"节点上次运行的版本：{known.zh}；本程序：{here}。", f"The node ran last by {known.en}; this program is {here}.")
    return Condition("version", Text("版本", "Version"), WELL, said)


def _tables(executor: MigrationExecutor) -> Condition:
    """Name the changes of tables that would be made; a new node has none yet."""
    title = Text("数据表", "Tables")
    if not executor.loader.applied_migrations:
        return Condition("tables", title, WELL, Text("数据库是空的：将建立全部数据表。", "The database is empty: all tables would be made."))
    plan = [f"{one.app_label}.{one.name}" for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if not plan:
        return Condition("tables", title, WELL, Text("与本程序一致，没有更新。", "They are those of this version: nothing would change."))
    more = Text(f" 等 {len(plan)} 项", f" and {len(plan) - SHOWN} more") if len(plan) > SHOWN else Text("。", ".")
    named = plan[:SHOWN]
    return Condition(
        "tables",
        title,
        WELL,
        Text(f"将更新 {len(plan)} 项：{'、'.join(named)}{more.zh}", f"{len(plan)} changes would be made: {', '.join(named)}{more.en}"),
    )


def _newer(executor: MigrationExecutor) -> Condition:
    """Return whether a newer version has changed the tables already: this one does not know what they hold."""
    title, ours = Text("新旧", "Order"), {label for label, name in executor.loader.disk_migrations}
    unknown = sorted(f"{label}.{name}" for label, name in executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys() if label in ours)
    if not unknown:
        return Condition("order", title, WELL, Text("数据库不比本程序新。", "The database is not newer than this program."))
    named = "、".join(unknown[:5])
    return Condition(
        "order",
        title,
        BAD,
        Text(f"数据库已由更新的版本更新过：{named}。", f"A newer version has changed the database: {', '.join(unknown[:5])}."),
        Text(
            "装回更新的版本；要用旧版本，请恢复升级前的副本（MINGJIAN_HOME 下的 upgrades/）。",
            "Install the newer version; for the older one bring back the copy of before the upgrade (upgrades/ in MINGJIAN_HOME).",
        ),
    )


def size_of_database() -> int:
    """Return how many bytes the database takes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(str(connection.settings_dict["NAME"]))
    return file.stat().st_size if file.is_file() else 0


def _room() -> Condition:
    """Return whether there is room for the copy that is made before tables are changed, and for what the change itself takes."""
    size, free = size_of_database(), shutil.disk_usage(settings.HOME).free
    needed = 2 * size + LEAST_FREE
    said = Text(
        f"数据库 {_mebi(size)}，升级前先复制一份，约需 {_mebi(needed)}；剩余 {_mebi(free)}。",
        f"The database takes {_mebi(size)} and is copied first, which asks for some {_mebi(needed)}; {_mebi(free)} are free.",
    )
    level = BAD if free < needed else NEAR if free < 2 * needed else WELL
    mend = Text("先清理或扩充磁盘，再升级。", "Clear or enlarge the disk before the upgrade.") if level != WELL else None
    return Condition("room", Text("磁盘", "Disk"), level, said, mend)


def _mebi(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB" if size < 10 * 2**30 else f"{size / 2**30:,.1f} GiB"


def _client() -> Condition:
    """Return whether pg_dump is there, and no older than the server, which it refuses to copy otherwise."""
    title, program = Text("pg_dump", "pg_dump"), shutil.which("pg_dump")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    mend = Text(f"安装 postgresql-client-{server}（与服务器同版本）。", f"Install postgresql-client-{server}, of the server's version.")
    if program is None:
        return Condition("pg_dump", title, BAD, Text("没有 pg_dump，不能先复制数据库。", "There is no pg_dump: the database cannot be copied first."), mend)
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, env=os.environ)  # noqa: S603 - found on the path
    found = re.search(r"(\d+)", done.stdout)
    client = int(found[1]) if found else 0
    said = Text(f"客户端 {client}，服务器 {server}。", f"Client {client}, server {server}.")
    return Condition("pg_dump", title, BAD if client < server else WELL, said, mend if client < server else None)
