"""Answer a node that asked to pass a record of this one on."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.wire.words import ASKED, GIVEN
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.institutions.exchange.services.consents import noted
from mingjian.institutions.exchange.services.handling_codes import check_onward
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer


@act
def answer_consent(record: SharedRecord, *, by: Officer, at: datetime, consent_node: str, consent_answer: str) -> Account[None]:
    """
    Answer each holder that asked whether it may pass the record on to a node.

    What rests on another node's record is let go on only where that one's owner consents, too. Raises StepRefused where nobody asked for that node.
    """
    to = consent_node.strip()
    copies = [copy for copy in record.copies.select_for_update() if any(one["to"] == to and one["state"] == ASKED for one in copy.consents)]
    if not copies:
        raise StepRefused("没有持有副本的节点请求转交该节点。", "No holder asked to pass it on to that node: choose one that was asked for.")
    if consent_answer == GIVEN and record.dossier is not None:
        check_onward(record.dossier, to)
    number = next_number(f"T{localtime(at).year}-")
    for copy in copies:
        copy.consents = noted(copy.consents, to, consent_answer, at, number=number)
        copy.is_consent_open = any(one["state"] == ASKED for one in copy.consents)
        copy.save(update_fields=["consents", "is_consent_open"])
        told = {"to": to, "did": consent_answer, "number": number}
        queue_word(copy.peer, "consent", record.name, following(copy.peer.node), by=by, at=at, **told)
    return Account(None, {"dossier": record.dossier, "number": number, "nodes": [copy.peer.node for copy in copies]})
