"""Refuse a letter: the node that asked is notified that it cannot be assisted with, for a reason of the list."""

from datetime import datetime

from mingjian.core.wire.words import REFUSED
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def refuse_letter(held: HeldRecord, *, by: Officer, at: datetime, letter_refusal: str) -> Account[None]:
    """End the wait for an answer at both ends. What was answered in part stays there."""
    held.word, held.settled_at = letter_refusal, at
    queue_word(held.peer, "letter_word", held.name, following(held.peer.node), by=by, at=at, did=REFUSED, reason=letter_refusal)
    return Account(None)
