"""A database as one file, while others write in it: SQLite by its online backup, PostgreSQL by pg_dump; and back again."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from mingjian.core.errors import BadInput

SQLITE, POSTGRESQL = "sqlite", "postgresql"


def copy_sqlite(database: Path, out: Path) -> None:
    """Copy a SQLite database as it stands at one instant; writers go on meanwhile. Raises BadInput where the copy is not sound."""
    out.touch(mode=0o600)
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=60)) as source, closing(sqlite3.connect(out)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    check_sqlite(out)


def check_sqlite(database: Path) -> None:
    """See that a SQLite file is whole. Raises BadInput."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
            (said,) = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BadInput(f"数据库副本不完整：{said}。", f"The copy of the database is not whole: {said}.")


def dump_postgresql(url: str, out: Path) -> None:
    """Dump a PostgreSQL database as it stands at one instant (custom format). Raises BadInput with what pg_dump said."""
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(out)], url)
    out.chmod(0o600)


def load_postgresql(url: str, dump: Path) -> None:
    """Load a dump into an empty database, all or nothing. Raises BadInput with what pg_restore said: where there are tables, for instance."""
    _run(["pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(dump)], url)


def _run(words: list[str], url: str) -> None:
    place, secret = _apart(url)
    if shutil.which(words[0]) is None:
        raise BadInput(f"没有 {words[0]}，请安装 postgresql-client。", f"There is no {words[0]}: install postgresql-client.")
    done = subprocess.run([*words, f"--dbname={place}"], env=os.environ | secret, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines()[:1] or ["?"]
        raise BadInput(f"{words[0]} 未能完成：{said[0]}", f"{words[0]} failed: {said[0]}")


def _apart(url: str) -> tuple[str, dict[str, str]]:
    """Take the password out of an address: what stands in a command is read by everybody on the machine."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, {}
    who = f"{parts.username}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=who)), {"PGPASSWORD": unquote(parts.password)}
