"""Questions about complaints of right holders, each starting from what the officer may see."""

from django.db.models import Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.notices.models import HolderComplaint
from mingjian.office.models import Officer

_WITH = ("notice__department", "notice__right", "notice__dossier", "department", "sent_by__department", "clue__dossier")


def complaints_visible_to(officer: Officer) -> QuerySet[HolderComplaint]:
    """Return the complaints to the officer's authority, and those out of notices that the own department sent or was sent."""
    own = officer.department_id
    if own is None or officer.duty != Officer.Duty.WORK:
        return HolderComplaint.objects.none()
    mine = Q(department=own) | Q(notice__department=own) | Q(notice__sent_by__department=own) | Q(sent_by__department=own)
    return HolderComplaint.objects.filter(mine).select_related(*_WITH).defer("notice__addresses", "notice__facts")


def complaint_visible_to(officer: Officer, number: str) -> HolderComplaint:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = complaints_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有权利人投诉 {number}。", f"There is no complaint {number}.")
    return found
