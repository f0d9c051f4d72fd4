"""Seal to a notice's dossier the files that its sender added since."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.files import seal_files
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def seal_additions(notice: Notice, *, by: Officer, at: datetime) -> Account[int]:
    """Seal them; give how many."""
    if notice.dossier is None:
        raise StepRefused("通知尚未接收。", "The notice was not taken in yet.")
    new = seal_files(notice, notice.dossier, by, at)
    return Account(len(new), {"dossier": notice.dossier, "sha256": new} if new else {}, bool(new))
