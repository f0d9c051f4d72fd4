"""Withdraw a waiver: what it stood for is a gap again."""

from datetime import datetime

from mingjian.institutions.transfers.models import Waiver
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_waiver(waiver: Waiver, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it, and say why."""
    return Account(None, {"dossier": waiver.dossier, "gap": waiver.gap})
