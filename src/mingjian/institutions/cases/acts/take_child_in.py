"""Take a case of another department under a parent case: each keeps its own procedure, and what the parent holds is shared item by item."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import OPEN, Case, Child
from mingjian.institutions.cases.queries import case_visible_to
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def take_child_in(case: Case, *, by: Officer, at: datetime, child_case: str) -> Account[Child]:
    """Tie it, once, one level deep. Raises StepRefused for the case itself, one that is closed, tied already, or has children of its own."""
    child = case_visible_to(by, child_case.strip())
    if child.pk == case.pk:
        raise StepRefused("案件不能作为自身的子案。", "A case is no child of itself.")
    if child.state != OPEN:
        raise StepRefused(f"{child.number} 已办结。", f"{child.number} is closed.")
    if Child.objects.filter(case__in=(child, case)).exists() or child.children.exists():
        raise StepRefused("主案、子案只有一层：任一方已有主案，或者该案已有子案。", "One level only: one of them has a parent, or that case has children.")
    tied = Child.objects.create(case=child, parent=case, by=by, at=at)
    return Account(tied, {"dossier": child.dossier, "child": child.wire_name})
