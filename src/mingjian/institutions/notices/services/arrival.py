"""
When the operator's statement arrived at the right holder: by the system's own record where there is one, since the holder's fifteen days run from it.

A holder with an account here has it in that account from the instant at which it was forwarded. One without an account has it once the page of the receipt
was opened. Else the platform enters the day, which lies between the forwarding and today.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.institutions.notices.models import Notice
from mingjian.office.dossiers.awaits import hold_anew, keep_awaiting
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.record.entries import enter

FORWARDED, CONFIRMED, SEEN = "deliver_statement", "confirm_arrival", "statement_seen"
AWAITED = "awaiting_arrival"


def forwarding_of(dossier: Dossier) -> Entry | None:
    """Return the newest entry by which the statement was forwarded."""
    return dossier.entries.filter(kind=FORWARDED).order_by("-index").first()


def arrival_on_record(dossier: Dossier) -> tuple[datetime, Text] | None:
    """Return when the statement arrived by the system's own record, and what that rests on; None where it has none."""
    forwarded = forwarding_of(dossier)
    notice = Notice.objects.filter(dossier=dossier).select_related("sent_by").first()
    if forwarded is None or notice is None:
        return None
    if holder_with_account(notice):
        return forwarded.at, Text("转送时进入权利人在本系统的账号", "it entered the holder's account here when it was forwarded")
    seen = dossier.entries.filter(kind=SEEN, index__gt=forwarded.index).order_by("index").first()
    return (seen.at, Text("权利人打开回执页", "the holder opened the page of the receipt")) if seen else None


def holder_with_account(notice: Notice) -> int | None:
    """Return the department that sent a notice from an account of its own; None for the public portal, and for what the platform entered itself."""
    sender = notice.sent_by.department_id if notice.sent_by else None
    return sender if sender != notice.department_id else None


def note_seen(notice: Notice, at: datetime) -> None:
    """Enter, once for each forwarding, that the page of the receipt was opened while the statement stood on it."""
    dossier = notice.dossier
    if dossier is None or dossier.state != AWAITED or arrival_on_record(dossier):
        return
    with transaction.atomic():
        held = hold_anew(dossier.pk)  # before the ledger: whoever takes a step has it in this order
        if not arrival_on_record(held):
            enter(SEEN, at=at, about=notice, dossier=held)
            keep_awaiting(held, at)  # the confirmation of its arrival is called for now


def check_arrival(dossier: Dossier, served_on: str) -> None:
    """Raise StepRefused for a day before the forwarding, or another than the system's own record."""
    day, forwarded, known = date.fromisoformat(served_on), forwarding_of(dossier), arrival_on_record(dossier)
    if forwarded and day < localtime(forwarded.at).date():
        on = localtime(forwarded.at).date()
        raise StepRefused(
            f"声明于 {on} 转送，到达日不能早于该日：权利人的十五日由此起算。",
            f"The statement was forwarded on {on}: it cannot have arrived before, and the holder's fifteen days run from its arrival.",
        )
    if known and day != localtime(known[0]).date():
        on, why = localtime(known[0]).date(), known[1]
        raise StepRefused(
            f"到达日以本系统的记录为准：{on}（{why.zh}），不能填写其他日期。",
            f"The system's own record says when it arrived: {on} ({why.en}). No other day is taken.",
        )


def check_reasonable(served_on: str, reasonable_until: str, at: datetime) -> None:
    """Raise StepRefused for a period that is over when it is set: the holder could not have used it."""
    until = date.fromisoformat(reasonable_until)
    if until <= max(date.fromisoformat(served_on), localtime(at).date()):
        raise StepRefused(
            "合理期限届满日须晚于到达日和今天，否则权利人没有时间投诉或者起诉。",
            "The reasonable period must end after the day of arrival and after today: else the holder has no time to complain or sue.",
        )


def check_withdrawal(dossier: Dossier, by: Officer, *, proof: object = None) -> None:
    """
    Raise StepRefused where the platform says that a holder took a notice back who did not say so here: that would end the holder's days.

    `proof`: the file that comes with the step, which is asked for where the notice came by letter and nobody can say so here.
    """
    notice = Notice.objects.filter(dossier=dossier).select_related("sent_by").first()
    if notice is None and by.department is not None and by.department.kind == Department.Kind.PLATFORM and not proof:
        raise StepRefused(
            "该通知不是经本系统发出，平台不能只凭自己的说明登记撤回：请在“证据”栏附上权利人撤回通知的来函、邮件，再行登记。",
            "This notice was not sent here, so the platform's word alone does not withdraw it: add the holder's letter or mail as evidence, then enter it.",
        )
    if notice is None or by.department_id != notice.department_id:
        return
    if holder_with_account(notice):
        raise StepRefused("权利人在本系统有账号，应当由权利人自行撤回通知。", "The holder has an account here and takes the notice back itself.")
    if notice.sent_by is None and not notice.additions.filter(added_at__gte=dossier.opened_at).exists():
        raise StepRefused(
            "权利人尚未在回执页表明撤回：请权利人凭通知编码在“补充通知”栏写明撤回的意思，平台再行登记。",
            "The holder has not said so on the page of the receipt: have it written there by the notice's code, then enter it.",
        )


def called_for(dossier: Dossier) -> Mapping[str, Mapping[str, str]]:
    """Propose the arrival that the system has on record, with its day."""
    known = arrival_on_record(dossier) if dossier.state_text == AWAITED else None
    return {CONFIRMED: {"served_on": localtime(known[0]).date().isoformat()}} if known else {}
