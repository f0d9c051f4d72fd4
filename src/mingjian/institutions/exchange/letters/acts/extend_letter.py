"""Announce to the node that asked that its letter will be answered later."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.wire.words import EXTENDED
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def extend_letter(held: HeldRecord, *, by: Officer, at: datetime, extension_ground: str, answer_until: str) -> Account[None]:
    """Set a later last day for the answer at both ends. Raises StepRefused after the term has ended, or for a day that is not later."""
    until, today = date.fromisoformat(str(answer_until)), localtime(at).date()
    if held.due is not None and held.due < today:
        zh, en = f"答复期限已于 {held.due} 届满，不能再告知延期；请尽快答复。", f"The term ended on {held.due}: no more time can be announced. Answer soon."
        raise StepRefused(zh, en)
    if until <= (last := max(held.due or today, today)):
        raise StepRefused(f"延期后的日期须晚于 {last}，请改填更晚的日期。", f"The new day must be later than {last}: choose a later one.")
    held.due = until
    queue_word(held.peer, "letter_word", held.name, following(held.peer.node), by=by, at=at, did=EXTENDED, until=until.isoformat(), reason=extension_ground)
    return Account(None)
