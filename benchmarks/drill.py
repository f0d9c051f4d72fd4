"""
Kill a node at random moments of mixed work, and see that nothing that was acknowledged is missing: `python benchmarks/drill.py --kills 200`.

Five kinds of work run at once, each in a process that says what was acknowledged: steps of dossiers (`dossier`), sealed uploads (`file`), imports (`load`),
runs of a detector (`run`), backups (`day`). At a random moment all are killed (SIGKILL), whatever they are doing. Every third round is in trouble besides:
files may grow no further (as on a full disk), the database takes no writing, or the clock was put ahead or back. After each kill the next round opens the
database, and at the end the ledger is exported and verified, every acknowledged thing is looked for, and `mingjian audit` is run.

On PostgreSQL: `python tests/on_postgresql.py python benchmarks/drill.py --kills 200`. The hands are forked from one process that has read the program.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "mingjian")
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
LONGEST = 120.0  # seconds that a round waits for the first words
SECRET = "a passphrase of some length"  # noqa: S105 - of a drill

#: Reads the program once, and forks a hand for each line that it is given: a work, a nonce, a trouble; `wait` tells how all of them ended.
BEGUN = """
import os, random, resource, signal, sys, time
from datetime import timedelta
from pathlib import Path
from mingjian.cli._django import open_node; open_node()
from django.conf import settings
from django.db import connection, connections
from django.utils.timezone import now as real_now
from mingjian.core.backups.store import DAYS
from mingjian.core.extraction.inference import load_filled
from mingjian.core.records import kinds
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.runs.work.run_due import run_due
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.institution import parts
from mingjian.office.models import Officer
from mingjian.office.node.backup import back_up
folder, by = Path(sys.argv[1]), Officer.objects.get(username="drill")
ahead = timedelta()
PAPERS = {"record_kind": "transaction", "keeper": "x", "event_on": "2026-06-22"}
PAUSE = {"steps": 0.3, "uploads": 0.5, "imports": 5.0}  # seconds at most between two works: else a backup of ten thousand files outlasts a round
def now(): return real_now() + ahead
def told(*words): os.write(1, (" ".join(map(str, words)) + chr(10)).encode())
def begin(work, nonce, trouble):
    global ahead
    out = os.open(folder / work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    faults = os.open(folder / (work + ".faults"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1), os.dup2(faults, 2)
    dice = random.Random(nonce)
    if trouble == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (dice.randrange(20_000, 6_000_000),) * 2)
    elif trouble == "read_only":
        connection.cursor().execute("PRAGMA query_only = 1" if connection.vendor == "sqlite" else "SET default_transaction_read_only = on")
    elif trouble:
        ahead = timedelta(days=dice.uniform(1, 40)) * (1 if trouble == "ahead" else -1)
    told("ready")
    for number in range(10**9):
        try:
            DO[work](f"{nonce}-{number}", number)
        except Exception as error:
            if not trouble:
                raise
            told("refused", type(error).__name__)
            connection.close() if trouble == "full" else None
            time.sleep(0.05)
        time.sleep(PAUSE.get(work, 0) * dice.random())
"""
WORKS = """
def steps(nonce, number):
    dossier = open_any(Request("retention", nonce, papers=PAPERS), by=by, at=now())
    told("dossier", dossier.number, 0)
    take(dossier, "hold", by=by, at=now(), given={"binding": "x"})
    told("dossier", dossier.number, 1)
    take(dossier, "let_go", by=by, at=now(), given={"reason": "x"})
    told("dossier", dossier.number, 2)
kept = []
def uploads(nonce, number):
    if not kept:
        kept.append(open_any(Request("retention", f"{nonce}-files", papers=PAPERS), by=by, at=now()))
    content = f"{nonce} ".encode() * (1 + number * 997 % 40000)
    told("file", seal([content], f"{number}.txt", dossier=kept[0], by=by, at=now()).sha256)
def imports(nonce, number):
    file = folder / f"order-{nonce}.csv"
    rows = "".join(f"{nonce}-{row},shop-{row % 9},buyer-{row % 50},2026-11-01T10:00:00\\n" for row in range(500))
    file.write_text("order_id,shop_id,buyer_id,paid_at\\n" + rows)
    load = load_filled(Lake(Path(settings.LAKE)), kinds()["order"], file, source="drill", at=now())
    for take_in in parts("takes_in"):
        take_in(now())
    told("load", load.digest)
    file.unlink()
def detects(nonce, number):
    for run in run_due(["order_concentration"], by=by, at=now(), clock=now):
        told("run", run.digest, run.findings.count())
    time.sleep(0.2)
def backups(nonce, number):
    made = back_up(folder / "kept", os.environ["MINGJIAN_BACKUP_PASSPHRASE"], url=os.environ.get("DATABASE_URL", ""), at=now())
    told("day", made.day)
    time.sleep(1)
DO = {one.__name__: one for one in (steps, uploads, imports, detects, backups)}
"""
#: The hands, and what the mother of them does.
NAMES = ("steps", "uploads", "imports", "detects", "backups")
TROUBLES = ("full", "read_only", "ahead", "back")
MOTHER = """
connections.close_all()
hands = []
print("ready", flush=True)
for line in sys.stdin:
    words = line.rstrip(chr(10)).split(" ")
    if words == ["wait"]:
        print(*(os.waitstatus_to_exitcode(os.waitpid(hand, 0)[1]) for hand in hands), flush=True)
        hands.clear()
    elif not (hand := os.fork()):
        try:
            begin(*words)
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            os._exit(1)
    else:
        hands.append(hand)
        print(hand, flush=True)
"""
LOOK = """
import json
from pathlib import Path
from mingjian.cli._django import open_node; open_node()
from django.conf import settings
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Run
from mingjian.office.models import Dossier, SealedFile
runs = {run.digest: run.findings.count() for run in Run.objects.all()}
loads = [load.digest for load in Lake(Path(settings.LAKE)).loads()]
rows = {number: [state, taken] for number, state, taken in Dossier.objects.values_list("number", "state_text", "steps_taken")}
print(json.dumps({"dossiers": rows, "files": list(SealedFile.objects.values_list("sha256", flat=True)), "loads": loads, "runs": runs}))
"""
#: What a killed import had loaded and not entered yet is entered by the next one.
ENTER = """
from mingjian.cli._django import open_node; open_node()
from django.utils.timezone import now
from mingjian.office.institution import parts
for take_in in parts("takes_in"):
    take_in(now())
"""


class Drill:
    """One node, its acknowledgements, and how often it was killed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.home, self.dice = folder, folder / "home", random.Random(seed)  # noqa: S311 - of a drill
        self.environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        if url := os.environ.get("DATABASE_URL"):
            self.environment["DATABASE_URL"] = url
        self.environment |= {"MINGJIAN_HOME": str(self.home), "MINGJIAN_BACKUP_PASSPHRASE": SECRET}
        self.dossiers: dict[str, int] = {}
        self.runs: dict[str, int] = {}
        self.files: set[str] = set()
        self.loads: set[str] = set()
        self.days: set[str] = set()
        self.doing: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False)

    def begin(self) -> None:
        done = self.run(COMMAND, "officer", "first", "--node", "drill", "--region", "330122", "--level", "county")
        assert done.returncode == 0, done.stderr
        enter = (
            "from mingjian.cli._django import open_node; open_node()\n"
            "from mingjian.office.models import Department, Officer\n"
            "Officer.objects.create(username='drill', name_zh='x', name_en='x', department=Department.objects.first(), duty='work', roles=['officer'])"
        )
        done = self.run(sys.executable, "-c", enter)
        assert done.returncode == 0, done.stderr

    @contextmanager
    def mother(self) -> "Iterator[subprocess.Popen[str]]":
        """Start the process that hands are forked from, and end it."""
        words = [sys.executable, "-c", BEGUN + WORKS + MOTHER, str(self.folder)]
        with subprocess.Popen(words, env=self.environment, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
            try:
                assert asked(one) == "ready"
                yield one
            finally:
                one.kill()

    def round(self, mother: "subprocess.Popen[str]", nonce: str, trouble: str, longest: float) -> None:
        """Work with all hands until some have said something, and a while more, then kill them all, and note what they had said."""
        for name in NAMES:
            (self.folder / name).write_text("")
        hands = {name: int(asked(mother, f"{name} {nonce} {trouble}")) for name in NAMES}
        waited = self.dice.choice([["steps"], ["uploads", "steps"], ["imports"], ["detects", "imports"], list(NAMES)])
        until = time.monotonic() + LONGEST
        while any(self.said(name).count("\n") < 2 for name in waited) and time.monotonic() < until and not trouble:
            time.sleep(0.02)
        time.sleep(self.dice.uniform(0.05, longest))
        for hand in hands.values():
            os.kill(hand, signal.SIGKILL)
        ends = asked(mother, "wait").split()
        assert set(ends) == {str(-signal.SIGKILL)}, [(name, (self.folder / f"{name}.faults").read_text()[-2000:]) for name in NAMES]
        self.troubles[trouble or "none"] += 1
        for name in NAMES:
            for line in self.said(name).split("\n")[:-1]:  # a line without its end was not acknowledged
                if words := line.split():  # libraries say empty lines
                    self._note(name, words, trouble)

    def said(self, name: str) -> str:
        """Give what a hand has said so far."""
        return (self.folder / name).read_text()

    def _note(self, hand: str, words: list[str], trouble: str) -> None:
        self.doing[hand] += words[0] not in {"ready", "refused"}
        match words:
            case ["dossier", number, taken]:
                self.dossiers[number] = max(int(taken), self.dossiers.get(number, 0))
            case ["file", digest]:
                self.files.add(digest)
            case ["load", digest]:
                self.loads.add(digest)
            case ["run", digest, count]:
                self.runs[digest] = int(count)
            case ["day", day]:
                self.days.add(day)
            case ["refused", error]:
                self.refused[f"{trouble}: {error}"] += 1

    def missing(self) -> list[str]:
        """Give what was acknowledged and is not there, and what is there and not whole."""
        looked = self.run(sys.executable, "-c", LOOK)
        assert looked.returncode == 0, looked.stderr
        found = json.loads(looked.stdout)
        lost = [f"dossier {one} at step {taken}" for one, taken in self.dossiers.items() if found["dossiers"].get(one, ["", -1])[1] < taken]
        lost += [f"file {one}" for one in self.files - set(found["files"])]
        for digest in found["files"]:  # whatever the database names lies there and is itself, acknowledged or not
            place = self.home / "sealed" / digest[:2] / digest
            if not place.is_file() or sha256(place.read_bytes()).hexdigest() != digest:
                lost.append(f"bytes {digest}")
        lost += [f"load {one}" for one in self.loads - set(found["loads"])]
        lost += [f"run {one}" for one, count in self.runs.items() if found["runs"].get(one) != count]
        checked = self.run(COMMAND, "backup", "kept", "--check") if self.days else None
        if checked is not None and (checked.returncode or checked.stdout.count("\n") < len(self.days)):
            lost.append(f"backups: {checked.stdout[-500:]} {checked.stderr[-500:]}")
        return lost

    def ledger(self) -> str:
        """Verify the ledger; give what is wrong with it, nothing where it is sound."""
        exported = self.run(COMMAND, "ledger", "export", "out.jsonl")
        verified = self.run(COMMAND, "ledger", "verify", "out.jsonl")
        said = "" if exported.returncode == verified.returncode == 0 else exported.stderr + verified.stdout + verified.stderr
        if "audit" in self.run(COMMAND, "--help").stdout.split():
            self.run(sys.executable, "-c", ENTER)
            audited = self.run(COMMAND, "audit")
            said += "" if audited.returncode == 0 else audited.stdout + audited.stderr
        return said


def asked(mother: "subprocess.Popen[str]", line: str = "") -> str:
    """Tell the mother of the hands a line, where there is one, and give her answer."""
    assert mother.stdin is not None
    assert mother.stdout is not None
    if line:
        mother.stdin.write(f"{line}\n")
        mother.stdin.flush()
    return mother.stdout.readline().rstrip("\n")


def drill(folder: Path, kills: int, seed: int, longest: float = 1.5, minutes: float = 600) -> Drill:
    """Begin a node, kill it so often or for so long, and give what came of it. Raises AssertionError where anything is wrong."""
    one = Drill(folder, seed)
    one.begin()
    until = time.monotonic() + minutes * 60
    with one.mother() as mother:
        for number in range(kills):
            one.round(mother, f"{seed}-{number}", TROUBLES[number // 3 % len(TROUBLES)] if number % 3 == 2 else "", longest)
            if time.monotonic() > until:
                break
            if number % 10 == 9:
                print(f"{number + 1} kills: {dict(one.doing)}", flush=True)
    said = one.ledger()
    assert not said, said
    lost = one.missing()
    assert not lost, lost[:20]
    return one


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=600, help="end after so many, though not so often")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        done = drill(Path(place), given.kills, given.seed, minutes=given.minutes)
    told = f"{len(done.dossiers)} dossiers, {len(done.files)} files, {len(done.loads)} loads, {len(done.runs)} runs, {len(done.days)} backups"
    print(f"rounds by trouble: {dict(done.troubles)}; refused: {dict(done.refused)}")
    print(f"{sum(done.troubles.values())} kills in {time.monotonic() - began:.0f} s; acknowledged: {told}; nothing missing, the ledger sound.")
