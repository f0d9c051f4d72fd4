"""Renew the address of a consumer's page; the old one leads nowhere from then on."""

from datetime import datetime

from mingjian.institutions.disputes.consumers.services.codes import address_of, new_code
from mingjian.institutions.disputes.models import ConsumerReceipt
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def renew_consumer_code(receipt: ConsumerReceipt, *, by: Officer, at: datetime, reason: str) -> Account[ConsumerReceipt]:
    """End the old code; what was said by the page stays. The new address is shown to whoever does it, once, and stands in no entry."""
    receipt.code, receipt.seen_at = new_code(), None
    return Account(receipt, {"dossier": receipt.dossier}, shown_once=address_of(receipt))
