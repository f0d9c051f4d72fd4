"""Decline a matter that another node handed over, for a reason of the list."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.outbox import following, queue_word
from mingjian.institutions.exchange.steps.take_up import waiting
from mingjian.institutions.exchange.words import DECLINES
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def decline(held: HeldRecord, reason: str, *, by: Officer, at: datetime) -> None:
    """Tell the sender that its matter is not taken up, and why."""
    require(by, "exchange.take_up")
    if reason not in DECLINES:
        raise BadInput("请选择不予接收的理由。", "Choose why it is declined.")
    with transaction.atomic():
        one = waiting(held)
        one.state, one.word = HeldRecord.State.DECLINED, reason
        one.save()
        queue_word(one.peer, "hand_over_answer", one.name, following(one.peer.node), by=by, at=at, did="declined", reason=reason)
        enter("matter_declined", at=at, about=one, by=by, reason=reason)
