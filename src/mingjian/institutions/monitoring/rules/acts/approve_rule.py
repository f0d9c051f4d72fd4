"""Approve a rule, as a second person: nobody approves what they wrote."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import precision_told, told_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def approve_rule(rule: Rule, *, by: Officer, at: datetime) -> Account[None]:
    """Let a rule send clues from now on."""
    return Account(None, told_of(rule, is_whole=True, **precision_told(rule)))
