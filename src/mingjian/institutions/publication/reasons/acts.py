"""What is done to statements of reasons."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.redaction import masked
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.queries import withheld_by
from mingjian.institutions.publication.reasons.services.files import publish_day
from mingjian.institutions.publication.reasons.services.names import is_erased, notice_of, public_words, words_of_decision
from mingjian.institutions.publication.reasons.services.taken_back import taken_back
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Department, Entry, Officer


# Show the public again what was withheld by mistake: by another officer than withheld it.
@act
def show_reason_again(statement: PublicReason, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """
    Draw goods and facts anew from the record, masked by the rules of today, and publish the files of the day again.

    Refused to whoever withheld it, to a platform what an authority withheld, and where the decision was taken back or what tells its names is erased.
    """
    who = withheld_by(statement)
    if who is None or taken_back({statement.entry_index}):
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


# Withhold what the public reads of a platform's reasons: a word stands in their place.

LONGEST_WHY = 500


@act
def withhold_reason(statement: PublicReason, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """
    Take goods and facts out of a statement and of the files of its day; what was decided and when, and that it counts, stays.

    The public reads why, without names as the facts were; the ledger has that, and of what the officer wrote the hash. Raises StepRefused for one that is
    withheld already, BadInput for a reason that is too long.
    """
    if statement.withheld_at is not None:
        raise StepRefused("这份处理理由的事实已经撤下。", "The facts of this statement are withheld already.")
    notice = notice_of(statement)
    why = public_words(reason.strip(), notice) if notice else masked(reason.strip())
    if len(why) > LONGEST_WHY:
        raise BadInput(f"理由至多 {LONGEST_WHY} 字，公众可见。", f"The reason has {LONGEST_WHY} characters at most; the public reads it.")
    statement.withhold(at, why)
    statement.save(update_fields=["goods", "facts", "withheld_at", "withheld_why"])
    transaction.on_commit(lambda: publish_day(statement.day, at))  # the nightly job publishes the day where this does not come to its end
    return Account(None, {"uid": statement.uid, "why": statement.withheld_why, "reason": sha256(reason.strip().encode()).hexdigest()})
