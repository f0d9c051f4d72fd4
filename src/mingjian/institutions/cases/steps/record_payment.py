"""Enter what is paid of a fine, held against what is owed: the last payment, by which a penalty is performed, and each instalment before it."""

from datetime import datetime
from decimal import Decimal

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import figure
from mingjian.institutions.cases.services.balance import fine_owed
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("admin_case")
def record_payment(
    dossier: Dossier, *, by: Officer, at: datetime, fine_paid: str | None = None, fine_paid_on: str = "", payment_voucher: str = "", note: str = ""
) -> None:
    """Refuse it without sum and day where some of a fine is owed, and for another sum than is owed where no note says why."""
    owed, is_told = fine_owed(dossier), fine_paid not in (None, "")
    if owed and not (is_told and fine_paid_on):
        raise BadInput(
            f"本案决定罚款，尚应缴 {figure(owed)} 元：请填写本次缴纳的数额和缴款日期。",
            f"A fine was decided, of which {figure(owed)} yuan are owed: enter how much was paid, and on which day.",
        )
    paid = Decimal(str(fine_paid)) if is_told else Decimal(0)
    if paid and not fine_paid_on:
        raise BadInput("请填写缴款日期。", "Enter the day on which it was paid.")
    if owed is None and paid and not note.strip():
        raise StepRefused(*_without_fine(paid))
    if owed is not None and paid != owed and not note.strip():
        raise StepRefused(
            f"本次缴纳 {figure(paid)} 元，应缴 {figure(owed)} 元（罚款、加处罚款减去已登记的分期缴纳）："
            "未缴清的，办理“记录分期缴纳”；数额另有依据的，请在“备注”中写明。",
            f"{figure(paid)} yuan were paid and {figure(owed)} are owed (fine and surcharge less instalments on record): "
            "what is not paid off is entered as an instalment; where another sum is due, say why in the note.",
        )


@step("admin_case")
def record_instalment(dossier: Dossier, *, by: Officer, at: datetime, amount_paid: str) -> None:
    """Refuse an instalment of no fine, and one of more than is owed."""
    owed, paid = fine_owed(dossier), Decimal(str(amount_paid))
    if owed is None:
        raise StepRefused(*_without_fine(paid))
    if paid > owed:
        raise StepRefused(
            f"本次缴纳 {figure(paid)} 元，多于尚应缴的 {figure(owed)} 元：请核对数额；缴清的办理“缴纳罚款、履行完毕”。",
            f"{figure(paid)} yuan are more than the {figure(owed)} that are owed: check the sum; what pays the fine off is entered as performance.",
        )


def _without_fine(paid: Decimal) -> tuple[str, str]:
    return (
        f"本案没有决定罚款（处罚决定没有填写罚款数额），不能登记缴纳 {figure(paid)} 元：请核对；数额另有依据的，办理“缴纳罚款、履行完毕”并在“备注”中写明。",
        f"No fine was decided in this case (the decision names no sum), so {figure(paid)} yuan cannot have been paid of it: check it; where another sum is "
        "due, enter performance and say why in the note.",
    )
