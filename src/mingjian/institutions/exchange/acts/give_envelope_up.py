"""Abandon an envelope that does not arrive: its items are named as not sent. It is still tried, since its number holds what comes after it."""

from datetime import datetime

from mingjian.institutions.exchange.models import Envelope
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def give_envelope_up(envelope: Envelope, *, by: Officer, at: datetime) -> Account[None]:
    """Note that nobody counts on an envelope any more."""
    envelope.why = "given_up"
    return Account(None, {"envelope": envelope.sha256, "to": envelope.peer.node, "sequence": Count(envelope.sequence)})
