"""Take a case of another department under a parent case: each keeps its own procedure, and what the parent holds is shared item by item."""

from datetime import datetime

from mingjian.institutions.cases.models import Case, Child
from mingjian.institutions.cases.queries import case_visible_to
from mingjian.institutions.cases.services.clusters import tie
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def take_child_in(case: Case, *, by: Officer, at: datetime, child_case: str) -> Account[Child]:
    """Tie one that the office may see, such as one of an office under it; any other is invited. Raises StepRefused for what cannot be tied."""
    child = case_visible_to(by, child_case.strip())
    tie(case, child)
    tied = Child.objects.create(case=child, parent=case, by=by, at=at)
    return Account(tied, {"dossier": child.dossier, "child": child.wire_name})
