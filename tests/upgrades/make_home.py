"""
Make the home of a node, with data, by the code of an older version: `OLD/.venv/bin/python tests/upgrades/make_home.py COMMIT FOLDER`.

Run with the interpreter of a checkout of that commit in which `make .venv/.demo` was done. FOLDER gets `COMMIT.tar.xz`: the home with its SQLite file, and
`node.sql`, the same rows as a PostgreSQL of that version's tables dumps them. The rows go the way of `docs/howto/go-to-postgresql.md`.
"""

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

HERE = Path(__file__).parent
BESIDE = Path(sys.executable).parent
MANY, KEPT_ROWS = ("order", "parcel"), 300  # kinds with most rows, and how many of these a small home keeps
UNNEEDED = ("static", "market", "run", "statistics")
#: Django's `dumpdata`, which by itself cuts instants to milliseconds: an entry's content tells them in microseconds.
DUMP_WHOLE = """
import sys
from datetime import datetime
from django.core.management import execute_from_command_line
from django.core.serializers.json import DjangoJSONEncoder
shorter = DjangoJSONEncoder.default
DjangoJSONEncoder.default = lambda self, value: value.isoformat() if isinstance(value, datetime) else shorter(self, value)
execute_from_command_line(["django", "dumpdata", *sys.argv[1:]])
"""
HIDDEN_SINCE = """
from mingjian.cli._django import set_up; set_up()
from django.apps import apps
from django.db import transaction
from django.utils.timezone import now
from mingjian.office.models import Dossier, Officer
staff = {one.username: one for one in Officer.objects.filter(is_demo=True)}
if apps.is_installed("mingjian.institutions.notices"):
    from mingjian.institutions.evidence.acts import write_to_buyer
    from mingjian.institutions.evidence.models import Kit
    from mingjian.institutions.notices.acts import add_to_notice
    from mingjian.institutions.notices.models import Notice
    from mingjian.core.errors import MingjianError
    from mingjian.office.documents.creation import all_forms, make
    with transaction.atomic():
        write_to_buyer(Kit.objects.get(), by=staff["county"], at=now(), remark="请补充付款记录，可拨打 13800001234。")
        add_to_notice(Notice.objects.first(), by=None, at=now(), notice_note="补充购买记录，联系人李四 13900001234。")
    made = 0
    for dossier in Dossier.objects.order_by("pk"):
        for key, form in all_forms().items():
            try:
                made += form.fits(dossier.procedure) and bool(make(key, dossier, by=dossier.opened_by, at=now()))
            except MingjianError:
                pass
            if made >= 6:
                break
    assert made
"""


def main(commit: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="old-") as name:
        place = Path(name)
        _run(place, "mingjian", "market", "make", place / "market", "--shops", "50")
        for kind in MANY:
            rows = pq.read_table(place / f"market/{kind}.parquet").slice(0, KEPT_ROWS)
            pq.write_table(rows, place / f"market/{kind}.parquet")
        _run(place, "mingjian", "demo", "--home", place / "demo", "--data", place / "market", "--no-serve")
        (made,) = (place / "demo").iterdir()
        made.rename(place / "home")
        _run(place, "python", "-c", HIDDEN_SINCE)
        _run(place, "mingjian", "sweep")
        _dump_as_postgresql(place)
        for unneeded in UNNEEDED:
            shutil.rmtree(place / "home" / unneeded, ignore_errors=True)
        with sqlite3.connect(place / "home/mingjian.sqlite3") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with tarfile.open(folder / f"{commit}.tar.xz", "w:xz", preset=9) as packed:
            packed.add(place / "home", "home", filter=_of_nobody)
            packed.add(place / "node.sql", "node.sql", filter=_of_nobody)


def _of_nobody(one: tarfile.TarInfo) -> tarfile.TarInfo | None:
    one.uid = one.gid = 0
    one.uname = one.gname = ""
    return None if one.name.endswith(("-wal", "-shm", "-journal")) else one


def _dump_as_postgresql(place: Path) -> None:
    """Move the rows to a PostgreSQL of the old version's tables, and dump it."""
    spec = importlib.util.spec_from_file_location("on_postgresql", HERE.parent / "on_postgresql.py")
    assert spec
    assert spec.loader
    starting = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(starting)
    left_out = [f"--exclude={one}" for one in ("contenttypes", "auth.permission", "sessions")]
    _run(place, "python", "-c", DUMP_WHOLE, "--format", "jsonl", *left_out, "--output", place / "node.jsonl")
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        binaries = starting.binaries()
        with starting.of_the_system(binaries, Path(name)) as url:
            _run(place, "python", "-m", "django", "migrate", "--verbosity", "0", DATABASE_URL=url)
            _run(place, "python", "-m", "django", "loaddata", place / "node.jsonl", DATABASE_URL=url)
            _run(place, "mingjian", "search", "rebuild", DATABASE_URL=url)
            words = [binaries / "pg_dump", "--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges", url]
            dumped = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    # What psql alone reads, and what an older server does not know.
    lines = [line for line in dumped.splitlines() if not line.startswith(("\\", "SET transaction_timeout"))]
    (place / "node.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _run(place: Path, command: str, *words: Any, **more: str) -> None:
    home = {"MINGJIAN_HOME": str(place / "home"), "MINGJIAN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "mingjian.settings"}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MINGJIAN_LAKE")}
    subprocess.run([BESIDE / command, *map(str, words)], env={**kept, **home, **more}, check=True, cwd=place)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())
