"""Send a rule back to its writer."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import told_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def send_rule_back(rule: Rule, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Send it back, and say why."""
    rule.said_last = reason[:500]
    return Account(None, told_of(rule, reason=rule.said_last))
