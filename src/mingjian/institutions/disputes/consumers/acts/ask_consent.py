"""Ask a consumer whether their data may be passed on: to whom, which, and for what purpose."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.disputes.consumers.services.words import say
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Department, Officer


@act
def ask_consent(
    receipt: ConsumerReceipt,
    *,
    by: Officer,
    at: datetime,
    consent_items: str,
    passing_purpose: str,
    consent_department: int | str = "",
    consent_recipient: str = "",
) -> Account[ConsumerWord]:
    """Put the request on the page. Raises BadInput where it names no recipient, or two: a consent is for one."""
    if bool(consent_department) == bool(consent_recipient.strip()):
        raise BadInput("请写明一个接收方：本系统内的单位，或者其他接收方。", "Name one recipient: a body with an account, or another.")
    to = Department.objects.get(pk=consent_department) if consent_department else None
    return say(receipt, ConsumerWord.CONSENT_ASKED, consent_items, by=by, at=at, to=to, recipient=consent_recipient.strip(), purpose=passing_purpose.strip())
