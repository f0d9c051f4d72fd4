"""Recall a shared record: ask every node that holds a copy to erase it. Each confirms, or is named as silent."""

from datetime import datetime

from mingjian.institutions.exchange.lore.outbox import following, queue_word
from mingjian.institutions.exchange.models import Copy, Outgoing, Peer, SharedRecord
from mingjian.office.acts.doing import Account, act
from mingjian.office.dossiers.awaiting import redraw_awaiting
from mingjian.office.models import Officer


@act
def recall_record(record: SharedRecord, *, by: Officer, at: datetime, recall_reason: str) -> Account[None]:
    """Recall a record from all nodes, once and for good. What is not packed yet for a node does not leave, and there is nothing to ask of it."""
    record.recalled_for = recall_reason
    asked = []
    for copy in record.copies.exclude(state=Copy.State.REFUSED).select_related("peer"):
        has_left = _hold_back(record, copy.peer)
        copy.state, copy.word = (Copy.State.RECALL_ASKED, "") if has_left else (Copy.State.REFUSED, "recalled_before")
        copy.since = at
        copy.save()
        if has_left:
            queue_word(copy.peer, "recall", record.name, following(copy.peer.node), by=by, at=at, do="erase", reason=recall_reason)
            asked.append(copy.peer.node)
    if record.dossier is not None:
        redraw_awaiting(record.dossier.pk, at)  # one that was taken up elsewhere calls for the step that ends it here no longer
    return Account(None, {"dossier": record.dossier, "nodes": asked})


def _hold_back(record: SharedRecord, peer: Peer) -> bool:
    """Take out of the outbox what is not packed yet of a record for a node; whether anything of it was packed before."""
    Peer.objects.select_for_update().get(pk=peer.pk)  # nothing is packed for it meanwhile
    items = Outgoing.objects.filter(name=record.name, peer=peer)
    items.filter(state=Outgoing.State.QUEUED).update(state=Outgoing.State.REFUSED, why="recalled_before")
    return items.filter(envelope__isnull=False).exists()
