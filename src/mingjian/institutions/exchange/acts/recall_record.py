"""Recall a shared record: ask every node that holds a copy to erase it. Each confirms, or is named as silent."""

from datetime import datetime

from mingjian.institutions.exchange.lore.outbox import following, queue_word
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def recall_record(record: SharedRecord, *, by: Officer, at: datetime, recall_reason: str) -> Account[None]:
    """Recall a record from all nodes, once and for good."""
    record.recalled_for = recall_reason
    copies = record.copies.exclude(state=Copy.State.REFUSED).select_related("peer")
    for copy in copies:
        copy.state, copy.since, copy.word = Copy.State.RECALL_ASKED, at, ""
        copy.save()
        queue_word(copy.peer, "recall", record.name, following(copy.peer.node), by=by, at=at, do="erase", reason=recall_reason)
    return Account(None, {"dossier": record.dossier, "nodes": [copy.peer.node for copy in copies]})
