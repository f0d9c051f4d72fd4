"""Take a notice back within an hour of its sending, while the platform has not taken it in."""

from datetime import datetime

from mingjian.institutions.notices.models import TAKEN_BACK, Notice
from mingjian.institutions.notices.services.rows import change
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def undo_notice(notice: Notice, *, by: Officer, at: datetime) -> None:
    """Take its rows out of the platform's table; whether the hour is over, the notice itself says."""
    change(notice.targets.only("pk"), state=TAKEN_BACK)
