"""Let a kit wait again that is followed no longer."""

from datetime import datetime

from mingjian.institutions.evidence.models import Kit
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def release_kit(kit: Kit, *, by: Officer, at: datetime, followed_in: Dossier) -> Account[None]:
    """Let it wait; one that was set aside before is set aside again. Whoever voided its dossier said why there."""
    kit.taken_up_as = ""
    return Account(None, {"dossier": followed_in})
