"""Two at once, and a crash in the middle: a step is taken whole, once, or not at all."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from people import at, people

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
MORNING = at("2026-11-23 09:30")
REPORT = Intake(source="report", suspected_act="刷单", platform="yunjishi", shop_id="s1")


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run each in a thread of its own, started together; give what each raised."""
    barrier, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n: int) -> None:
        barrier.wait()
        try:
            acts[n]()
        except BaseException as error:
            raised[n] = error  # type: ignore[call-overload]  # a list of what was raised
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised  # type: ignore[return-value]  # as above


def test_of_two_officers_taking_the_same_step_one_gets_a_clear_refusal() -> None:
    who = people("li", "wang")
    dossier = register(REPORT, by=who["li"], at=MORNING).dossier

    def accept(by: Officer) -> None:
        take(Dossier.objects.get(pk=dossier.pk), "accept", by=by, at=MORNING)

    raised = at_once(lambda: accept(who["li"]), lambda: accept(who["wang"]))
    refusals = [error for error in raised if error is not None]
    assert len(refusals) == 1
    assert isinstance(refusals[0], StepRefused)
    assert "现在的状态" in str(refusals[0])
    assert [entry.kind for entry in Entry.objects.all()] == ["register", "accept"]


def test_many_who_register_at_once_get_numbers_and_entries_without_gaps() -> None:
    li = people("li")["li"]

    def register_three() -> None:
        for _ in range(3):
            register(REPORT, by=li, at=MORNING)

    assert at_once(*[register_three] * 4) == [None] * 4
    assert sorted(Dossier.objects.values_list("number", flat=True)) == [f"C2026-{n:07d}" for n in range(1, 13)]
    assert list(Entry.objects.values_list("index", flat=True)) == list(range(12))


KILLED = """
import django, os, signal
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
django.setup()
from people import at
from mingjian.office.record import ledger
from mingjian.office.models import Dossier, Officer
from mingjian.office.dossiers.transition import take
real = ledger.append
def die(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
ledger.append = die
take(Dossier.objects.get(), "accept", by=Officer.objects.get(), at=at("2026-11-23 10:00"))
"""


@pytest.mark.slow
def test_a_process_killed_in_the_middle_of_a_step_leaves_nothing_half_done() -> None:
    li = people("li")["li"]
    dossier = register(REPORT, by=li, at=MORNING).dossier
    name = str(connection.settings_dict["NAME"])
    path = os.pathsep.join(["src", "tests", "tests/worlds"])
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"} | {"PYTHONPATH": path}
    died = subprocess.run([sys.executable, "-c", KILLED.format(name=name)], env=environment, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    dossier.refresh_from_db()
    assert (dossier.state, dossier.steps_taken, dossier.officer) == ("registered", 0, None)
    assert [entry.kind for entry in Entry.objects.all()] == ["register"]
    take(dossier, "accept", by=li, at=MORNING)
    assert Clue.objects.get().dossier.state == "accepted"
