"""Decline a matter that another node handed over, for a reason of the list."""

from datetime import datetime

from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def decline_matter(held: HeldRecord, *, by: Officer, at: datetime, decline_reason: str) -> None:
    """Notify the sender that its matter is not taken up, and why."""
    held.word = decline_reason
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="declined", reason=decline_reason)
