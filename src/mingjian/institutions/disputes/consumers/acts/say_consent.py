"""Keep whether a consumer consents to passing data on, or takes that back."""

from datetime import datetime

from mingjian.institutions.disputes.consumers.services.words import asked_of, refuse_for_others, say
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def say_consent(receipt: ConsumerReceipt, *, by: Officer | None, at: datetime, consent_request: str, consent_word: str) -> Account[ConsumerWord]:
    """Keep it: the newest word on a request counts. Raises NotPermitted to any officer, BadInput for a request that is none of this page."""
    refuse_for_others(receipt, "say_consent", by)
    return say(receipt, consent_word, "", by=by, at=at, answers=asked_of(receipt, consent_request, ConsumerWord.CONSENT_ASKED))
