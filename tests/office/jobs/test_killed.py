"""Workers in processes of their own, killed in the middle of their work, on the database that the environment names: SQLite, or PostgreSQL."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.slow]
SCRIPT = Path(__file__).with_name("some_jobs.py")
LEASE = 8.0  # seconds; a worker says six times in it that it is alive, and a busy machine may hold it up for some of them


class Told(NamedTuple):
    """What the table says of a job."""

    state: str
    attempts: int
    outcome: str
    is_later: bool


class Node:
    """A node with a database of its own, and its workers."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url, self.diary = home, url, home / "diary"
        self.diary.touch()
        left_out = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE"}
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        more = {"MINGJIAN_HOME": str(home), "DIARY": str(self.diary), "DJANGO_SETTINGS_MODULE": "mingjian.settings", "MINGJIAN_NIGHT": "off"}
        self.environment = kept | more | ({"DATABASE_URL": url} if url else {})
        self.workers: list[subprocess.Popen[bytes]] = []
        self.run("tables")

    def run(self, *words: str) -> str:
        return subprocess.run([sys.executable, SCRIPT, *words], env=self.environment, check=True, capture_output=True, text=True, timeout=900).stdout

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command beside the workers, and go on when it is set up."""
        begun = subprocess.Popen([sys.executable, SCRIPT, *words], env=self.environment, stderr=subprocess.DEVNULL)
        self.wait(lambda: len(self.lines("set-up")) == 1)
        return begun

    def work(self, lease: float = LEASE, *more: str) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen([sys.executable, SCRIPT, "work", str(lease), *more], env=self.environment, stderr=subprocess.DEVNULL)
        self.workers.append(worker)
        self.wait(lambda: len(self.lines("ready")) == len(self.workers))
        return worker

    def ask(self, question: str) -> list[Any]:
        """Ask the database: a process of ours would take seconds to begin."""
        if self.url:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as connection:
                asked = connection.execute(question)  # type: ignore[arg-type, unused-ignore]  # words of our own
                return asked.fetchall() if asked.description else []
        with contextlib.closing(sqlite3.connect(self.home / "mingjian.sqlite3", timeout=20, isolation_level=None)) as connection:
            return connection.execute(question).fetchall()

    def jobs(self) -> list[Told]:
        return [Told(*row) for row in self.ask("SELECT state, attempts, outcome_en, run_after > started_at FROM jobs_job ORDER BY id")]

    def entries(self) -> int:
        return len(self.ask("SELECT id FROM office_entry WHERE kind = 'slow'"))

    def lines(self, word: str) -> list[str]:
        return [line for line in self.diary.read_text().splitlines() if line.startswith(word)]

    def wait(self, is_so: Callable[[], bool], seconds: float = 180) -> float:
        """Wait until something is so; give how many seconds it took."""
        began = time.monotonic()
        while not is_so():
            assert time.monotonic() - began < seconds, (self.diary.read_text(), self.jobs())
            time.sleep(0.1)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Node:
    return Node(tmp_path_factory.mktemp("node"), _database_of_its_own())


@pytest.fixture
def node(begun: Node) -> Iterator[Node]:
    begun.ask("DELETE FROM jobs_job")
    begun.diary.write_text("")
    begun.diary.with_name("wait").touch()
    yield begun
    for worker in begun.workers:
        if worker.poll() is None:
            worker.kill()
        worker.wait()
    begun.workers.clear()


def _database_of_its_own() -> str:
    """Make an empty database on the PostgreSQL that DATABASE_URL names; nothing where it names none."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    import psycopg

    name = f"jobs_{time.time_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload, unused-ignore]  # a name of our own
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.both_databases
def test_a_worker_killed_in_the_middle_is_taken_over_soon_and_the_effect_is_there_once(node: Node) -> None:
    workers = {worker.pid: worker for worker in (node.work(), node.work())}
    node.run("queue", "slow", "1")
    node.wait(lambda: len(node.lines("begun")) == 1)
    child, parent = (int(number) for number in node.lines("begun")[0].split()[2:])
    time.sleep(LEASE + 2)  # longer than one lease: the other looks on, and takes nothing that is held
    assert len(node.lines("begun")) == 1
    workers[parent].kill()
    node.wait(lambda: not alive(child), 30)  # nothing goes on of what the worker had begun
    assert node.wait(lambda: len(node.lines("begun")) == 2, 60) < LEASE + 10
    node.diary.with_name("wait").unlink()
    node.wait(lambda: node.jobs()[0].state == "done")
    assert (node.jobs()[0].attempts, len(node.lines("begun")), len(node.lines("ended")), node.entries()) == (2, 2, 1, 1)


def test_a_job_longer_than_its_lease_runs_once_though_no_thread_beside_it_has_a_turn(node: Node) -> None:
    node.work(LEASE)
    node.work(LEASE)
    node.run("queue", "deaf", "1")
    node.wait(lambda: len(node.lines("ended")) == 1)
    node.wait(lambda: node.jobs()[0].state == "done")
    assert (node.jobs()[0].attempts, len(node.lines("begun"))) == (1, 1)


def test_a_child_killed_alone_costs_one_attempt_at_once(node: Node) -> None:
    node.run("queue", "slow", "1")
    node.work(60.0)
    node.wait(lambda: len(node.lines("begun")) == 1)
    os.kill(int(node.lines("begun")[0].split()[2]), signal.SIGKILL)
    node.wait(lambda: node.jobs()[0].state == "queued", 30)  # and not only when the lease of a minute has run out
    assert node.jobs() == [("queued", 1, "The process that worked on it was ended.", True)]


def test_a_job_that_kills_its_process_fails_in_the_end_and_the_next_one_is_done(node: Node) -> None:
    node.run("queue", "killed", "1")
    node.run("queue", "quick", "1")
    assert node.work(8.0, "until-empty").wait(180) == 0
    assert [job.state for job in node.jobs()] == ["failed", "done"]


def test_a_worker_told_to_end_gives_its_job_back_and_leaves_nothing(node: Node) -> None:
    node.run("queue", "slow", "1")
    worker = node.work(60.0)
    node.wait(lambda: len(node.lines("begun")) == 1)
    child = int(node.lines("begun")[0].split()[2])
    worker.terminate()
    assert worker.wait(60) == 0
    assert not alive(child)
    assert node.jobs()[0][:2] == ("queued", 0)


@pytest.mark.both_databases
def test_three_workers_never_have_the_same_job_nor_one_too_many_of_a_kind(node: Node) -> None:
    node.run("queue", "alone", "12")
    node.run("queue", "quick", "120")
    workers = [node.work(20.0, "until-empty") for _ in range(3)]
    for worker in workers:
        assert worker.wait(180) == 0
    node.work(20.0, "until-empty").wait(180)  # what was held back for its kind when the others left
    ended = [line.split()[1] for line in node.lines("ended")]
    assert len(ended) == len(set(ended)) == 120
    assert {job.attempts for job in node.jobs()} == {1}
    inside, most = 0, 0
    for line in node.diary.read_text().splitlines():
        inside += {"in": 1, "out": -1}.get(line.split()[0], 0)
        most = max(most, inside)
    assert 1 <= most <= 2  # two may be at it at once, never three; on a slow machine the first worker has done all before the others begin


def test_a_running_job_that_is_cancelled_ends_within_seconds(node: Node) -> None:
    node.run("queue", "deaf", "1")
    cancelling = node.start("cancel")  # it waits for the job: begun only now, it might come when a busy machine has done the job already
    node.work(60.0)
    node.wait(lambda: len(node.lines("begun")) == 1)
    assert cancelling.wait(60) == 0
    assert node.wait(lambda: node.jobs()[0].state == "cancelled", 20) < 12
    assert node.lines("ended") == []
