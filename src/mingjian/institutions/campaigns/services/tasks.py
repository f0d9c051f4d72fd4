"""Assign a member of a special action its task: a dossier that the member holds, with the day for reporting back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign, Member, Task
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import require

PROCEDURE = "campaign_task"


def give_task(campaign: Campaign, department: Department, goal: str, *, by: Officer, at: datetime, until: date | None = None, key: str | None = None) -> Task:
    """Open the task of a member. Refused unless the action runs, is led by the officer's department, and the department is a member; then it becomes one."""
    require(by, "campaigns.plan")
    if campaign.dossier.state != "running":
        raise StepRefused("行动尚未开始或者已经总结，不能下达任务。", "The action has not begun, or is over: no task can be given.")
    if campaign.dossier.department_id != by.department_id:
        raise StepRefused("只有牵头部门可以下达任务。", "Only the department that leads it gives tasks.")
    if department.pk == by.department_id:
        raise StepRefused("任务不能下达给本部门。", "No task is given to one's own department.")
    if until:
        refuse_after_the_end(campaign, until)
    given: dict[str, object] = {"of_campaign": campaign.dossier.number, "task_goal": goal, "member_department": department.pk}
    if until:
        given["report_until"] = until.isoformat()
    with transaction.atomic():
        opening = Opening(PROCEDURE, next_number(f"T{localtime(at).year}-"), f"{campaign.dossier.title}：{department.name_zh}"[:200])
        dossier = open_dossier(opening, by=by, department=campaign.dossier.department, at=at, given=given, key=key)
        Member.objects.get_or_create(campaign=campaign, department=department)
        task, _ = Task.objects.get_or_create(dossier=dossier, defaults={"campaign": campaign})
    return task


def refuse_after_the_end(campaign: Campaign, until: date) -> None:
    """Refuse a day for reporting back that lies after the action: it is summed up by then, out of what was reported."""
    if until > campaign.ends_on:
        raise StepRefused(
            f"反馈日期 {until} 晚于行动的截止日 {campaign.ends_on}：请定在截止日以前，或者先调整行动期限。",
            f"The day for reporting back, {until}, lies after the last day of the action, {campaign.ends_on}: set an earlier one, or change the term first.",
        )
