"""A home such as a node has, and the node as a backup sees it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from mingjian.core.backups.creation import Node
from mingjian.core.backups.databases import copy_sqlite

SECRET = "a passphrase of some length"  # noqa: S105 - of tests
NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)


def home_with(folder: Path) -> Path:
    """A home with a database, keys, a sealed file, a load of the lake, and what does not belong into a backup."""
    (folder / "sealed/ab").mkdir(parents=True)
    (folder / "lake/order").mkdir(parents=True)
    (folder / "static").mkdir()
    sealed = b"evidence" * 999
    (folder / "sealed/ab" / sha256(sealed).hexdigest()).write_bytes(sealed)
    (folder / "sealed/tmpabc").write_bytes(b"half an upload")
    (folder / "lake/order/rows.parquet").write_bytes(b"PAR1" + bytes(range(256)) * 9)
    (folder / "static/x.css").write_bytes(b"x")
    (folder / "ledger-key").write_text("the private key of the ledger")
    with closing(sqlite3.connect(folder / "mingjian.sqlite3")) as database:
        database.execute("CREATE TABLE told (said TEXT)")
        database.execute("INSERT INTO told VALUES ('张三')")
        database.commit()
    return folder


def node(home: Path) -> Node:
    def write_ledger(out: Path) -> dict[str, object]:
        out.write_bytes(b"ledger")
        return {"is_sound": True, "size": 1}

    return Node("a.example", home, {}, "sqlite", "1", lambda out: copy_sqlite(home / "mingjian.sqlite3", out), write_ledger)
