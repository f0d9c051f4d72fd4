"""What is done to a campaign besides the steps of its sheet."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.campaigns.models import Campaign, Matter
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


# Count a dossier in a special action: the figures rest on it.
@act
def count_matter(campaign: Campaign, *, by: Officer, at: datetime, counted: str) -> Account[None]:
    """Count it, once."""
    _, is_new = Matter.objects.get_or_create(campaign=campaign, dossier=Dossier.objects.get(number=counted), defaults={"by": by, "at": at})
    return Account(None, is_new=is_new)


# Leave a dossier out of a special action again.
@act
def leave_out(campaign: Campaign, *, by: Officer, at: datetime, counted: str, reason: str) -> None:
    """Leave it out, and say why. Refused where the action does not count it."""
    gone, _ = Matter.objects.filter(campaign=campaign, dossier__number=counted).delete()
    if not gone:
        raise StepRefused("该卷宗不在此专项行动中。", "This action does not count that dossier.")
