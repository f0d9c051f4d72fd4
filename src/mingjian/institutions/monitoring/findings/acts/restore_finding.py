"""Let a finding that was set aside wait again: whoever set it aside by mistake loses nothing, and the ledger holds both."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def restore_finding(finding: Finding, *, by: Officer, at: datetime) -> Account[None]:
    """Put a finding back among those that nobody has dealt with; it no longer counts against its detector."""
    if not findings_visible_to(by).filter(pk=finding.pk).exists():
        raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
    reason, finding.status_reason = finding.status_reason, ""
    return Account(None, {"subject": finding.subject, "was_set_aside_for": reason})
