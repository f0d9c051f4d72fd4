"""Show the public again what was withheld by mistake: by another officer than withheld it."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.queries import withheld_by
from mingjian.institutions.publication.reasons.services.files import publish_day
from mingjian.institutions.publication.reasons.services.names import is_erased, notice_of, words_of_decision
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Department, Entry, Officer


@act
def show_reason_again(statement: PublicReason, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """
    Draw goods and facts anew from the record, masked by the rules of today, and publish the files of the day again.

    Refused to whoever withheld it, to a platform what an authority withheld, and where the decision was taken back or what tells its names is erased.
    """
    who = withheld_by(statement)
    if who is None:
        raise StepRefused("平台已撤回这一处理，其事实和理由不再公开。", "The platform took this decision back: its facts and reasons are public no more.")
    if who.pk == by.pk:
        raise NotPermitted("撤下的人不能恢复公开，须由另一名人员办理。", "Whoever withheld it does not show it again: another officer does.")
    if by.department_id != who.department_id and by.department is not None and by.department.kind == Department.Kind.PLATFORM:
        raise NotPermitted("由监管部门撤下的，由监管部门恢复公开。", "What an authority withheld, an authority shows again.")
    entry, notice = Entry.objects.filter(index=statement.entry_index).select_related("dossier").first(), notice_of(statement)
    if entry is None or notice is None or is_erased(entry):
        raise StepRefused("卷宗中的个人信息已经删除，不能重新按规则隐去后公开。", "What tells its names is erased: it can be masked no more.")
    statement.goods, statement.facts = words_of_decision(entry, notice)
    statement.withheld_at, statement.withheld_why = None, ""
    transaction.on_commit(lambda: publish_day(statement.day, at))  # the nightly job publishes the day where this does not come to its end
    return Account(None, {"uid": statement.uid})
