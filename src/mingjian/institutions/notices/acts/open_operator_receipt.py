"""Open a receipt by whose code an operator without an account answers."""

import secrets
from datetime import datetime

from django.urls import reverse

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import STANDING, Notice, OperatorReceipt
from mingjian.institutions.notices.services.rows import positions_of, rows_said
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer

MOST = 500  # of one notice: it may be about as many shops


@act
def open_operator_receipt(notice: Notice, *, by: Officer, at: datetime, receipt_operator: str, target_rows: str = "") -> Account[OperatorReceipt]:
    """
    Make it; its code stands in no entry, and the address is shown to whoever makes it, once. Again for the same operator and rows: the old code ends.

    Raises StepRefused where no measure stands on a row, BadInput for rows that are none.
    """
    standing = set(notice.targets.filter(state__in=STANDING).values_list("position", flat=True))
    asked = positions_of(target_rows, len(notice.addresses)) if target_rows.strip() else sorted(standing)
    if not standing or not asked:
        raise StepRefused("没有正在执行的措施：采取措施之后再开具。", "No measure stands: take measures first.")
    if beyond := [one for one in asked if one not in standing]:
        said = rows_said(beyond[:20])
        raise BadInput(f"第 {said} 行没有正在执行的措施。", f"No measure stands on row {said}.")
    named = {"operator": visible(receipt_operator.strip()), "rows": rows_said(asked)}
    made, before = notice.operator_receipts.filter(**named).first(), notice.operator_receipts.count()
    is_renewed = made is not None
    if made is None and before >= MOST:
        raise StepRefused(f"一份通知至多开具 {MOST} 份经营者回执。", f"A notice has {MOST} receipts for operators at most.")
    made = made or OperatorReceipt(notice=notice, opened_by=by, opened_at=at, **named)
    made.code, made.seen_at = secrets.token_urlsafe(18), None
    made.save()
    address = reverse("seller:receipt", args=[made.code])
    return Account(made, {"dossier": notice.dossier, "rows": made.rows, "is_renewed": is_renewed}, shown_once=address)
