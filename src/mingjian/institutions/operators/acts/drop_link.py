"""Drop a link of a subject."""

from datetime import datetime

from mingjian.institutions.operators.models import Link
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def drop_link(link: Link, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it stand so; why is in the ledger."""
