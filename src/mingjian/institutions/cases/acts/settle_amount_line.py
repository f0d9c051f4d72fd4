"""Settle that a refund or sham order is taken out."""

from datetime import datetime

from mingjian.institutions.cases.models import AmountLine
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def settle_amount_line(line: AmountLine, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Settle it, and say why: from now on the sums are told without it."""
    return Account(None, {"dossier": line.case.dossier})
