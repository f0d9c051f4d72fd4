"""What a campaign tells its own steps, so that nobody types it again."""

from typing import Any

from mingjian.institutions.campaigns.models import Campaign
from mingjian.office.models import Dossier


def told_of_campaign(dossier: Dossier) -> dict[str, Any]:
    """Describe the last day that the plan sets, for the step that issues it."""
    campaign = Campaign.objects.filter(dossier=dossier).first()
    return {"planned_until": campaign.ends_on} if campaign else {}
