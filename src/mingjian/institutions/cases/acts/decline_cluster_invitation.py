"""Say no to an invitation into a cluster, with the reason."""

from datetime import datetime

from mingjian.institutions.cases.models import Invitation
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def decline_cluster_invitation(case_invitation: Invitation, *, by: Officer, at: datetime, reason: str) -> None:
    """Decline it; whoever leads reads why."""
    case_invitation.reason = reason.strip()[:500]
