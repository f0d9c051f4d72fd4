"""Withdraw what the own department said of a subject."""

from datetime import datetime

from mingjian.institutions.oversight.models import Sighting
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def withdraw_sighting(sighting: Sighting, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it count no more; the ledger keeps it and the reason."""
