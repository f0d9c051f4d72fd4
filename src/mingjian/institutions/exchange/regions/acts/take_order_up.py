"""Take up the task of a cluster campaign that another node gave: it becomes a special action of this one, to be issued by its head."""

from datetime import date, datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening.plan import Plan, plan_campaign
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def take_order_up(held: HeldRecord, *, by: Officer, at: datetime) -> Account[Campaign]:
    """Draft the plan of what the task says, and tell the node that gave it."""
    campaign = plan_campaign(_plan(held), by=by, at=at)
    held.dossier = campaign.dossier
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="taken_up")
    return Account(campaign, {"dossier": campaign.dossier})


def _plan(held: HeldRecord) -> Plan:
    values = held.values
    try:
        starts_on, ends_on = date.fromisoformat(values.get("opening", "")), date.fromisoformat(values.get("until", ""))
    except ValueError as error:
        raise BadInput("任务没有写明开始日期或者上报截止日期，请下达的节点更正。", "The task does not say its days: have the node correct it.") from error
    words = "\n".join(values.get("key_words", "").split("、"))
    return Plan(values.get("title", "")[:200] or held.own_number, values.get("task", ""), starts_on, ends_on, goods=values.get("goods", "")[:500], words=words)
