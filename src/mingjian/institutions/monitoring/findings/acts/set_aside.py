"""Set a finding aside, with the reason: what the detector's precision is measured on."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def set_aside(finding: Finding, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """State that a finding is not to be followed, and why. It stays on record and counts against its detector."""
    if not findings_visible_to(by).filter(pk=finding.pk).exists():  # its region may have changed since the page was drawn
        raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
    finding.status_reason = reason[:500]
    return Account(None, {"subject": finding.subject, "reason": finding.status_reason})
