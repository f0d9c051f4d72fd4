"""Decline what is no notice of infringement."""

from datetime import datetime

from mingjian.institutions.notices.models import Notice
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def decline_notice(notice: Notice, *, by: Officer, at: datetime, reason: str) -> None:
    """Decline the notice, and keep why; its sender reads that on the receipt."""
    notice.declined_why = reason[:500]
