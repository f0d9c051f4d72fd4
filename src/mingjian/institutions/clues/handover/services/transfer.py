"""How a clue passes to another department, whichever step says so."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Department, Dossier, Seat


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


def give_back(dossier: Dossier) -> None:
    """Make the department that sent the clue its holder again."""
    if dossier.sender is None:
        raise StepRefused("没有可退回的部门。", "There is no department to send it back to.")
    dossier.department, dossier.sender, dossier.officer = dossier.sender, None, None


def shut_out_tellers(dossier: Dossier) -> None:
    """Take their seats from those outside of the authorities: they told the clue, and what the check finds from now on is not for them."""
    beside = Seat.objects.filter(dossier=dossier).exclude(department=dossier.department_id).select_related("department")
    Seat.objects.filter(pk__in=[one.pk for one in beside if not one.department.is_authority]).delete()
