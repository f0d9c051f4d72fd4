"""Questions about the receipts of operators, each starting from the code that one keeps, or from what the platform may see."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum

from mingjian.core.errors import UnknownCode
from mingjian.institutions.notices.models import Notice, OperatorAnswer, OperatorReceipt
from mingjian.institutions.notices.queries import FORM, added_today
from mingjian.office.models import Officer
from mingjian.office.models.hidden import code_key

MOST_OF_RECEIPT = 500 * 2**20  # bytes that the portal takes by one receipt


def receipt_by_code(code: str) -> OperatorReceipt:
    """Return the receipt whose code somebody knows."""
    found = (
        OperatorReceipt.objects.filter(code_key=code_key(code[:40])).select_related("notice__right", "notice__department", "notice__dossier").first()
        if code
        else None
    )
    if found is None:
        zh, en = "没有这个经营者回执，请核对平台发来的编码。", "There is no such receipt: look at the code that the platform sent you."
        raise UnknownCode(zh, en, "seller:enter")
    return found


def room_in_receipt(code: str) -> int:
    """Return how many bytes the portal takes by a receipt."""
    held = receipt_by_code(code).answers.aggregate(sum=Sum("size"))["sum"] or 0
    return max(0, min(MOST_OF_RECEIPT - held, settings.PUBLIC_DAILY - added_today())) + FORM


def note_opened(receipt: OperatorReceipt, at: datetime) -> None:
    """Note when its page was opened first: the platform sees that it arrived."""
    OperatorReceipt.objects.filter(pk=receipt.pk, seen_at__isnull=True).update(seen_at=at)


def notices_answered(officer: Officer) -> QuerySet[Notice]:
    """Return the notices of the officer's platform for which something came from an operator that nobody took yet."""
    waits = OperatorAnswer.objects.filter(notice=OuterRef("pk"), sealed_at__isnull=True)
    found = Notice.objects.filter(Exists(waits), department=officer.department_id)
    return found.select_related("dossier", "right").defer("addresses", "facts")
