"""Refuse a right of the locker: what rests on it is told so."""

from datetime import datetime

from mingjian.institutions.notices.models import Right
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def refuse_right(right: Right, *, by: Officer, at: datetime, reason: str) -> None:
    """Refuse the right, and keep why."""
    right.basis = reason[:500]
