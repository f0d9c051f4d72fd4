"""Decline what another node suggested, for a reason of the list."""

from datetime import datetime

from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def refuse_suggestion(held: HeldRecord, *, by: Officer, at: datetime, decline_reason: str) -> None:
    """Notify the node that suggested it; the record stays as it is."""
    held.word = decline_reason
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="declined", reason=decline_reason)
