"""Send a rule into shadow: it hits, and nobody gets a clue of it."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.rules.services.ledger_facts import told_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def send_into_shadow(rule: Rule, *, by: Officer, at: datetime) -> Account[None]:
    """Let a draft run along with the live rules from now on, without anybody being troubled by it."""
    return Account(None, told_of(rule))
