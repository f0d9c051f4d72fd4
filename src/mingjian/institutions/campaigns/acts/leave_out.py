"""Leave a dossier out of a special action again."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign, Matter
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def leave_out(campaign: Campaign, *, by: Officer, at: datetime, counted: str, reason: str) -> None:
    """Leave it out, and say why. Refused where the action does not count it."""
    gone, _ = Matter.objects.filter(campaign=campaign, dossier__number=counted).delete()
    if not gone:
        raise StepRefused("该卷宗不在此专项行动中。", "This action does not count that dossier.")
