"""Take an invitation back that nobody has answered."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case, Invitation
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def withdraw_cluster_invitation(case: Case, *, by: Officer, at: datetime, invited_office: int) -> Account[Invitation]:
    """Take it back. Refused where none waits."""
    found = case.invitations.select_for_update().filter(office=invited_office, standing="waiting").first()
    if found is None:
        raise StepRefused("没有待答复的邀请。", "No invitation waits for an answer.")
    found.standing = "withdrawn"
    found.save(update_fields=["standing"])
    return Account(found, {"invitation": found, "dossier": case.dossier})
