"""A node that works is backed up, comes back elsewhere with the same ledger, and its officers sign in."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "mingjian"
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
WRITER = """
import time
from mingjian.cli._django import open_node; open_node()
from django.utils.timezone import now
from mingjian.office.files.storage import keep
from mingjian.office.record.entries import Count, enter
for number in range(10**9):
    kept = keep([b"file %d" % number], f"{number}.txt")
    enter("node_begun", at=now(), file_kept=kept.sha256, row=Count(number))
    if number < 20:
        print(kept.sha256, flush=True)  # no more: a full pipe would stop the writer
    else:
        time.sleep(0.01)
"""
SIGN_IN = """
import sys
from mingjian.cli._django import open_node; open_node()
from django.test import Client
reply = Client().post("/accounts/login/", {"login": "system", "password": sys.argv[1]}, HTTP_HOST="localhost")
print(reply.status_code, reply.headers.get("Location"))
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return kept | {"MINGJIAN_HOME": str(home), "MINGJIAN_BACKUP_PASSPHRASE": "a passphrase of some length", "MINGJIAN_SECOND_FACTOR": "0", **more}


def run(words: str, home: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words.split()], env=environment(home), cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_backup_made_while_others_write_comes_back_whole(tmp_path: Path) -> None:
    home, back = tmp_path / "home", tmp_path / "back"
    begun = run("officer first --node 桐庐县市场监督管理局 --region 330122 --level county", home, tmp_path)
    password = begun.stdout.split("\n")[0].split()[1]
    with subprocess.Popen([sys.executable, "-c", WRITER], env=environment(home), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        before = [writer.stdout.readline().strip() for _ in range(20)]
        done = run("backup kept", home, tmp_path)
        time.sleep(0.2)
        writer.send_signal(signal.SIGKILL)
    assert done.returncode == 0, done.stderr
    assert run("backup kept --check", home, tmp_path).returncode == 0
    restored = run("restore kept", back, tmp_path)
    assert restored.returncode == 0, restored.stderr
    for where in (home, back):
        assert run(f"ledger export {where.name}.jsonl", where, tmp_path).returncode == 0
    verified = run("ledger verify home.jsonl --checkpoint back.jsonl", home, tmp_path)  # what came back is how ours began, to the root
    assert verified.returncode == 0, verified.stdout
    assert "台账完好" in verified.stdout
    assert run("ledger verify back.jsonl", back, tmp_path).returncode == 0
    audited = run("audit", back, tmp_path)
    assert audited.returncode == 0, audited.stdout
    sealed = {path.name for path in (back / "sealed").rglob("*") if path.is_file()}
    entered = (tmp_path / "back.jsonl").read_text()
    assert all(digest in sealed for digest in before)
    assert all(one in sealed for one in _files_in(entered))  # each file that the ledger names came too
    signed_in = subprocess.run([sys.executable, "-c", SIGN_IN, password], env=environment(back), capture_output=True, text=True, check=False)
    assert signed_in.stdout.split() == ["302", "/"], signed_in.stderr
    assert run("restore kept", back, tmp_path).returncode == 1  # a node that is there is never written over


def _files_in(text: str) -> set[str]:
    parts = text.replace("\\", "").split('"file_kept":"')[1:]
    return {part[:64] for part in parts}


@pytest.mark.slow
def test_an_upgrade_copies_the_database_first(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run("officer first --node 甲 --region 330122 --level county", home, tmp_path).returncode == 0
    back_one = (
        "from mingjian.cli._django import set_up; set_up(); from django.core.management import call_command as c; c('migrate', 'node', 'zero', verbosity=0)"
    )
    assert subprocess.run([sys.executable, "-c", back_one], env=environment(home), check=True).returncode == 0
    prepare = "from mingjian.cli.serve import prepare; prepare()"
    done = subprocess.run([sys.executable, "-c", prepare], env=environment(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "升级前已备份" in done.stderr
    (copy,) = (home / "upgrades").iterdir()
    assert copy.read_bytes()[:6] == b"SQLite"
    assert copy.stat().st_mode & 0o077 == 0
    again = subprocess.run([sys.executable, "-c", prepare], env=environment(home), capture_output=True, text=True, check=False)
    assert "升级前已备份" not in again.stderr


@pytest.mark.slow
def test_the_doctor_says_what_is_wrong_and_how_it_is_mended(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run("officer first --node 甲 --region 330122 --level county", home, tmp_path).returncode == 0
    assert run("sweep", home, tmp_path).returncode == 0
    done = run("doctor", home, tmp_path)
    assert done.returncode in (0, 1)  # no backup yet
    assert "还没有备份" in done.stdout
    assert "结论：可以使用" in done.stdout
    (home / "ledger-key").rename(tmp_path / "taken")
    home.chmod(0o755)
    done = run("doctor", home, tmp_path)
    assert done.returncode == 2
    assert "缺少 ledger-key" in done.stdout
    assert "项异常，先处理“" in done.stdout
    assert "chmod 700" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_doctor_tells_a_node_without_tables_one_fault_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = run("doctor", home, tmp_path)
    assert done.returncode == 2
    assert done.stdout.count("OperationalError") == 2  # once in either language
    assert "数据表 Tables：缺" in done.stdout
    assert list(home.iterdir()) == []  # it looks, and begins nothing
    missing = run("doctor", tmp_path / "nowhere", tmp_path)
    assert missing.returncode != 0
    assert "还没有数据库" in missing.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
def test_a_postgresql_node_comes_back_too(tmp_path: Path) -> None:
    """On a cluster of its own: dumped while it runs, loaded into another database, refused into one with tables."""
    script = Path(__file__).parents[1] / "on_postgresql.py"
    words = [sys.executable, str(script), sys.executable, str(Path(__file__).parent / "backup_on_postgresql.py"), str(tmp_path)]
    done = subprocess.run(words, env=environment(tmp_path / "unused"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "same ledger" in done.stdout


@pytest.mark.slow
def test_where_nobody_can_type_the_passphrase_it_is_said_in_words(tmp_path: Path) -> None:
    """A timer without a passphrase broke off with a warning of Python and no word of what to do."""
    run("officer first --node 桐庐县市场监督管理局 --region 330122 --level county", tmp_path / "home", tmp_path)
    bare = environment(tmp_path / "home")
    del bare["MINGJIAN_BACKUP_PASSPHRASE"]
    told = subprocess.run([COMMAND, "backup", "kept"], env=bare, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "MINGJIAN_BACKUP_PASSPHRASE_FILE" in told.stderr
    assert "GetPassWarning" not in told.stderr
