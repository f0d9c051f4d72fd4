"""Recall a shared record: ask every node that holds a copy to erase it. Each confirms, or is named as silent."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.institutions.exchange.outbox import following, queue_word
from mingjian.institutions.exchange.words import RECALLS
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def recall(record: SharedRecord, reason: str, *, by: Officer, at: datetime) -> None:
    """Recall a record from all nodes, once and for good."""
    require(by, "exchange.recall")
    if reason not in RECALLS:
        raise BadInput("请选择撤回的理由。", "Choose why it is recalled.")
    with transaction.atomic():
        held = SharedRecord.objects.select_for_update().get(pk=record.pk)
        if held.recalled_at:
            raise StepRefused("此记录已撤回。", "This record was recalled already.")
        held.recalled_at, held.recalled_for = at, reason
        held.save()
        copies = held.copies.exclude(state=Copy.State.REFUSED).select_related("peer")
        for copy in copies:
            copy.state, copy.since, copy.word = Copy.State.RECALL_ASKED, at, ""
            copy.save()
            queue_word(copy.peer, "recall", held.name, following(copy.peer.node), by=by, at=at, do="erase", reason=reason)
        enter("record_recalled", at=at, about=held, by=by, dossier=held.dossier, reason=reason, nodes=[copy.peer.node for copy in copies])
    record.refresh_from_db()
