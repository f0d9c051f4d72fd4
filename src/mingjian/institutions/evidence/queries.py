"""Questions about kits, each starting from what the officer may see, or from the code that the buyer keeps."""

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.models import Officer
from mingjian.office.permissions import departments_in_view


def kits_visible_to(officer: Officer) -> QuerySet[Kit]:
    """Give the kits of the departments that the officer answers for, the newest first."""
    return Kit.objects.filter(department__in=departments_in_view(officer)).select_related("department", "opened_by")


def kit_visible_to(officer: Officer, pk: int) -> Kit:
    """Give one kit; one that the officer may not see does not exist for them."""
    found = kits_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有证据包 {pk}。", f"There is no kit {pk}.")
    return found


def item_visible_to(officer: Officer, kit: int, pk: int) -> Item:
    """Give one file of a kit."""
    found = Item.objects.filter(kit=kit_visible_to(officer, kit), pk=pk).first()
    if found is None:
        raise NotFound("没有这份材料。", "There is no such file.")
    return found


def kit_by_code(code: str) -> Kit:
    """Give the kit whose code somebody knows."""
    found = Kit.objects.filter(code=code[:40]).first() if code else None
    if found is None:
        raise NotFound("没有这个证据包，请核对回执上的编号。", "There is no such kit: look at the code on the receipt.")
    return found
