"""How the job that examines a report is asked for; its body lies in `operators.jobs`."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.operators.models import Report
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Officer

KIND = "examine_report"


def order(report: Report, by: Officer, at: datetime) -> None:
    """Queue the job of a report."""
    about = Text(f"{report.number} {report.name}"[:300], f"{report.number} {report.name}"[:300])
    enqueue(KIND, Order({"report": report.number}, about, by, f"{KIND}/{report.number}"), at=at)
