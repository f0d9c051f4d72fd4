"""What steps of a consultation do besides being recorded, and when an item of a joint conference can be proposed."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.conferences.models import CONSULTATION, Consultation, Opinion, Reply
from mingjian.institutions.conferences.services.signatures import Stand, conclusion_of, conclusion_put, invited, positions, refuse_disagreed
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.departments import AUTHORITIES, departments_of


@guard("joint_conference", "propose")
def only_where_an_office_can_take_it_up(asked: Asked) -> None:
    """Refuse an item that names no office of the conference where the own department has none: nobody would ever put it on an agenda."""
    if asked.papers.get("conference_office"):
        return
    offices = departments_of(AUTHORITIES, sheet_of(asked.dossier).steps["put_on_agenda"].by)
    if asked.by.department_id is None or offices.filter(pk=asked.by.department_id).exists():
        return
    names = "、".join(one.name_zh for one in offices[:5])
    zh = f"可以选择：{names}。" if names else "本节点还没有单位设有联席会议办公室人员（角色“联席会议办公室”），请先由系统管理员录入。"
    en = f"Choose {', '.join(one.name_en for one in offices[:5])}." if names else "Nobody on this node has the role yet: have an administrator enter somebody."
    raise StepRefused(
        f"本部门没有联席会议办公室的人员，请写明“联席会议办公室所在部门”，否则议题无人办理。{zh}",
        f"Nobody in your department works for the office of the conference: name the department where it sits, or the item waits for nobody. {en}",
    )


# Submit an opinion on a consultation: it stands in the table of opinions with what its department does not agree to.
@step("case_consultation")
def give_opinion(dossier: Dossier, *, by: Officer, at: datetime, opinion: str, dissent: str = "") -> None:
    """Keep it under the department's name. A dossier of before there were consultations has only its record."""
    consultation = Consultation.objects.filter(dossier=dossier).first()
    if consultation is not None and by.department is not None:
        Opinion.objects.create(consultation=consultation, department=by.department, by=by, at=at, text=opinion, dissent=dissent)


# Reply to an opinion of a consultation, or to all of them.
@step("case_consultation")
def reply(dossier: Dossier, *, by: Officer, at: datetime, reply_text: str, reply_to: int = 0) -> None:
    """Keep it under the department's name, below the opinion that it answers: by its place on the page, from 1. Raises StepRefused where there is none."""
    consultation = Consultation.objects.filter(dossier=dossier).first()
    if consultation is None or by.department is None:
        return  # of before there were consultations: its record alone
    opinions = list(consultation.opinions.all())
    if reply_to and not 0 < reply_to <= len(opinions):
        raise StepRefused(f"没有第 {reply_to} 条意见。", f"There is no opinion {reply_to}.")
    to = opinions[reply_to - 1] if reply_to else None
    Reply.objects.create(consultation=consultation, to=to, department=by.department, by=by, at=at, text=reply_text)


# Each department signs for itself: who may sign or be recorded as absent, and when an agreement is one.
@guard(CONSULTATION, "dissent_from_conclusion")
def only_of_those_invited(asked: Asked) -> None:
    """Refuse a dissent of whoever was not invited: the department that asks has put the conclusion itself."""
    if asked.by.department_id not in {one.pk for one in invited(asked.dossier)}:
        raise StepRefused("不同意见由被邀请的部门提出。", "Dissent is for the departments invited.")


@guard(CONSULTATION, "sign_conclusion")
def once_for_each_department_invited(asked: Asked) -> None:
    """Refuse a signature of the department that asks, a second one of the same department, and one to a conclusion that was not put."""
    if conclusion_put(asked.dossier) is None:
        raise StepRefused("还没有可以签署的结论，请先拟定。", "There is no conclusion to sign: put it first.")
    stands = {one.department.pk: one.stand for one in positions(asked.dossier)}
    if asked.by.department_id not in stands:
        raise StepRefused("结论由被邀请的部门签署。", "A conclusion is signed by the departments invited.")
    if stands[asked.by.department_id] == Stand.SIGNED:
        raise StepRefused("您所在的部门已经签署。", "Your department has signed it.")


@guard(CONSULTATION, "record_absence")
def only_of_a_department_invited_that_is_silent(asked: Asked) -> None:
    """Refuse to record as absent whoever was not invited, or has said something."""
    stands = {one.department.pk: one.stand for one in positions(asked.dossier)}
    if stands.get(int(asked.papers["absent_department"])) != Stand.SILENT:
        names = "、".join(one.name_zh for one in invited(asked.dossier))
        zh = f"只能记录尚未签署、也没有不同意见的被邀请部门；被邀请的有：{names}。"
        raise StepRefused(zh, "Only a department invited that has neither signed nor dissented is recorded as absent.")


@guard(CONSULTATION, "agree")
def only_where_each_has_spoken(asked: Asked) -> None:
    """Refuse an agreement that somebody has no part in, and one to other words than those signed."""
    refuse_disagreed(asked.dossier)
    if str(asked.papers["opinion"]).strip() != conclusion_of(asked.dossier).strip():
        raise StepRefused("一致意见须与各部门签署的结论相同；要改动的，请重新拟定并签署。", "The agreement says what was signed: to change it put it anew.")
