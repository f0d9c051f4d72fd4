"""Take a decision on a repeat seller back."""

from datetime import datetime

from mingjian.institutions.notices.models import SellerDecision
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def end_seller_decision(decision: SellerDecision, *, by: Officer, at: datetime, reason: str) -> None:
    """End it with the reason; it stays on the seller's record."""
    decision.ended_why = reason.strip()[:500]
