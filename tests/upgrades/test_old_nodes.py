"""A node that an older version made, with data, is brought to this version: nothing is lost, the record agrees, and its officers go on working."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from laid import own_environment

HERE = Path(__file__).parent
BESIDE = Path(sys.executable).parent
CONTINUES = "mingjian ledger verify after.jsonl --checkpoint before.txt"  # the checkpoint that the old version had signed
COMMITS = ("0c089f9", "9cf80492")
TAMPERING = {"audit", "ledger"}  # names of alarms

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


@dataclass
class OldNode:
    """The home of an old node, unpacked, and where its rows lie."""

    place: Path
    url: str = ""

    def run(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        told = {"MINGJIAN_HOME": str(self.place / "home"), "MINGJIAN_DEMO": "1", "MINGJIAN_SECOND_FACTOR": "0"}
        told |= {"DJANGO_SETTINGS_MODULE": "mingjian.settings", "MINGJIAN_DEBUG": "1"} | ({"DATABASE_URL": self.url} if self.url else {})
        return subprocess.run([BESIDE / command, *words], env=own_environment(**told), cwd=self.place, capture_output=True, text=True, check=False)

    def look(self, *what: str) -> list[dict[str, Any]]:
        """Let `looked.py` look and act in turn. No command among them may fail."""
        done = self.run("python", str(HERE / "looked.py"), *what)
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        assert [one for one in found if one.get("code")] == []
        return found


@contextmanager
def unpacked(commit: str, place: Path) -> Iterator[OldNode]:
    """Unpack the home of a commit; under PostgreSQL restore its rows in a database of its own, and take the SQLite file away."""
    with tarfile.open(HERE / f"data/{commit}.tar.xz") as packed:
        packed.extractall(place, filter="data")
    if "DATABASE_URL" not in os.environ or connection.vendor != "postgresql":
        yield OldNode(place)
        return
    (place / "home/mingjian.sqlite3").unlink()
    import psycopg

    base, name = os.environ["DATABASE_URL"], f"old_{commit}_{place.name}"
    url = urlunsplit(urlsplit(base)._replace(path=f"/{name}"))
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        with psycopg.connect(url, autocommit=True) as database:
            database.execute((place / "node.sql").read_bytes())
        yield OldNode(place, url)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=COMMITS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OldNode]:
    """Return an old node as its version left it."""
    place = tmp_path / "old"
    place.mkdir()
    with unpacked(request.param, place) as node:
        yield node


@dataclass
class Upgraded:
    """A node that was looked at, told what an upgrade would do, and upgraded: an upgrade takes half a minute, so that several tests look at one."""

    commit: str
    node: OldNode
    before: dict[str, Any]
    files: list[dict[str, str]]
    checked: subprocess.CompletedProcess[str]
    after_check: dict[str, Any]
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module", params=COMMITS)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    with unpacked(request.param, tmp_path_factory.mktemp("upgraded")) as node:
        (before,) = node.look("stand")
        (node.place / "before.txt").write_text(before["checkpoint"], encoding="utf-8")
        files = [_digests(node.place / "home")]
        checked = node.run("mingjian", "upgrade", "--check")
        files.append(_digests(node.place / "home"))
        (after_check,) = node.look("stand")
        yield Upgraded(request.param, node, before, files, checked, after_check, node.run("mingjian", "upgrade"))


def test_what_an_upgrade_would_do_is_told_and_nothing_is_changed_before_it_is_done(upgraded: Upgraded) -> None:
    before, checked, done = upgraded.before, upgraded.checked, upgraded.done
    assert checked.returncode in {0, 1}, checked.stdout + checked.stderr
    for word in ("2026.11.0", "unknown (before 2026.11)", "changes would be made: ", "are free", "copied first"):
        assert word in checked.stdout, word
    assert ("Loads that the ledger lacks" in checked.stdout) == (upgraded.commit == "0c089f9")
    assert upgraded.files[0] == upgraded.files[1]
    assert {**upgraded.after_check, "files": []} == {**before, "files": []}  # whose digests were compared

    assert done.returncode == 0, done.stderr
    assert "升级前已备份数据库" in done.stderr
    again = upgraded.node.run("mingjian", "upgrade", "--check")
    assert "nothing would change" in again.stdout
    assert "The node ran last by 2026.11.0" in again.stdout


def test_an_old_node_with_data_is_upgraded_and_goes_on(upgraded: Upgraded) -> None:
    node, before = upgraded.node, upgraded.before
    _check_there_is_much_to_lose(before)
    found, _, _, _, swept, first, seen = node.look("stand", "mingjian audit", "mingjian sweep", "mingjian audit", "stand", "alarms", "see")
    _check_nothing_is_lost(before, found)
    assert before["deadlines"] == found["deadlines"]
    _check_nothing_is_lost(before, swept)
    assert not TAMPERING & set(first["alarms"])
    assert {name: seen[name] for name in ("refused", "unseen", "differing", "absent")} == {"refused": [], "unseen": [], "differing": [], "absent": []}
    assert seen["asked"] > 0

    acted, _, audited, _, _, last, _, verified = node.look(
        "act", "mingjian audit", "alarms", "mingjian sweep", "mingjian audit", "alarms", "mingjian ledger export after.jsonl", CONTINUES
    )
    assert acted["taken"] == [["accept", 302, 1], ["write_report", 302, 1]]
    assert not acted["is_waiting"]
    assert "audit" in acted["alarms"]
    assert not TAMPERING & set(audited["alarms"])  # a clean audit ends an alarm at once
    assert last["signed"] == last["entries"] > len(before["keys"]["office.Entry"])
    assert "台账完好" in verified["printed"]


def test_a_database_of_a_newer_version_is_told_with_the_way_back(upgraded: Upgraded) -> None:
    node = upgraded.node
    code = (
        "from mingjian.cli._django import set_up; set_up()\nfrom django.db.migrations.recorder import MigrationRecorder as R\nfrom django.db import connection"
    )
    done = node.run("python", "-c", f"{code}\nR(connection).record_applied('office', '0999_of_next_year')")
    assert done.returncode == 0, done.stderr
    checked = node.run("mingjian", "upgrade", "--check")
    assert checked.returncode == 2
    assert "office.0999_of_next_year" in checked.stdout
    assert "upgrades/" in checked.stdout
    refused = node.run("mingjian", "upgrade")
    assert refused.returncode == 1
    assert "office.0999_of_next_year" in refused.stderr


#: Brings the node up to date, where the change of tables before the last one fails half way as one with a fault would.
_BROKEN = """
from mingjian.cli._django import set_up; set_up()
import importlib, sys
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
plan = [one for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
broken = importlib.import_module(type(plan[-2]).__module__).Migration
def fail(apps, editor):
    raise RuntimeError("a fault of this release")
broken.operations = [*broken.operations, migrations.RunPython(fail)]
from mingjian.cli.serve import prepare
from mingjian.core.errors import MingjianError
try:
    prepare()
except MingjianError as refused:
    print(refused.text.zh)
    sys.exit(1)
"""


def test_a_broken_upgrade_leaves_the_database_of_before_which_the_old_version_goes_on_with(old: OldNode) -> None:
    (before,) = old.look("stand")
    tables = old.run("python", "-m", "django", "showmigrations").stdout
    broken = old.run("python", "-c", _BROKEN)
    assert broken.returncode == 1, broken.stderr
    assert "数据库已恢复到升级前，旧版本可以照常启动" in broken.stdout
    assert "a fault of this release" in broken.stdout
    assert old.run("python", "-m", "django", "showmigrations").stdout == tables
    (after,) = old.look("stand")
    assert {**after, "files": []} == {**before, "files": []}
    done = old.run("mingjian", "upgrade")  # and the release that is mended takes it further
    assert done.returncode == 0, done.stderr
    _check_nothing_is_lost(before, old.look("stand")[0])


def _digests(home: Path) -> dict[str, str]:
    """Return the digest of each file of a home, but for what SQLite keeps beside while anybody looks, and the lake's catalogue, which any reader draws anew."""
    files = (one for one in home.rglob("*") if one.is_file() and not one.name.endswith(("-wal", "-shm", "catalogue.json")))
    return {one.relative_to(home).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def _check_there_is_much_to_lose(before: dict[str, Any]) -> None:
    """The home itself: without these rows the test would show little."""
    held = {label for label, keys in before["keys"].items() if keys}
    assert {"clues.Clue", "evidence.Kit", "evidence.Item", "office.Dossier", "office.Entry", "office.Deadline", "office.Proposal", "office.Checkpoint"} <= held
    assert before["plain"], "nothing lay plainly that is hidden today"
    assert {one.partition("/")[0] for one in before["files"]} == {"lake", "sealed"}
    assert any(due and missed for _, _, due, _, missed in before["deadlines"])
    assert any(due and not closed and not missed for _, _, due, closed, missed in before["deadlines"])


def _check_nothing_is_lost(before: dict[str, Any], after: dict[str, Any]) -> None:
    lost = {label: sorted(set(keys) - set(after["keys"].get(label, []))) for label, keys in before["keys"].items()}
    assert {label: keys for label, keys in lost.items() if keys} == {}
    assert before["keys"]["office.Dossier"] == after["keys"]["office.Dossier"]
    assert set(before["files"]) <= set(after["files"])
    assert {name: after["values"].get(name) for name in before["values"]} == before["values"]
    assert after["plain"] == []  # each value that lay plainly is encrypted
