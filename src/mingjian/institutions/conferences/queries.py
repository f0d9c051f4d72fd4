"""Questions about consultations and tasks, each starting from what the officer may see."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.conferences.models import CONSULTATION, JOINT, TASK, Consultation, Look, Opinion, Reply, Task
from mingjian.office.models import Deadline, Department, Dossier, Officer, Proposal
from mingjian.office.people.permissions import dossiers_visible_to, may_see


def consultations_visible_to(officer: Officer) -> QuerySet[Consultation]:
    """Return the consultations that the officer's department opened, or is asked in."""
    return Consultation.objects.filter(may_see(officer, "dossier")).select_related("dossier__department")


def dossier_of(officer: Officer, procedure: str, number: str) -> Dossier:
    """Return the dossier of a consultation or task that the officer may see. Raises NotFound."""
    found = dossiers_visible_to(officer).filter(procedure=procedure, number=number).first()
    if found is None:
        raise NotFound(f"没有卷宗 {number}。", f"There is no dossier {number}.")
    return found


def tasks_of(conference: Dossier) -> QuerySet[Task]:
    """Return the tasks that a joint conference gave out."""
    return Task.objects.filter(conference=conference).select_related("dossier__department").order_by("pk")


def tasks_open(officer: Officer) -> QuerySet[Dossier]:
    """Return the tasks that the officer's department holds and has not reported back on."""
    # Found apart from their order, by which one would walk all that the department holds to find a few.
    found = Dossier.objects.filter(department=officer.department_id, is_closed__in=[False], procedure=TASK, state_text__in=["given", "received"]).order_by()
    return Dossier.objects.filter(pk__in=found.values("pk")).order_by("moved_at")


def items_open(officer: Officer) -> QuerySet[Dossier]:
    """Return the items of joint conferences that the officer may see and that are not settled, what moved last first."""
    return dossiers_visible_to(officer).filter(procedure=JOINT, is_closed=False).order_by("-moved_at")


def clocks_of(tasks: Iterable[Dossier]) -> list[tuple[Dossier, Deadline | None]]:
    """Return tasks each with the clock that runs in it, if one does: one question for all."""
    held = list(tasks)
    running = {one.dossier_id: one for one in Deadline.objects.filter(dossier__in=held, closed_at__isnull=True)}
    return [(one, running.get(one.pk)) for one in held]


def opinions_asked(officer: Officer) -> QuerySet[Dossier]:
    """Return the consultations that ask the officer's department, and in which it has said nothing yet."""
    said = Opinion.objects.filter(department=officer.department_id).values("consultation__dossier")
    open_ones = dossiers_visible_to(officer).filter(procedure=CONSULTATION, state_text="collecting", seats__department=officer.department_id)
    return open_ones.exclude(department=officer.department_id).exclude(pk__in=said).order_by("moved_at")


def conclusions_to_sign(officer: Officer) -> QuerySet[Dossier]:
    """Return the consultations of others in which a conclusion waits for signatures and the officer's department was invited."""
    waiting = dossiers_visible_to(officer).filter(procedure=CONSULTATION, state_text="signing", seats__department=officer.department_id)
    return waiting.exclude(department=officer.department_id).order_by("moved_at")


@dataclass(frozen=True)
class Standing:
    """How one department stands in a consultation: its opinions, each with its place and the replies to it, and how far it has read."""

    department: Department
    opinions: list[tuple[int, Opinion, list[Reply]]]
    look: Look | None
    has_read_all: bool


def standings(consultation: Consultation) -> list[Standing]:
    """Return every department that has a seat, with its opinions; those that said nothing stand there, too."""
    replies: dict[int | None, list[Reply]] = {}
    for reply in consultation.replies.select_related("department", "by"):
        replies.setdefault(reply.to_id, []).append(reply)
    said: dict[int, list[tuple[int, Opinion, list[Reply]]]] = {}
    for nth, one in enumerate(consultation.opinions.select_related("department", "by"), 1):
        said.setdefault(one.department_id, []).append((nth, one, replies.get(one.pk, [])))
    looks = {one.department_id: one for one in consultation.looks.select_related("by")}
    newest = consultation.dossier.steps_taken
    seated = Department.objects.filter(seats__dossier=consultation.dossier).order_by("seats__since", "id")
    return [Standing(one, said.get(one.pk, []), look := looks.get(one.pk), look is not None and look.steps >= newest) for one in seated]


def note_look(consultation: Consultation, officer: Officer, at: datetime) -> None:
    """Note that the officer's department has read what stands there now."""
    if officer.department_id is not None and consultation.dossier.seats.filter(department=officer.department_id).exists():
        told = {"by": officer, "at": at, "steps": consultation.dossier.steps_taken}
        Look.objects.update_or_create(consultation=consultation, department_id=officer.department_id, defaults=told)


def consultation_of(dossier: Dossier) -> Consultation | None:
    """Return the consultation beside a dossier; None for one of before there were any."""
    return Consultation.objects.filter(dossier=dossier).first()


def task_of(dossier: Dossier) -> Task | None:
    """Return the task beside a dossier, with the conference that gave it; None where none did."""
    return Task.objects.filter(dossier=dossier).select_related("conference").first()


def asked_of(task: Task) -> dict[str, Any]:
    """Return the papers with which a task was given, as its first entry has them: `task_goal`, `report_until`."""
    first = task.dossier.entries.order_by("index").first()
    return dict(json.loads(first.body).get("papers", {})) if first else {}


def minutes_proposed(items: Iterable[Dossier]) -> set[int]:
    """Return the items (keys) whose minutes wait for the convener's signature."""
    return set(Proposal.objects.filter(dossier__in=list(items), step="issue_minutes").values_list("dossier", flat=True))
