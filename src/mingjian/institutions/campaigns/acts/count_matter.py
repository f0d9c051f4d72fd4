"""Count a dossier in a special action: the figures rest on it."""

from datetime import datetime

from mingjian.institutions.campaigns.models import Campaign, Matter
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def count_matter(campaign: Campaign, *, by: Officer, at: datetime, counted: str) -> Account[None]:
    """Count it, once."""
    _, is_new = Matter.objects.get_or_create(campaign=campaign, dossier=Dossier.objects.get(number=counted), defaults={"by": by, "at": at})
    return Account(None, is_new=is_new)
