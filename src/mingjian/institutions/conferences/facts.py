"""What a joint conference tells its own steps: the tasks that it gave out already, so that nobody types them again; what a task is to do."""

import json
from typing import Any

from mingjian.core.language import Text
from mingjian.institutions.conferences.lore.signatures import conclusion_of, told_of_signatures
from mingjian.institutions.conferences.models import CONSULTATION, Task
from mingjian.institutions.conferences.queries import tasks_of
from mingjian.office.language import said
from mingjian.office.models import Dossier


def told_of_conference(dossier: Dossier) -> dict[str, Any]:
    """Describe the tasks given out, each with its owner and day, the last of the days, and what the owners reported last; nothing where none was given."""
    given = [(one, asked_of(one)) for one in tasks_of(dossier)]
    if not given:
        return {}
    said_of = Text("{owner}：{goal}", "{owner}: {goal}")
    lines = [said(said_of.filled(owner=one.dossier.department.name, goal=asked.get("task_goal", ""))) for one, asked in given]
    days = [str(asked["report_until"]) for _, asked in given if asked.get("report_until")]
    reports = [said(said_of.filled(owner=one.dossier.department.name, goal=told)) for one, _ in given if (told := _reported(one))]
    return {"conference_tasks": "\n".join(lines), "conference_last_day": max(days, default=""), "conference_reports": "\n".join(reports)}


def _reported(task: Task) -> str:
    """What the owner of a task reported last; empty where it has reported nothing."""
    last = task.dossier.entries.filter(kind="report").order_by("index").last()
    return str(json.loads(last.body).get("papers", {}).get("progress", "")) if last else ""


def told_of_consultation(dossier: Dossier) -> dict[str, Any]:
    """Return the conclusion that departments are asked to sign; nothing where none was put."""
    words = conclusion_of(dossier)
    return {"conclusion": words} if words else {}


def facts_of_consultation(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return how each department invited stands to the conclusion, for the minutes; nothing for any other dossier."""
    return {"signatures": {"list": told_of_signatures(dossier)}} if dossier.procedure == CONSULTATION else {}


def asked_of(task: Task) -> dict[str, Any]:
    """Return the papers with which a task was given, as its first entry has them: `task_goal`, `report_until`."""
    first = task.dossier.entries.order_by("index").first()
    return dict(json.loads(first.body).get("papers", {})) if first else {}
