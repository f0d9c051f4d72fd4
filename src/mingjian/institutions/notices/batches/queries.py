"""Questions about files of notices, each starting from what the officer may see."""

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.core.wire.names import Name
from mingjian.institutions.notices.models import Batch, Draft
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import earlier, other_request, refuse_other_request
from mingjian.office.record.ledger import told_by


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


def drafts_visible_to(officer: Officer) -> QuerySet[Draft]:
    """Return the drafts that the officer keeps: what is told in one is personal, and goes to no colleague."""
    if not may(officer, "notices.send") or officer.department_id is None:
        return Draft.objects.none()
    return Draft.objects.filter(by=officer, department=officer.department_id).select_related("batch").defer("rows", "told")


def draft_visible_to(officer: Officer, number: str) -> Draft:
    """Return one by its number; another's does not exist for the officer."""
    found = drafts_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(
            f"没有批量提交草稿 {number}：可能已全部发送，或者已满七日清除。",
            f"There is no draft {number}: all of it was sent, or its week is over.",
        )
    return found


def draft_left_of(officer: Officer, batch: Batch) -> Draft | None:
    """Return the draft with the rows of a batch that were not sent, where the officer keeps it."""
    return drafts_visible_to(officer).filter(batch=batch).first()


def batch_of_key(officer: Officer, key: str, *sent: object) -> Batch | None:
    """Return the batch that the same request made before under its key. Raises StepRefused where the key stood for something else."""
    before = earlier(officer, key)
    if before is None:
        return None
    if before.kind != "notices_brought":
        raise other_request()
    refuse_other_request(before, *sent)
    return batches_visible_to(officer).filter(number=Name.read(str(told_by(before.body)["about"])).number).first()
