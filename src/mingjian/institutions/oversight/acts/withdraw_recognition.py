"""Withdraw a recognition."""

from datetime import datetime

from mingjian.institutions.oversight.models import Recognition
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_recognition(recognition: Recognition, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Let it stand no more; the ledger keeps it and the reason."""
    return Account(None, {"dossier": recognition.dossier})
