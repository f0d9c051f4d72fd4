"""A report on a task of another node, as a record of this one: an interim one or the last, its figures counted and never written by hand."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.regions.services.orders import PURPOSE, REPORT, report_values
from mingjian.institutions.exchange.services.versions import Sent, send_record
from mingjian.office.models import Officer


def report(held: HeldRecord, *, by: Officer, at: datetime, is_part: bool) -> SharedRecord:
    """Send what the action that was made of a task comes to. Raises StepRefused where none was made of it, or another department leads that."""
    campaign = Campaign.objects.select_related("dossier").filter(dossier=held.dossier_id).first()
    if campaign is None:
        raise StepRefused("此任务没有对应的专项行动。", "No special action was made of this task.")
    if campaign.dossier.department_id != by.department_id:
        raise StepRefused("由牵头部门反馈。", "The department that leads the action reports.")
    title = f"{campaign.dossier.title}：{localtime(at):%Y-%m-%d} {'进展' if is_part else '总结'}"
    sent = Sent(REPORT, report_values(campaign, held, at), purpose=PURPOSE, title=title, about=held, is_part=is_part)
    return send_record(sent, [held.peer.node], by=by, at=at)
