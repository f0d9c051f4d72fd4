"""Ask a consumer something, by their page."""

from datetime import datetime

from mingjian.institutions.disputes.consumers.services.words import say
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def ask_consumer(receipt: ConsumerReceipt, *, by: Officer, at: datetime, consumer_question: str) -> Account[ConsumerWord]:
    """Put the question on the page; the entry has its hash, since the text may name persons."""
    return say(receipt, ConsumerWord.QUESTION, consumer_question, by=by, at=at)
