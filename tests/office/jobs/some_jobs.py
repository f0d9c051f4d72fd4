"""
Jobs for tests, and workers in processes of their own: `python some_jobs.py COMMAND …` over the database that the environment names.

`tables` makes the tables; `queue KIND N` queues; `work LEASE` starts a worker; `cancel` waits for a job to begin and cancels what
is open.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after setting up
from django.db import transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from mingjian.core.language import Text  # noqa: E402
from mingjian.office.jobs.kinds import Order, job  # noqa: E402
from mingjian.office.jobs.models import Job  # noqa: E402
from mingjian.office.jobs.queue import cancel, enqueue  # noqa: E402
from mingjian.office.jobs.work import Outcome, Work  # noqa: E402
from mingjian.office.jobs.worker import Worker  # noqa: E402
from mingjian.office.models import Entry  # noqa: E402
from mingjian.office.record import ledger  # noqa: E402

DIARY = Path(os.environ.get("DIARY", "/dev/null"))
DONE = Outcome(Text("完成", "done"))


def note(word: str) -> None:
    """Add a line to the diary, whole, whoever else writes."""
    with DIARY.open("a") as out:
        out.write(f"{word}\n")


@job("slow", Text("慢", "Slow"), at_most=8)
def slow(work: Work) -> Outcome:
    """Go on while the file `wait` lies beside the diary, and leave one entry in the ledger at the end: its key is taken once."""
    note(f"begun {work.job.pk} {os.getpid()} {os.getppid()}")
    for step in range(1000):
        if not DIARY.with_name("wait").exists():
            break
        time.sleep(0.2)
        work.tell(step, 1000, Text("在做", "at it"))
    with transaction.atomic():
        work.guard()
        if not Entry.objects.filter(key=f"slow/{work.job.pk}").exists():
            ledger.append({"slow": work.job.pk}, kind="slow", at=work.clock(), key=f"slow/{work.job.pk}")
    note(f"ended {work.job.pk}")
    return DONE


@job("deaf", Text("聋", "Deaf"), at_most=8)
def deaf(work: Work) -> Outcome:
    """Calculate for far longer than a lease without letting any other thread of the process have a turn."""
    note(f"begun {work.job.pk} {os.getpid()} {os.getppid()}")
    sys.setswitchinterval(1000)
    until = time.monotonic() + 14
    while time.monotonic() < until:
        sum(range(100_000))
    note(f"ended {work.job.pk}")
    return DONE


@job("quick", Text("快", "Quick"), at_most=8)
def quick(work: Work) -> Outcome:
    """Leave a line in the diary."""
    note(f"ended {work.job.pk}")
    return DONE


@job("alone", Text("独", "Alone"), at_most=2)
def alone(work: Work) -> Outcome:
    """Be there with one other at most."""
    note(f"in {work.job.pk}")
    time.sleep(0.3)
    note(f"out {work.job.pk}")
    return DONE


@job("killed", Text("被杀", "Killed"), attempts=1)
def killed(work: Work) -> Outcome:
    """End as a process does that has asked for too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    return DONE


def main(command: str, *words: str) -> None:
    if command == "tables":
        call_command("migrate", verbosity=0)
    elif command == "queue":
        for number in range(int(words[1])):
            enqueue(words[0], Order(args={"number": number}), at=now())
    elif command == "work":
        note(f"ready {os.getpid()}")
        Worker(clock=now, lease=timedelta(seconds=float(words[0]))).work(until_empty=len(words) > 1)
    elif command == "cancel":
        note("set-up")
        until = time.monotonic() + 180
        while time.monotonic() < until and "begun" not in DIARY.read_text():
            time.sleep(0.05)
        for held in Job.objects.filter(state__in=Job.OPEN):
            cancel(held, at=now())


if __name__ == "__main__":
    main(*sys.argv[1:])
