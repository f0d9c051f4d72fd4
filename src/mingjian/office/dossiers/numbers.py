"""File numbers: one after the other under a head such as `C2026-`, never given twice."""

from django.db.models import F

from mingjian.office.models import FileNumber


def next_number(head: str) -> str:
    """Give the next number under a head, inside the caller's transaction: `C2026-0000001`. The row stays locked until that transaction ends."""
    FileNumber.objects.get_or_create(head=head)
    FileNumber.objects.filter(head=head).update(last=F("last") + 1)
    return f"{head}{FileNumber.objects.get(head=head).last:07d}"
