"""Take a shop off the list of those that no rule need look at."""

from datetime import datetime

from mingjian.institutions.monitoring.models import KnownGood
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def drop_known_good(known_good: KnownGood, *, by: Officer, at: datetime) -> Account[None]:
    """Take it off. The ledger keeps that it stood there, and why."""
    known_good.delete()
    return Account(None, {"subject": known_good.subject, "why": known_good.why, "until": known_good.until or ""})
