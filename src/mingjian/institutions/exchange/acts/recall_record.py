"""Recall a shared record: ask every node that holds a copy to erase it. Each confirms, or is named as silent."""

from datetime import datetime

from mingjian.institutions.exchange.models import SharedRecord
from mingjian.institutions.exchange.services.downstream import recall_copies
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def recall_record(record: SharedRecord, *, by: Officer, at: datetime, recall_reason: str) -> Account[None]:
    """Recall a record from all nodes, once and for good. What is not packed yet for a node does not leave, and there is nothing to ask of it."""
    record.recalled_for = recall_reason
    nodes = recall_copies(record, recall_reason, by=by, at=at)
    return Account(None, {"dossier": record.dossier, "nodes": nodes})
