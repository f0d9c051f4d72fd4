"""Bring a case of the own office under one that leads a cluster, as its holder was asked."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.cases.models import Child, Invitation
from mingjian.institutions.cases.queries import case_visible_to
from mingjian.institutions.cases.services.clusters import tie
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def accept_cluster_invitation(case_invitation: Invitation, *, by: Officer, at: datetime, child_case: str) -> Account[Child]:
    """Tie the case. From then on the lead gives it files one by one, and sees of it its number and state; it sees nothing else of the lead's."""
    child = case_visible_to(by, child_case.strip())
    if child.department.pk != case_invitation.office_id:
        raise BadInput("只能以本部门承办的案件参加。", "A case of your own office takes part.")
    tie(case_invitation.parent, child)
    made = Child.objects.create(case=child, parent=case_invitation.parent, by=by, at=at)
    case_invitation.child = made
    return Account(made, {"dossier": child.dossier, "child": child.wire_name})
