"""Describe what a proof of a duty does not show."""

from datetime import datetime

from mingjian.core.errors import NotPermitted
from mingjian.institutions.operators.models import Proof
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def doubt_proof(proof: Proof, *, by: Officer, at: datetime, reason: str) -> None:
    """Keep why, so that whoever brought it can bring another."""
    if by.department_id == proof.department_id:
        raise NotPermitted("由主管部门核对。", "The authority looks at it.")
    proof.why = reason.strip()[:500]
