"""Verify a right of the locker, once, by a person."""

from datetime import datetime

from mingjian.institutions.notices.models import Right
from mingjian.office.acts.doing import act
from mingjian.office.models import Officer


@act
def verify_right(right: Right, *, by: Officer, at: datetime, verification_basis: str) -> None:
    """Say against what it was verified."""
    right.basis = verification_basis[:500]
