"""What is done to tasks between nodes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.regions.services.orders import PURPOSE, REPORT, RegionOrder, check_ordered, report_values
from mingjian.institutions.exchange.services.onward import passed_on_from, tell_owners
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.versions import Sent, send_record
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


# Order other nodes to carry a special action out with this one: one record, to each of them.
@act
def order_regions(*, by: Officer, at: datetime, campaign: Campaign, nodes: Sequence[str], order: RegionOrder) -> SharedRecord:
    """Queue the task for each node, to all or to none; nothing of it leaves before its stage opens. Raises Refusal where the agreement does not give it."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(pk=campaign.dossier_id)
    if dossier.department_id != by.department_id:
        raise StepRefused("只有牵头部门可以发出任务。", "Only the department that leads it gives tasks.")
    if not nodes or len(set(nodes)) != len(nodes):
        raise StepRefused("请选择一个以上不重复的节点。", "Choose one node or several, each once.")
    for node in nodes:
        check_ordered(campaign, node)
    record = send_record(order.sent(campaign, at), nodes, by=by, at=at)
    if HeldRecord.objects.filter(dossier=dossier, kind=record.kind).exists():  # whoever gave this node its task is told to whom it went on
        for onward in passed_on_from(dossier):
            if onward.number == record.name:
                tell_owners(dossier, onward, by=by, at=at)
    return record


# Give the final report on a task: the wait for it ends at both nodes.
@act
def report_finally(held: HeldRecord, *, by: Officer, at: datetime) -> SharedRecord:
    """Send the figures as the last ones."""
    held.settled_at = at
    return _report(held, by=by, at=at, is_part=False)


# Report to the node that gave a task how it goes: the figures of this moment, as the console counts them.
@act
def report_progress(held: HeldRecord, *, by: Officer, at: datetime) -> SharedRecord:
    """Send the figures; the last report is still to come, and its term runs on."""
    return _report(held, by=by, at=at, is_part=True)


# Take up the task of a cluster campaign that another node gave: it becomes a special action of this one, to be issued by its head.
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
        raise BadInput("任务没有写明开始日期或者反馈截止日期，请发出任务的节点更正。", "The task does not say its days: have the node correct it.") from error
    words = "\n".join(values.get("key_words", "").split("、"))
    return Plan(values.get("title", "")[:200] or held.own_number, values.get("task", ""), starts_on, ends_on, goods=values.get("goods", "")[:500], words=words)


def _report(held: HeldRecord, *, by: Officer, at: datetime, is_part: bool) -> SharedRecord:
    """Send what the action that was made of a task comes to. Raises StepRefused where none was made of it, or another department leads that."""
    campaign = Campaign.objects.select_related("dossier").filter(dossier=held.dossier_id).first()
    if campaign is None:
        raise StepRefused("此任务没有对应的专项行动。", "No special action was made of this task.")
    if campaign.dossier.department_id != by.department_id:
        raise StepRefused("由牵头部门反馈。", "The department that leads the action reports.")
    title = f"{campaign.dossier.title}：{localtime(at):%Y-%m-%d} {'进展' if is_part else '总结'}"
    sent = Sent(REPORT, report_values(campaign, held, at), purpose=PURPOSE, title=title, about=held, is_part=is_part)
    return send_record(sent, [held.peer.node], by=by, at=at)
