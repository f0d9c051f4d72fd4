"""Order other nodes to carry a special action out with this one: one record, to each of them."""

from collections.abc import Sequence
from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.regions.services.orders import RegionOrder, check_ordered
from mingjian.institutions.exchange.services.onward import passed_on_from, tell_owners
from mingjian.institutions.exchange.services.versions import send_record
from mingjian.office.acts.execution import act
from mingjian.office.models import Dossier, Officer


@act
def order_regions(*, by: Officer, at: datetime, campaign: Campaign, nodes: Sequence[str], order: RegionOrder) -> SharedRecord:
    """Queue the task for each node, to all or to none; nothing of it leaves before its stage opens. Raises Refusal where the agreement does not give it."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(pk=campaign.dossier_id)
    if dossier.department_id != by.department_id:
        raise StepRefused("只有牵头部门可以下达任务。", "Only the department that leads it gives tasks.")
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
