"""Set a finding aside, with the reason: what the detector's precision is measured on."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def set_aside(finding: Finding, reason: str, *, by: Officer, at: datetime) -> None:
    """Say that a finding is not to be followed, and why. It stays on record and counts against its detector."""
    require(by, "monitoring.deal_with_findings")
    if not reason.strip():
        raise BadInput("请写明不予跟进的理由。", "Say why the finding is set aside.")
    with transaction.atomic():
        held = findings_visible_to(by).select_related(None).select_for_update().filter(pk=finding.pk).first()
        if held is None or held.status != Finding.Status.NEW:
            raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
        held.status, held.status_at, held.status_by, held.status_reason = Finding.Status.SET_ASIDE, at, by, reason.strip()[:500]
        held.save()
        enter("finding_set_aside", at=at, about=held, by=by, subject=held.subject, reason=held.status_reason)
