"""Questions about files of notices, each starting from what the officer may see."""

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.notices.models import Batch
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


def batches_visible_to(officer: Officer) -> QuerySet[Batch]:
    """Return the files of notices that the own department brought, the newest first."""
    if not may(officer, "notices.send") or officer.department_id is None:
        return Batch.objects.none()
    return Batch.objects.filter(department=officer.department_id).select_related("sent_by").defer("rows")


def batch_visible_to(officer: Officer, number: str) -> Batch:
    """Return one by its number; another department's does not exist for the officer."""
    found = batches_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有批量提交 {number}。", f"There is no file of notices {number}.")
    return found


def before(batch: Batch) -> Batch | None:
    """Return the file with the same bytes that the same department brought before, the newest; None where it is the first."""
    same = Batch.objects.filter(department=batch.department_id, sha256=batch.sha256, sent_at__lte=batch.sent_at).exclude(pk=batch.pk)
    return same.defer("rows").first()
