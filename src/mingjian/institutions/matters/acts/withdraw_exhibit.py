"""Withdraw an exhibit of a matter: it is kept and counts no more."""

from datetime import datetime

from mingjian.institutions.matters.models import Exhibit
from mingjian.institutions.matters.services.rows import withdraw
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_exhibit(fact: Exhibit, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw it with the reason. Raises BadInput while another row of the matter refers to it."""
    return withdraw(fact, by, at, reason)
