"""Set Django up at the start, for the commands that need the office. The others start without it, and work where it is not installed."""

import os
from pathlib import Path
from secrets import token_urlsafe

from mingjian.core.environment import database_url
from mingjian.core.errors import BadInput
from mingjian.core.kept import collect_seldom


def set_up() -> None:
    """Make the office's models usable. Raises BadInput where the console is not installed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.settings")
    os.umask(0o077)  # what a node writes, only its own user reads
    try:
        import django
    except ModuleNotFoundError as error:
        raise BadInput(
            "此命令需要控制台部分，请在源码文件夹中执行 pip install '.[console]'。",
            "This command needs the console: run pip install '.[console]' in the source folder.",
        ) from error
    django.setup()


def read_only() -> None:
    """Let what only reads begin nothing in a home that has no key yet: the key of sessions is then one of this process alone."""
    if not (Path(os.environ.get("MINGJIAN_HOME", "var")) / "secret-key").exists():
        os.environ.setdefault("MINGJIAN_SECRET_KEY", token_urlsafe(50))


def set_up_to_look() -> None:
    """
    Make the models usable for what only looks at the node, be it begun or not: neither key nor database is made, and an absent key stays absent to it.

    Raises BadInput where there is no home at all.
    """
    home = Path(os.environ.get("MINGJIAN_HOME", "var"))
    if not home.is_dir():
        raise _not_begun()
    from django.apps import apps

    given, stands = "MINGJIAN_SECRET_KEY" in os.environ, apps.ready
    read_only()
    set_up()
    if not given:
        os.environ.pop("MINGJIAN_SECRET_KEY", None)
    if not stands and not database_url() and not (home / "mingjian.sqlite3").exists():
        from django.db import connection

        connection.settings_dict["NAME"] = ":memory:"  # SQLite would make the file


def _not_begun() -> BadInput:
    return BadInput(
        "此节点还没有数据库，或其表早于本程序：新节点请执行 mingjian officer first；已有的请启动一次 mingjian serve，表即更新。",
        "This node has no database yet, or its tables are of an earlier version: for a new node run mingjian officer first; "
        "else start mingjian serve once, which brings them up to date.",
    )


def open_node() -> None:
    """Make the office's models usable, and see that the node's database has their tables. Raises BadInput where it cannot be reached, or has not."""
    from django.apps import apps

    if not apps.ready and not database_url() and not (Path(os.environ.get("MINGJIAN_HOME", "var")) / "mingjian.sqlite3").exists():
        raise _not_begun()  # before anything is made there: a restore asks for an empty folder. Where Django stands already, nothing more is made.
    set_up()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        lacked = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        zh = f"数据库无法打开：{error}。请检查 DATABASE_URL 或 MINGJIAN_HOME，或执行 mingjian doctor。"
        en = f"The database cannot be opened: {error}. See DATABASE_URL, MINGJIAN_HOME, or run mingjian doctor."
        raise BadInput(zh, en) from error
    if lacked:
        raise _not_begun()
    collect_seldom()
