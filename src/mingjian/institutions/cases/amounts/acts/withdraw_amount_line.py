"""Withdraw a line of an amount ledger: it stays on record, and counts no more."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.amount_lines.totals import add_up
from mingjian.institutions.cases.models import AmountLine
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.threshold_watch import hold, keep_value, weigh
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_amount_line(line: AmountLine, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it, and say why. Raises BadInput where the others do not add up without it: what is taken out of nothing goes first."""
    hold(line.case)
    others = [one for one in lines_counted(line.case) if one.pk != line.pk]
    add_up([one.line for one in others])
    weigh(line.case, localtime(at).date(), others)
    keep_value(line.case, others)
    return Account(None, {"dossier": line.case.dossier})
