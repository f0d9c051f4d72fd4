"""Note that a kit is followed in a dossier. Whoever opens that says so: evidence knows of no institution above it."""

from datetime import datetime

from mingjian.institutions.evidence.models import Kit
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def take_kit_up(kit: Kit, *, by: Officer, at: datetime, followed_in: Dossier) -> Account[None]:
    """Note it, once. A kit that was set aside may still be taken up."""
    kit.taken_up_as = followed_in.number
    return Account(None, {"dossier": followed_in})
