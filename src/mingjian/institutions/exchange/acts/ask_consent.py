"""Ask the owner of a record for consent to pass it on to a node."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.core.wire.words import ASKED
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.consents import is_given, noted
from mingjian.institutions.exchange.services.node import member_called
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def ask_consent(held: HeldRecord, *, by: Officer, at: datetime, consent_node: str, consent_purpose: str) -> Account[None]:
    """Queue the question for the owner, once for a node until it is answered. Raises NotFound for a node that is no member."""
    to = member_called(consent_node).node
    if to == held.peer.node:
        raise StepRefused("转回提供方不须征得同意。", "It may always go back to its owner: no consent is needed.")
    if is_given(held, to):
        raise StepRefused("提供方已同意转交该节点。", "Its owner consents to that node already.")
    if any(one["to"] == to and one["state"] == ASKED for one in held.consents):
        raise StepRefused("已请求同意，尚未答复；请等候提供方答复。", "It was asked already: wait for the owner's answer.")
    held.consents = noted(held.consents, to, ASKED, at, purpose=consent_purpose)
    queue_word(held.peer, "consent_ask", held.name, following(held.peer.node), by=by, at=at, to=to, purpose=consent_purpose)
    return Account(None, {"dossier": held.dossier})
