"""Settle that a refund or sham order is taken out."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.cases.models import SETTLED, AmountLine
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.threshold_watch import weigh
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def settle_amount_line(line: AmountLine, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Settle it, and say why: from now on the sums are told without it."""
    others = [one for one in lines_counted(line.case) if one.pk != line.pk]
    settled = AmountLine.objects.get(pk=line.pk)
    settled.standing = SETTLED
    weigh(line.case, localtime(at).date(), [*others, settled])
    return Account(None, {"dossier": line.case.dossier})
