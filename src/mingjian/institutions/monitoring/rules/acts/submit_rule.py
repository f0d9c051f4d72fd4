"""Ask for approval of a rule: nothing is approved whose precision is not known."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import precision_told, told_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def submit_rule(rule: Rule, *, by: Officer, at: datetime) -> Account[None]:
    """Ask for approval, with the precision on the card."""
    return Account(None, told_of(rule, **precision_told(rule)))
