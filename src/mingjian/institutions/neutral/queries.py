"""Of which notice a code is, at the public pages of panels."""

from mingjian.core.errors import UnknownCode
from mingjian.institutions.notices.models import Notice, OperatorReceipt
from mingjian.office.models.hidden import code_key

ROOM = 256 * 2**10  # bytes of a form with the longest view, as a browser writes it


def noticed_by_code(code: str) -> tuple[Notice, OperatorReceipt | None]:
    """Return the notice that a code is of, with the operator's receipt where it is one. Raises UnknownCode."""
    known = ("right", "department", "dossier", "sent_by")
    notice = Notice.objects.filter(code_key=code_key(code[:40])).select_related(*known).first() if code else None
    if notice is not None:
        return notice, None
    receipt = OperatorReceipt.objects.filter(code_key=code_key(code[:40])).select_related(*(f"notice__{name}" for name in known)).first() if code else None
    if receipt is None:
        zh, en = (
            "没有这个回执，请核对通知回执或者经营者回执上的编码。",
            "There is no such receipt: look at the code of the notice, or of the operator's receipt.",
        )
        raise UnknownCode(zh, en, "panel:enter")
    return receipt.notice, receipt


def room_for_words(code: str) -> int:
    """Return how many bytes the portal takes."""
    noticed_by_code(code)
    return ROOM
