"""Settle that a refund or sham order is taken out."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import AmountLine
from mingjian.office.acts.doing import act
from mingjian.office.models import Officer


@act
def settle_amount_line(line: AmountLine, *, by: Officer, at: datetime, reason: str) -> None:
    """Settle it, and say why: from now on the sums are told without it."""
    if not line.takes_out:
        raise StepRefused("只有退款和虚假交易的明细需要认定。", "Only refunds and sham orders are settled.")
