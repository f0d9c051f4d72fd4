"""Withdraw a test posting that was noted wrongly."""

from datetime import datetime

from mingjian.institutions.parcels.models import Posting
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def withdraw_test_posting(test_posting: Posting, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it count no more; the ledger keeps it and the reason."""
