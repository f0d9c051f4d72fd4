"""State that a proof of a duty was looked at and shows what it should."""

from datetime import datetime

from mingjian.core.errors import NotPermitted
from mingjian.institutions.operators.models import Proof
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def see_proof(proof: Proof, *, by: Officer, at: datetime, reason: str) -> None:
    """Keep what it was held against."""
    if by.department_id == proof.department_id:
        raise NotPermitted("由主管部门核对。", "The authority looks at it.")
    proof.why = reason.strip()[:500]
