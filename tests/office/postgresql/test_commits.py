"""What a commit of the ledger keeps on PostgreSQL, whatever happens to the server."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from on_postgresql import Cluster, binaries

from mingjian.office.models import Entry
from mingjian.office.record import ledger

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def append(number: int = 0) -> Entry:
    return ledger.append({"number": number}, kind="take_measures", at=NOON)


def told(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_an_entry_is_on_the_disk_before_anyone_is_told() -> None:
    for number in range(20):
        with transaction.atomic():
            append(number)
            written = told("SELECT pg_current_wal_insert_lsn()::text")
        assert told(f"SELECT pg_current_wal_flush_lsn() > '{written}'::pg_lsn")


def test_what_the_database_refuses_at_the_commit_is_told_and_leaves_nothing() -> None:
    @transaction.atomic
    def name_a_dossier_that_is_not_there() -> None:
        append()
        Entry.objects.create(index=1, at=NOON, kind="k", dossier_id=4711, body="{}", leaf=b"")

    with pytest.raises(IntegrityError):
        name_a_dossier_that_is_not_there()
    assert not Entry.objects.exists()
    assert append().index == 0


WRITER = """
import sys, django
django.setup()
from datetime import UTC, datetime
from mingjian.office.record import ledger
for number in range(1_000_000):
    print(ledger.append({"writer": sys.argv[1], "number": number}, kind="take_measures", at=datetime.now(UTC)).index, flush=True)
"""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A cluster of the test's own, which it may crash."""
    bin_ = binaries()
    if bin_ is None:
        pytest.skip("The system has no PostgreSQL: install the package postgresql.")
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        cluster = Cluster(bin_, Path(folder))
        cluster.start()
        yield cluster
        cluster.stop()


def test_no_crash_of_the_server_takes_an_entry_that_was_told(cluster: Cluster, tmp_path: Path) -> None:
    """Four write at once; the server stops without writing another byte; whatever index anybody had been told is there, and none is missing before it."""
    environment = os.environ | {"DATABASE_URL": cluster.url, "MINGJIAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mingjian.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
    command, pipes = [sys.executable, "-c", WRITER], {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    writers = [subprocess.Popen([*command, str(n)], env=environment, text=True, **pipes) for n in range(4)]
    indexes = [int(next(writer.stdout or iter(()))) for _ in range(100) for writer in writers]
    cluster.stop("immediate")
    indexes += [int(line) for writer in writers for line in writer.communicate()[0].split()]
    cluster.start()
    with psycopg.connect(cluster.url) as database:
        kept = [index for (index,) in database.execute('SELECT "index" FROM office_entry ORDER BY "index"')]
    assert kept == list(range(len(kept)))
    assert set(indexes) <= set(kept)
    assert len(indexes) == len(set(indexes)) >= 400
