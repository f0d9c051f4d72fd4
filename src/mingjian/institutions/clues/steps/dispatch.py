"""Send a clue to the department that is to check it."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Department, Dossier, Officer


def hand_to(dossier: Dossier, department: int, *, keep_sender: bool = False) -> None:
    """Make a department the holder, and the one that held it the sender; an authority other than the holder itself."""
    target = Department.objects.get(pk=department)
    if not target.is_authority:
        raise StepRefused(f"{target.name_zh}不是执法部门，不能办理线索。", f"{target.name_en} is not an authority and cannot check clues.")
    if not keep_sender:
        if target.pk == dossier.department_id:
            raise StepRefused("线索已在该部门。", "That department holds the clue already.")
        dossier.sender = dossier.department
    dossier.department, dossier.officer = target, None
    Clue.objects.filter(dossier=dossier).update(dispatched_to=target)


@step(PROCEDURE)
def dispatch(dossier: Dossier, *, by: Officer, at: datetime, department: int, note: str = "") -> None:
    """Dispatch the clue."""
    hand_to(dossier, department)


@step(PROCEDURE)
def hand_over(dossier: Dossier, *, by: Officer, at: datetime, department: int, reason: str) -> None:
    """Hand the clue over to the competent department."""
    hand_to(dossier, department)
