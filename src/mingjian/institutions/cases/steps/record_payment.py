"""Enter that a penalty is performed: where a fine was decided, how much was paid of it and when, held against what is owed."""

from datetime import datetime
from decimal import Decimal

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.lore.owing import fine_owed
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step("admin_case")
def record_payment(
    dossier: Dossier, *, by: Officer, at: datetime, fine_paid: str | None = None, fine_paid_on: str = "", payment_voucher: str = "", note: str = ""
) -> None:
    """Refuse it without sum and day where a fine was decided, and for another sum than is owed where no note says why."""
    owed = fine_owed(dossier)
    if owed is None:
        return
    if fine_paid in (None, "") or not fine_paid_on:
        raise BadInput(
            f"本案决定罚款，尚应缴 {_yuan(owed)} 元：请填写本次缴纳的数额和缴款日期。",
            f"A fine was decided, of which {_yuan(owed)} yuan are owed: enter how much was paid, and on which day.",
        )
    paid = Decimal(str(fine_paid))
    if paid != owed and not note.strip():
        raise StepRefused(
            f"本次缴纳 {_yuan(paid)} 元，应缴 {_yuan(owed)} 元（罚款、加处罚款减去已登记的分期缴纳）："
            "未缴清的，办理“记录分期缴纳”；数额另有依据的，请在“备注”中写明。",
            f"{_yuan(paid)} yuan were paid and {_yuan(owed)} are owed (fine and surcharge less instalments on record): "
            "what is not paid off is entered as an instalment; where another sum is due, say why in the note.",
        )


def _yuan(sum_: Decimal) -> str:
    return f"{sum_:,.2f}".removesuffix(".00")
