"""Verify a right of the locker, once, by a person."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.notices.models import Right
from mingjian.institutions.notices.services.completeness import unregistered
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def verify_right(right: Right, *, by: Officer, at: datetime, verification_basis: str) -> None:
    """State against what it was verified. Raises StepRefused for a right that a register would have to show and that names no number or class."""
    if missing := unregistered(right):
        zh, en = "".join(one.zh for one in missing), " ".join(one.en for one in missing)
        raise StepRefused(f"{zh}没有登记事项的，无从核验：请先“补充权利的登记事项”。", f"{en} Nothing could be looked up: complete the right first.")
    right.basis = verification_basis[:500]
