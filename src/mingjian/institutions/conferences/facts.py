"""What a joint conference tells its own steps: the tasks that it gave out already, so that nobody types them again; what a task is to do."""

import json
from typing import Any

from mingjian.core.language import Text
from mingjian.institutions.conferences.models import CONSULTATION, JOINT, Task
from mingjian.institutions.conferences.queries import asked_of, tasks_of
from mingjian.institutions.conferences.services.meetings import agenda_for_one, members_said, minutes_drafted, told_of_meeting
from mingjian.institutions.conferences.services.signatures import conclusion_of, told_of_signatures
from mingjian.office.language import said
from mingjian.office.models import Dossier


def told_of_conference(dossier: Dossier) -> dict[str, Any]:
    """Describe the agenda with open tasks of before, the members, a draft of the minutes; of the tasks given out owner and day, and what was reported last."""
    drafted = {
        "conference_agenda": lambda: agenda_for_one(dossier),
        "conference_members": lambda: members_said(dossier),
        "conference_minutes": lambda: minutes_drafted(dossier),
    }
    given = [(one, asked_of(one)) for one in tasks_of(dossier)]
    if not given:
        return drafted
    said_of = Text("{owner}：{goal}", "{owner}: {goal}")
    lines = [said(said_of.filled(owner=one.dossier.department.name, goal=asked.get("task_goal", ""))) for one, asked in given]
    days = [str(asked["report_until"]) for _, asked in given if asked.get("report_until")]
    reports = [said(said_of.filled(owner=one.dossier.department.name, goal=told)) for one, _ in given if (told := _reported(one))]
    return {**drafted, "conference_tasks": "\n".join(lines), "conference_last_day": max(days, default=""), "conference_reports": "\n".join(reports)}


def _reported(task: Task) -> str:
    """What the owner of a task reported last; empty where it has reported nothing."""
    last = task.dossier.entries.filter(kind="report").order_by("index").last()
    return str(json.loads(last.body).get("papers", {}).get("progress", "")) if last else ""


def told_of_consultation(dossier: Dossier) -> dict[str, Any]:
    """Return the conclusion that departments are asked to sign; nothing where none was put."""
    words = conclusion_of(dossier)
    return {"conclusion": words} if words else {}


def facts_of_consultation(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return how each department invited stands to the conclusion, for the minutes; of an item of a joint conference the meeting that it was on."""
    if dossier.procedure == JOINT:
        return {"meeting": told_of_meeting(dossier)}
    return {"signatures": {"list": told_of_signatures(dossier)}} if dossier.procedure == CONSULTATION else {}
