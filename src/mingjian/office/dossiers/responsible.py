"""Whose clock a deadline is: the department that must act within it, as far as it has an account here; else nobody's here, where what it did is entered."""

from django.db.models import Q

from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, rulebook
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Deadline, Department, Dossier
from mingjian.office.people.officers import roles_held_in

OUTSIDE = "outside"
#: Days of somebody who has no account here, or waived them, and that are over: what comes next waits on somebody else.
LET_PASS = Q(obliged_kind="role", due_with=None, missed_at__isnull=False)


def place_clocks(dossier: Dossier) -> None:
    """Put each open deadline of a dossier with the department that must act now; a dossier that was handed on takes its holder's clocks along."""
    running = list(dossier.deadlines.filter(closed_at__isnull=True))
    seated = _Seated(dossier) if any(one.obliged_kind == "role" for one in running) else None
    moved = [one for one in running if _is_moved(one, _with_whom(one, dossier, seated))]
    Deadline.objects.bulk_update(moved, ["due_with"])


def _is_moved(deadline: Deadline, department: Department | None) -> bool:
    before = deadline.due_with_id
    deadline.due_with = department
    return before != deadline.due_with_id


def _with_whom(deadline: Deadline, dossier: Dossier, seated: "_Seated | None") -> Department | None:
    """
    Return the department obliged. Where a role is held by nobody here yet the holder sees to it, unless it only enters what was done: a right holder without an
    account has its own days, and they are no department's.
    """
    if deadline.obliged_kind == OUTSIDE or is_waived(deadline, sheet_of(dossier)):
        return None
    if deadline.obliged_kind == "role" and seated is not None:
        return seated.holding(deadline.obliged) or (None if _is_entered_for(deadline, sheet_of(dossier)) else dossier.department)
    return (dossier.sender or dossier.department) if deadline.obliged == "sender" else dossier.department


def is_waived(deadline: Deadline, sheet: Sheet) -> bool:
    """
    Return whether a role let pass the days that it might have used, and whose step comes then is another's: a right holder who neither complained nor sued.

    It may still act until that step is taken; nobody asks it to, and nobody calls it late.
    """
    spec = sheet.deadlines.get(deadline.name)
    after = sheet.steps.get(spec.when_missed or "") if spec else None
    was_its_own = deadline.obliged_kind == "role" and after is not None and deadline.obliged not in after.by
    return deadline.missed_at is not None and was_its_own and _is_entered_for(deadline, sheet)


def _is_entered_for(deadline: Deadline, sheet: Sheet) -> bool:
    """Return whether what meets a role's deadline may be entered by others for it: then whoever has no account acts outside, as a party does."""
    meeting = (step for step in sheet.steps.values() if deadline.name in step.closes and deadline.obliged in step.by)
    return any(set(step.by) - {deadline.obliged} for step in meeting)


def is_outside(deadline: Deadline) -> bool:
    """Return whether whoever must act has no account here: a party outside, or a role that nobody here holds and for which others enter what it did."""
    return deadline.obliged_kind == OUTSIDE or (deadline.obliged_kind == "role" and deadline.due_with_id is None)


class _Seated:
    """The departments with a seat, the holder first, and the roles that their officers have."""

    def __init__(self, dossier: Dossier) -> None:
        departments = list(Department.objects.filter(seats__dossier=dossier).order_by("seats__since", "id"))
        self._departments = sorted(departments, key=lambda one: one.pk != dossier.department_id)
        self._roles = roles_held_in(departments)

    def holding(self, role: str) -> Department | None:
        return next((one for one in self._departments if role in self._roles.get(one.pk, ())), None)


def obliged_label(deadline: Deadline) -> Text | None:
    """Return who must act: a side, a role or a party outside, in words; nothing for a deadline of before, which did not say."""
    words = rulebook().vocabularies
    return words.get("parties", {}).get(deadline.obliged) or words.get("roles", {}).get(deadline.obliged)
