"""How a clue passes to another department, whichever step says so."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Department, Dossier


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
