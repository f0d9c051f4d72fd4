"""Let a finding wait again that is followed no longer."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Finding
from mingjian.office.acts.doing import act
from mingjian.office.models import Officer


@act
def release_finding(finding: Finding, *, by: Officer, at: datetime) -> None:
    """Let it wait: whoever separated it from its dossier said why there."""
