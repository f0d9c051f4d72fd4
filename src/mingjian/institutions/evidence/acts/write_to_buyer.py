"""Answer a buyer or ask back, through the door by which they came: they read it by the code of their receipt, and need no name."""

from datetime import datetime

from mingjian.institutions.evidence.models import Kit, Remark
from mingjian.institutions.evidence.services.messages import followed_in, say
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def write_to_buyer(kit: Kit, *, by: Officer, at: datetime, remark: str) -> Account[Remark]:
    """Write it. Where the kit is followed in a dossier, the history of that tells it, too."""
    made, dossier = say(kit, remark, by=by, at=at, is_of_buyer=False), followed_in(kit)
    return Account(made, {"dossier": dossier} if dossier else {})
