"""Visit a captured page again: what a platform says it took down is looked at, and not believed."""

from datetime import datetime

from mingjian.institutions.evidence.captures.services.orders import capture_order, second_look
from mingjian.institutions.evidence.models import Capture
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def visit_again(capture: Capture, *, by: Officer, at: datetime) -> Account[Capture]:
    """Queue a second capture of the same address, held against the first."""
    made = second_look(capture, by, at)
    capture_order(made, by, at)
    return Account(made, {"again": made})
