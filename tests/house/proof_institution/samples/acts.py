"""Look at a sample, and write down how it is."""

from datetime import datetime

from mingjian.institutions.samples.models import Sample
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def look_at_sample(sample: Sample, *, by: Officer, at: datetime, sample_condition: str) -> None:
    """Keep what was seen; the ledger keeps what was seen before."""
    sample.condition = sample_condition
