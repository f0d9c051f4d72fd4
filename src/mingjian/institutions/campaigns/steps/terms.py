"""The steps of a special action that set its last day: the plan says it from then on."""

from datetime import date, datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step("special_action")
def issue(dossier: Dossier, *, by: Officer, at: datetime, campaign_until: str, plan_file: str = "") -> None:
    """Let the plan end on the day that it is issued with."""
    _end_on(dossier, campaign_until)


@step("special_action")
def change_term(dossier: Dossier, *, by: Officer, at: datetime, campaign_until: str, reason: str) -> None:
    """Let the plan end on another day."""
    _end_on(dossier, campaign_until)


def _end_on(dossier: Dossier, written: str) -> None:
    campaign, last = Campaign.objects.filter(dossier=dossier).first(), date.fromisoformat(str(written)[:10])
    if campaign is None or campaign.ends_on == last:
        return
    if last < campaign.starts_on:
        raise StepRefused(
            f"截止日 {last} 早于方案的开始日期 {campaign.starts_on}。", f"The last day, {last}, lies before the first day of the plan, {campaign.starts_on}."
        )
    campaign.ends_on = last
    campaign.save(update_fields=["ends_on"])
