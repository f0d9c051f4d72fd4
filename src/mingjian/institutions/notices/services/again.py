"""What a right holder who signed in need not type again: the own verified rights, and the name and contact of the own last notice."""

from django.db.models import QuerySet

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import REFUSED, VERIFIED, Notice, Right
from mingjian.institutions.notices.queries import rights_held
from mingjian.institutions.notices.services.locker import COMPLETED
from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import code_key

MOST_OFFERED = 200


def is_holder(officer: Officer) -> bool:
    """Return whether the account is a right holder's: what a platform's clerk entered for others is filled in for nobody."""
    return officer.department is not None and officer.department.kind == Department.Kind.RIGHT_HOLDER


def own_rights(officer: Officer) -> QuerySet[Right]:
    """Return the verified rights that the holder entered or rested a notice on, or that it acts for by a power of today; the newest first."""
    if not is_holder(officer):
        return Right.objects.none()
    return Right.objects.filter(rights_held(officer), standing=VERIFIED).select_related("department")


def known_of(officer: Officer, right: Right | None = None) -> dict[str, str]:
    """
    Return what the node knows for a holder's next notice, by name of paper, with all of a right that was chosen.

    Who the holder is, and how to reach them, comes from the last notice that this very account sent for that holder: personal data goes to no colleague.
    """
    if not is_holder(officer) or officer.department is None:
        return {}
    last = Notice.objects.filter(sent_by=officer).select_related("right").order_by("-sent_at", "-id")
    last_one = (last.filter(right__holder=right.holder) if right else last).first()
    told = {"right_holder_name": officer.department.name_zh}
    if last_one:
        told |= {"right_holder_name": last_one.right.holder, "true_identity": last_one.right.identity}
    return told | (_of_right(right) if right else {})


def known_of_right(right: Right) -> dict[str, str]:
    """Return what is registered of a right, by name of paper, for whoever completes it."""
    return {name: value for name, value in _of_right(right).items() if name in COMPLETED.values()}


def known_by_code(code: str) -> dict[str, str]:
    """
    Return what the locker has under the code of a right, by name of paper. Raises BadInput where it has none, or one that was refused.

    Who is behind the right and how to reach them is not told: whoever has the code may be anybody, and a notice by the code needs neither.
    """
    found = Right.objects.filter(code_key=code_key(code.strip()[:40])).select_related("department").first() if code.strip() else None
    if found is None:
        raise BadInput("权利库中没有这个编码，请核对回执。", "The locker has no such code: look at the receipt.")
    if found.standing == REFUSED:
        raise BadInput("此权利经核验不予认可，请重新填写权利。", "This right was refused: name the right anew.")
    return _of_right(found)


def _of_right(right: Right) -> dict[str, str]:
    days = {"right_until": right.until, "attorney_from": right.attorney_from, "attorney_until": right.attorney_until}
    told = {"platform_department": str(right.department_id), "right": right.kind, "right_code": right.code, "right_holder_name": right.holder}
    told["evaluation_report"] = right.evaluation
    told |= {"right_number": right.registration, "right_classes": right.classes, "right_mark": right.mark, "agent_name": right.agent}
    return told | {name: day.isoformat() for name, day in days.items() if day}
