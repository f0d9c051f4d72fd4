"""Take up a matter that another node handed over: it becomes a clue of this one, and the sender is told."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.outbox import following, queue_word
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def take_up(held: HeldRecord, *, by: Officer, at: datetime) -> Clue:
    """Register a clue of what another node handed over, and tell that node. Raises StepRefused where it was decided already."""
    require(by, "exchange.take_up")
    with transaction.atomic():
        one = waiting(held)
        clue = register(_intake(one), by=by, at=at)
        one.state, one.dossier = HeldRecord.State.TAKEN_UP, clue.dossier
        one.save()
        queue_word(one.peer, "hand_over_answer", one.name, following(one.peer.node), by=by, at=at, did="taken_up")
        enter("matter_taken_up", at=at, about=one, by=by, dossier=clue.dossier)
    return clue


def waiting(held: HeldRecord) -> HeldRecord:
    """Give a clue that was handed over and not decided yet, locked. Raises StepRefused otherwise."""
    one = HeldRecord.objects.select_for_update().get(pk=held.pk)
    if one.kind != "clue" or not one.is_handed_over or one.state != HeldRecord.State.HELD:
        raise StepRefused("此移交已经处理，或不是移交的线索。", "This hand-over was decided already, or is none.")
    return one


def _intake(one: HeldRecord) -> Intake:
    values = {name.partition("~")[0]: value for name, value in one.values.items()}
    amount = values.get("amount", "")
    return Intake(
        source=Clue.Source.OTHER_DEPARTMENT,
        suspected_act=values.get("act", "") or values.get("title", "") or one.number,
        title=values.get("title", ""),
        original_number=one.name[:80],
        platform=values.get("platform", "")[:60],
        shop_name=values.get("shop", "")[:120],
        shop_url=values.get("shop_url", ""),
        listing_title=values.get("listing", "")[:300],
        operator_name=values.get("operator", "")[:200],
        operator_code=values.get("code", "")[:40],
        operator_address=values.get("address", "")[:300],
        content="\n".join(filter(None, (values.get("content", ""), amount and f"移交方所载涉嫌金额：{amount} 元", f"来自 {one.name}"))),
    )
