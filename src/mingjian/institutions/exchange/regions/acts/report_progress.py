"""Report to the node that gave a task how it goes: the figures of this moment, as the console counts them."""

from datetime import datetime

from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.regions.services.reports import report
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def report_progress(held: HeldRecord, *, by: Officer, at: datetime) -> SharedRecord:
    """Send the figures; the last report is still to come, and its term runs on."""
    return report(held, by=by, at=at, is_part=True)
