"""File numbers: one after the other under a head such as `C2026-`, never given twice."""

from django.db.models import F

from mingjian.core.errors import NotFound
from mingjian.office.models import Dossier, FileNumber


def next_number(head: str) -> str:
    """Return the next number under a head, inside the caller's transaction: `C2026-0000001`. The row stays locked until that transaction ends."""
    FileNumber.objects.get_or_create(head=head)
    FileNumber.objects.filter(head=head).update(last=F("last") + 1)
    return f"{head}{FileNumber.objects.get(head=head).last:07d}"


def dossier_numbered(number: str) -> Dossier:
    """Return the dossier of a number to whoever runs the node by commands; pages ask who may see it (`people.permissions`). Raises NotFound."""
    found = Dossier.objects.select_related("department", "officer", "opened_by").filter(number=number).first()
    if found is None:
        raise NotFound(f"没有卷宗 {number}。", f"There is no dossier {number}.")
    return found
