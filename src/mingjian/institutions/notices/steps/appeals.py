"""Appeal against what the platform decided on a notice: by either side, one at a time, once something was decided."""

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.appeals import who_decided
from mingjian.institutions.notices.services.rows import positions_of
from mingjian.office.dossiers.transition import Asked, guard

MOST = 3  # appeals of one side
APPEALS = "appeal_decision"


@guard("notice_and_delete", APPEALS)
def only_a_side_and_one_at_a_time(asked: Asked) -> None:
    """Refuse the appeal of a third, one beside another that waits, and a fourth of the same side."""
    dossier, by = asked.dossier, asked.by
    notice = Notice.objects.filter(dossier=dossier).select_related("right").first()
    is_holder = notice is not None and (notice.is_of(by) or notice.right.is_held_by(by))
    is_operator = by.department is not None and by.department.kind == "operator"
    if not is_holder and not is_operator:
        raise NotPermitted("由通知的权利人或者经营者申诉。", "The holder or the operator of the notice appeals.")
    if notice is not None and (rows := str(asked.papers.get("target_rows", "")).strip()):
        positions_of(rows, len(notice.addresses))  # a row that is none is named now, and not to whoever answers
    if dossier.deadlines.filter(name="answer_appeal", closed_at__isnull=True).exists():
        raise StepRefused("已有申诉等待平台答复。", "An appeal waits for its answer.")
    if dossier.entries.filter(kind=APPEALS, officer__department=by.department_id).count() >= MOST:
        raise StepRefused(
            f"同一方至多申诉 {MOST} 次；可以投诉、起诉或者申请中立评议。",
            f"A side appeals {MOST} times at most; complaint, suit and a neutral panel stay open.",
        )


@guard("notice_and_delete", "answer_appeal")
def only_who_did_not_decide(asked: Asked) -> None:
    """Refuse the answer of whoever decided what is appealed against."""
    if asked.by.pk in who_decided(asked.dossier):
        raise StepRefused(
            "您办理过所申诉的处理，请由平台的其他经办人答复；没有其他经办人的，请系统管理员开设账号。",
            "You decided what is appealed against: another clerk of the platform answers. Where there is none, have an account opened.",
        )
