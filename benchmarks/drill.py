"""
Kill a node at random moments of mixed work, and see that nothing that was acknowledged is missing: `python benchmarks/drill.py --kills 200`.

Four kinds of work run at once, each in a process that says what was acknowledged: steps of dossiers (`step`), sealed uploads (`file`), imports (`load`),
backups (`day`). At a random moment all are killed (SIGKILL), whatever they are doing. After each kill the database is opened by the next round, and at the end
the ledger is exported and verified, every acknowledged dossier, file, load and backup is looked for, and where the node has `mingjian audit`, that is run.
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
from hashlib import sha256
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "mingjian")
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
SECRET = "a passphrase of some length"  # noqa: S105 - of a drill

BEGUN = """
import os, sys, time
from pathlib import Path
from mingjian.cli._django import open_node; open_node()
from django.db import OperationalError
from django.utils.timezone import now
from mingjian.office.models import Department, Officer
folder, nonce = Path(sys.argv[1]), sys.argv[2]
def told(*words): print(*words, flush=True)
def officer():
    return Officer.objects.get(username="drill")
told("ready")
"""
WORKS = {
    "steps": """
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.taking import take
by = officer()
for number in range(10**9):
    papers = {"record_kind": "transaction", "keeper": "x", "event_on": "2026-06-22"}
    dossier = open_any(Request("retention", f"{nonce}-{number}", papers=papers), by=by, at=now())
    told("dossier", dossier.number, dossier.state_text, dossier.steps_taken)
    take(dossier, "hold", by=by, at=now(), given={"binding": "x"})
    told("dossier", dossier.number, "held", 1)
    take(dossier, "let_go", by=by, at=now(), given={"reason": "x"})
    told("dossier", dossier.number, "kept", 2)
""",
    "uploads": """
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.files.keeping import seal
by = officer()
papers = {"record_kind": "transaction", "keeper": "x", "event_on": "2026-06-22"}
dossier = open_any(Request("retention", f"{nonce}-files", papers=papers), by=by, at=now())
for number in range(10**9):
    content = f"{nonce}-{number} ".encode() * (1 + number % 40000)
    file = seal([content], f"{number}.txt", dossier=dossier, by=by, at=now())
    told("file", file.sha256)
""",
    "imports": """
from django.conf import settings
from mingjian.core.records import kinds
from mingjian.core.records.lake import Lake
from mingjian.core.extraction.filling import load_filled
from mingjian.office.institution import parts
lake = Lake(Path(settings.LAKE))
for number in range(10**9):
    file = folder / f"order-{nonce}-{number}.csv"
    rows = "".join(f"{nonce}-{number}-{row},shop-{row % 9},buyer-{row % 50},2026-11-01T10:00:00\\n" for row in range(2000))
    file.write_text("order_id,shop_id,buyer_id,paid_at\\n" + rows)
    load = load_filled(lake, kinds()["order"], file, source=f"drill", at=now())
    for take_in in parts("takes_in"):
        take_in(now())
    told("load", load.digest, load.rows)
    file.unlink()
""",
    "backups": """
from mingjian.office.node.backing import back_up
from mingjian.core.backups.store import DAYS
for number in range(10**9):
    made = back_up(folder / "kept", os.environ["MINGJIAN_BACKUP_PASSPHRASE"], url=os.environ.get("DATABASE_URL", ""), at=now())
    told("day", made.day)
    time.sleep(1)
""",
}
LOOK = """
import json
from pathlib import Path
from mingjian.cli._django import open_node; open_node()
from django.conf import settings
from mingjian.core.records.lake import Lake
from mingjian.office.models import Dossier, SealedFile
loads = [load.digest for load in Lake(Path(settings.LAKE)).loads()]
rows = {number: [state, taken] for number, state, taken in Dossier.objects.values_list("number", "state_text", "steps_taken")}
print(json.dumps({"dossiers": rows, "files": list(SealedFile.objects.values_list("sha256", flat=True)), "loads": loads}))
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
        self.files: set[str] = set()
        self.loads: set[str] = set()
        self.days: set[str] = set()
        self.doing: Counter[str] = Counter()

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

    def round(self, nonce: str, longest: float) -> None:
        """Work with all hands until some have said something, and a while more, then kill them all, and note what they had said."""
        hands = {name: self._hand(name, nonce) for name in WORKS}
        first = dict.fromkeys(hands, "")
        for one in hands.values():
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for name in self.dice.choice([["steps"], ["uploads", "steps"], list(hands)]):
            first[name] = hands[name].stdout.readline()  # type: ignore[union-attr]
        time.sleep(self.dice.uniform(0.05, longest))
        for one in hands.values():
            one.send_signal(signal.SIGKILL)
        for name, one in hands.items():
            assert one.stdout is not None
            with one.stdout as pipe:
                said = pipe.read()
            assert one.wait() == -signal.SIGKILL, f"{name}: {(self.folder / name).read_text()[-2000:]}"
            for line in (first[name] + said).split("\n")[:-1]:  # a line without its end was not acknowledged
                self._note(line.split())
                self.doing[name] += 1

    def _hand(self, name: str, nonce: str) -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", BEGUN + WORKS[name], str(self.folder), nonce]
        with (self.folder / name).open("w") as faults:
            return subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, stderr=faults, text=True)

    def _note(self, words: list[str]) -> None:
        match words:
            case ["dossier", number, _, taken]:
                self.dossiers[number] = max(int(taken), self.dossiers.get(number, 0))
            case ["file", digest]:
                self.files.add(digest)
            case ["load", digest, _]:
                self.loads.add(digest)
            case ["day", day]:
                self.days.add(day)

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


def drill(folder: Path, kills: int, seed: int, longest: float = 3.0) -> Drill:
    """Begin a node, kill it so often, and give what came of it. Raises AssertionError where anything is wrong."""
    one = Drill(folder, seed)
    one.begin()
    for number in range(kills):
        one.round(f"{seed}-{number}", longest)
        if number % 20 == 19:
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
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drill-") as place:
        done = drill(Path(place), given.kills, given.seed)
    told = f"{len(done.dossiers)} dossiers, {len(done.files)} files, {len(done.loads)} loads, {len(done.days)} backups"
    print(f"{given.kills} kills in {time.monotonic() - began:.0f} s; acknowledged: {told}; nothing missing, the ledger sound.")
