"""Turn a decision of a joint conference into a task: a dossier that its owner holds, with the day for reporting back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.conferences.models import JOINT, TASK, Task
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require

#: Where a conference stands when its decisions are given out.
READY = frozenset({"minutes_issued", "assigned"})


def give_task(conference: Dossier, owner: Department, goal: str, until: date, *, by: Officer, at: datetime) -> Task:
    """Open the task for its owner. Raises BadInput for a day that is past or an owner that is no authority, StepRefused before the minutes, NotPermitted."""
    require(by, "conferences.assign")
    if conference.procedure != JOINT or conference.state_text not in READY:
        raise StepRefused("会议纪要印发后才能落实分工。", "Tasks are given once the minutes are issued.")
    if until < localtime(at).date():
        raise BadInput("反馈日期不能早于今天。", "The day for reporting back cannot lie before today.")
    if not owner.is_authority:
        raise BadInput(f"{owner.name_zh}不是执法部门，不能承担任务。", f"{owner.name_en} is not an authority and cannot be given a task.")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    given: dict[str, object] = {"of_conference": conference.number, "task_goal": goal, "member_department": owner.pk, "report_until": until.isoformat()}
    with transaction.atomic():
        opening = Opening(TASK, next_number(f"L{localtime(at).year}-"), f"{conference.title}：{owner.name_zh}"[:200])
        dossier = open_dossier(opening, by=by, department=by.department, at=at, given=given)
        return Task.objects.create(dossier=dossier, conference=conference)
