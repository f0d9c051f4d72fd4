"""Confirm, as a second person, that a sheet says what the signed text says."""

from datetime import datetime

from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def confirm_agreement(agreement: OwnAgreement, *, by: Officer, at: datetime) -> Account[None]:
    """From now on a register may be about it; what it lets go, the members' signatures decide."""
    return Account(None, {"sha256": agreement.sha256})
