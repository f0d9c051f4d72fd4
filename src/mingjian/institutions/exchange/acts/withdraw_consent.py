"""Withdraw the consent to passing a record of this node on to another."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.core.wire.words import GIVEN, WITHDRAWN
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.institutions.exchange.services.consents import noted
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_consent(record: SharedRecord, *, by: Officer, at: datetime, consent_node: str) -> Account[None]:
    """Notify each holder that the record may go on to a node no more; what went there is asked back by the holder's own node."""
    to, nodes = consent_node.strip(), []
    for copy in record.copies.select_for_update().select_related("peer"):
        given = next((one for one in copy.consents if one["to"] == to and one["state"] == GIVEN), None)
        if given is None:
            continue
        copy.consents = noted(copy.consents, to, WITHDRAWN, at)
        copy.save(update_fields=["consents"])
        told = {"to": to, "did": WITHDRAWN, "number": given["number"]}
        queue_word(copy.peer, "consent", record.name, following(copy.peer.node), by=by, at=at, **told)
        nodes.append(copy.peer.node)
    if not nodes:
        raise StepRefused("没有对转交该节点的同意。", "No consent was given for that node: choose one that it was given for.")
    return Account(None, {"dossier": record.dossier, "nodes": nodes})
