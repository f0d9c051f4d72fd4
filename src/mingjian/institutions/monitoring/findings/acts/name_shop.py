"""Note whose shop a finding is about, where the lake tells it and the finding does not."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Finding
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def name_shop(finding: Finding, *, by: Officer, at: datetime, shop: str) -> None:
    """Keep what the lake told, so that the finding is found by its shop from now on."""
    finding.shop = shop
