"""Take up a matter that another node handed over: it becomes a clue of this one, and the sender is told."""

from datetime import datetime

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def take_matter_up(held: HeldRecord, *, by: Officer, at: datetime) -> Account[Clue]:
    """Register a clue of what another node handed over, and tell that node."""
    clue = register(_intake(held), by=by, at=at)
    held.dossier = clue.dossier
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="taken_up")
    return Account(clue, {"dossier": clue.dossier})


def _intake(one: HeldRecord) -> Intake:
    values = {name.partition("~")[0]: value for name, value in one.values.items()}
    amount = values.get("amount", "")
    return Intake(
        source=Clue.Source.OTHER_DEPARTMENT,
        suspected_act=values.get("act", "") or values.get("title", "") or one.own_number,
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
