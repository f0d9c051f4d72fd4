"""State that a shop on the list is good still."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.models import KnownGood
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def review_known_good(known_good: KnownGood, *, by: Officer, at: datetime, known_good_review: str) -> Account[None]:
    """Keep when it was looked at; on what that rests, the ledger holds. Raises StepRefused where its day is over: it is put on the list anew."""
    if known_good.until and known_good.until < localtime(at).date():
        raise StepRefused("期限已过，请重新列入名单。", "Its day is over: put it on the list anew.")
    known_good.looked_at = at
    return Account(None, {"subject": known_good.subject})
