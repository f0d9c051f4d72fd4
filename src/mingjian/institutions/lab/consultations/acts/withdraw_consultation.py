"""Take a draft back; where it was published, the public reads why in its place."""

from datetime import datetime

from mingjian.institutions.lab.models import Consultation
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def withdraw_consultation(consultation: Consultation, *, by: Officer, at: datetime, reason: str) -> None:
    """Take it back with a reason."""
    consultation.withdrawn_why = reason.strip()[:500]
