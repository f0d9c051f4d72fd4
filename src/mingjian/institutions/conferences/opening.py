"""The ways by which consultations and tasks of joint conferences are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.conferences.models import CONSULTATION, JOINT, TASK, Consultation, Question, Task
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import require

# Open a consultation: the questions by their kinds, and the departments that are asked.

#: The kinds of question as the record names them.
NAMES = {Question.Kind.FACT: "事实", Question.Kind.LAW: "法律适用", Question.Kind.PROCEDURE: "程序"}
MOST = 20


@dataclass(frozen=True)
class Agenda:
    """What a consultation asks: title, questions by kind, departments, the matter it is on."""

    title: str
    questions: Sequence[tuple[str, str]]
    departments: Sequence[Department]
    about: Dossier | None = None


def consult(asked: Agenda, *, by: Officer, at: datetime, key: str | None = None) -> Consultation:
    """
    Open it for the officer's department and invite each department named, in one transaction. The same key again gives the same one.

    Those invited see the facts of the matter as `disclosure.yaml` discloses them, and nothing of the dossier besides. Raises BadInput, NotPermitted.
    """
    require(by, "conferences.consult")
    _check(asked, by)
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    told = "\n".join(f"{nth}.（{NAMES[Question.Kind(kind)]}）{text}" for nth, (kind, text) in enumerate(asked.questions, 1))
    about = asked.about
    given: dict[str, object] = {"question": told}
    if about is not None and about.procedure == "clue":
        given["source_clue"] = about.number
    with transaction.atomic():
        subject = (about.subject_kind, about.subject) if about else ("", "")
        opening = Opening(CONSULTATION, next_number(f"H{localtime(at).year}-"), asked.title.strip()[:200], *subject, officer=by)
        dossier = open_dossier(opening, by=by, department=by.department, at=at, given=given, key=key)
        consultation, is_new = Consultation.objects.get_or_create(dossier=dossier, defaults={"about": about})
        if is_new:
            for nth, (kind, text) in enumerate(asked.questions, 1):
                Question.objects.create(consultation=consultation, nth=nth, kind=kind, text=visible(text))
            for one in asked.departments:
                take(dossier, "invite", by=by, at=at, given={"invited_department": one.pk})
    return consultation


def _check(asked: Agenda, by: Officer) -> None:
    if not asked.title.strip():
        raise BadInput("会商须有名称。", "A consultation needs a title.")
    if not asked.questions or len(asked.questions) > MOST:
        raise BadInput(f"请写明会商的问题，一至{MOST}个。", f"A consultation asks one to {MOST} questions.")
    if not asked.departments:
        raise BadInput("请写明参加会商的部门。", "Name the departments that are asked.")
    if any(one.pk == by.department_id or not one.is_authority for one in asked.departments):
        raise BadInput("只能邀请其他执法、司法机关。", "Only other authorities can be asked.")
    if any(len(text) > 500 for _, text in asked.questions):
        raise BadInput("每个问题不超过 500 字。", "A question has 500 characters at most.")


# Turn a decision of a joint conference into a task: a dossier that its owner holds, with the day for reporting back.

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
