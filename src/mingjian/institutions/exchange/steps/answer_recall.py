"""Answer the recall of a record that this node has taken up: its use has ended, or it is kept on a ground of the list."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.outbox import following, queue_word
from mingjian.institutions.exchange.words import KEEPS, KEPT, STOPPED
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def answer_recall(held: HeldRecord, did: str, ground: str = "", *, by: Officer, at: datetime) -> None:
    """Stop using a recalled record, whose values are then erased here, or keep it with a ground; the owner is told which."""
    require(by, "exchange.take_up")
    if did not in (STOPPED, KEPT) or (did == KEPT) != (ground in KEEPS):
        raise BadInput("请选择停止使用，或写明保留的依据。", "Choose to stop using it, or the ground on which it is kept.")
    with transaction.atomic():
        one = HeldRecord.objects.select_for_update().get(pk=held.pk)
        if one.state != HeldRecord.State.RECALLED:
            raise StepRefused("没有待答复的撤回。", "There is no recall to be answered.")
        one.state, one.word = did, ground or one.word
        if did == STOPPED:
            one.values, one.closed = {}, 0
        one.save()
        more = {"ground": ground} if ground else {}
        queue_word(one.peer, "recall_answer", one.name, following(one.peer.node), by=by, at=at, did=did, **more)
        enter("recall_answered", at=at, about=one, by=by, dossier=one.dossier, did=did, ground=ground)
