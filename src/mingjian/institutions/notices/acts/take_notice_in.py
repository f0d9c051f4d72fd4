"""Take a notice in: its dossier is opened at the platform."""

from datetime import datetime

from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.opening.take_in import open_for
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer


@act
def take_notice_in(notice: Notice, *, by: Officer, at: datetime) -> Account[Dossier]:
    """Open its dossier, once."""
    notice.dossier = open_for(notice, by=by, at=at)
    return Account(notice.dossier, {"dossier": notice.dossier})
