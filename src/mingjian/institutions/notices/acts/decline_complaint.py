"""Decline a holder's complaint, with the reason that the holder reads."""

from datetime import datetime

from mingjian.institutions.notices.models import HolderComplaint
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def decline_complaint(complaint: HolderComplaint, *, by: Officer, at: datetime, reason: str) -> None:
    """Keep why."""
    complaint.declined_why = reason[:500]
