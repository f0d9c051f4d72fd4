"""Retire a rule."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import told_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def retire_rule(rule: Rule, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Let a rule find nothing any more, and say why. Its findings stay."""
    rule.said_last = reason[:500]
    return Account(None, told_of(rule, reason=rule.said_last))
