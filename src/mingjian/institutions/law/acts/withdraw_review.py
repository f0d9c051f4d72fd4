"""Withdraw a check of the rulebook."""

from datetime import datetime

from mingjian.institutions.law.models import Review
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def withdraw_review(review: Review, *, by: Officer, at: datetime, reason: str) -> None:
    """Take a check out of what is shown; the ledger keeps it, with the reason."""
