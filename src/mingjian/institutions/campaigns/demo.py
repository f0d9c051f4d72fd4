"""What special actions put on the demo's desks: one that runs, a task received and one that waits, and two clues counted."""

from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.institutions.campaigns.acts import count_matter
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.campaigns.services.tasks import give_task
from mingjian.institutions.clues.models import Clue
from mingjian.office.demo import Staff
from mingjian.office.dossiers.transition import take

AIMS = "集中整治利用网店、微信群和直播间销售假冒运动鞋服和食品；查清货源，符合标准的移送公安机关。"
GOAL = "检查辖区网店，核查下达的线索，按月反馈。"


def plan_one(staff: Staff, folder: Path) -> None:
    """Let the city plan a special action and give its counties their tasks, once."""
    if Campaign.objects.exists():
        return
    city, begun = staff["city"], now() - timedelta(days=20)
    county, neighbour = staff["county"].department, staff["neighbour"].department
    assert county is not None  # noqa: S101 - the demo's officers have departments
    assert neighbour is not None  # noqa: S101
    first, last = localdate(begun), localdate(begun) + timedelta(days=75)
    plan = Plan("清网护牌专项行动", AIMS, first, last, ("clothing_shoes", "food"), "运动鞋、乳制品", "高仿\n复刻\n运动鞋", (county, neighbour))
    with transaction.atomic():
        campaign = plan_campaign(plan, by=city, at=begun)
        take(campaign.dossier, "issue", by=city, at=begun + timedelta(hours=1), given={"campaign_until": last.isoformat()})
        task = give_task(
            campaign, county, "检查辖区网店，核查下达的线索，按月反馈。", by=city, at=begun + timedelta(hours=2), until=localdate() + timedelta(days=12)
        )
        take(task.dossier, "receive", by=staff["county"], at=begun + timedelta(days=1))
        give_task(
            campaign, neighbour, "检查辖区网店，核查下达的线索，按月反馈。", by=city, at=begun + timedelta(hours=2), until=localdate() + timedelta(days=12)
        )
        for clue in Clue.objects.filter(dossier__department=county).order_by("pk")[:2]:
            count_matter(campaign, counted=clue.dossier.number, by=staff["county"], at=now() - timedelta(days=1))
