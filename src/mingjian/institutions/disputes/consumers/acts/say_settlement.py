"""Keep what a consumer says of the settlement that a shop or platform claims."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.disputes.consumers.queries import settlement_claimed
from mingjian.institutions.disputes.consumers.services.words import refuse_for_others, say
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def say_settlement(receipt: ConsumerReceipt, *, by: Officer | None, at: datetime, settlement_word: str, consumer_says: str = "") -> Account[ConsumerWord]:
    """Keep it: the newest word counts, and moves nothing by itself. Raises NotPermitted to any officer, StepRefused where nobody claims a settlement."""
    refuse_for_others(receipt, "say_settlement", by)
    if settlement_claimed(receipt.dossier) is None:
        raise StepRefused("目前没有待您确认的和解。", "No settlement waits for your word.")
    return say(receipt, settlement_word, consumer_says, by=by, at=at)
