"""Note that a finding is followed in a dossier. Whoever opens that says so, and its own entry tells it."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Finding
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def follow_finding(finding: Finding, *, by: Officer, at: datetime) -> None:
    """Note it, once: the state and whose word it was are all that changes."""
