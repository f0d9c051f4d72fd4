"""Ask a consumer whether their data may be passed on: to whom, which, and for what purpose."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.disputes.consumers.queries import scope_of
from mingjian.institutions.disputes.consumers.services.words import say
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.office.acts.execution import Account, act
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
    """
    Put the request on the page. Raises BadInput where it names no recipient, or two: a consent is for one.

    Of a body here it names what that is to see, since no more is opened to it.
    """
    if bool(consent_department) == bool(consent_recipient.strip()):
        raise BadInput("请写明一个接收方：本系统内的单位，或者其他接收方。", "Name one recipient: a body with an account, or another.")
    if consent_department and not scope_of(consent_items):
        raise BadInput(
            "由本系统内的单位查看的，请逐项写明个人信息的种类，如“姓名、电话、地址”；未写明的不能查看。",
            "What a body here is to see is named item by item, such as `name, telephone, address`: nothing else is opened.",
        )
    to = Department.objects.get(pk=consent_department) if consent_department else None
    return say(receipt, ConsumerWord.CONSENT_ASKED, consent_items, by=by, at=at, to=to, recipient=consent_recipient.strip(), purpose=passing_purpose.strip())
