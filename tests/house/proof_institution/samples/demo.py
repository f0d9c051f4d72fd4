"""What samples put on the demo's desks: one whose day is over, on the shelf."""

from datetime import timedelta
from pathlib import Path

from django.utils.timezone import localdate, now

from mingjian.institutions.samples.models import Sample
from mingjian.institutions.samples.opening import take_in
from mingjian.institutions.samples.particulars import Intake
from mingjian.institutions.samples.steps import shelve
from mingjian.office.demo import Staff


def take_one_in(staff: Staff, folder: Path) -> None:
    """Take one in, and shelve it, once."""
    if Sample.objects.exists():
        return
    county, at = staff["county"], now() - timedelta(days=90)
    sample = take_in(Intake("旧款运动鞋一双", "桐庐青禾鞋行", localdate() - timedelta(days=1)), by=county, at=at)
    shelve(sample.dossier, by=county, at=at + timedelta(hours=1), sample_shelf="甲-01")
