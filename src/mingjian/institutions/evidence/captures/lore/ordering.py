"""How the job of a capture is asked for; its body lies in `evidence.jobs`."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Officer

KIND = "capture_page"


def capture_order(capture: Capture, by: Officer, at: datetime) -> None:
    """Queue the job of a capture."""
    about = Text(f"{capture.number} {capture.url}"[:300], f"{capture.number} {capture.url}"[:300])
    enqueue(KIND, Order({"capture": capture.number}, about, by, f"{KIND}/{capture.number}"), at=at)
