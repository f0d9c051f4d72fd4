"""How the job of a capture is asked for; its body lies in `evidence.jobs`."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Dossier, Officer

KIND = "capture_page"


def capture_order(capture: Capture, by: Officer, at: datetime) -> None:
    """Queue the job of a capture."""
    about = Text(f"{capture.number} {capture.url}"[:300], f"{capture.number} {capture.url}"[:300])
    enqueue(KIND, Order({"capture": capture.number}, about, by, f"{KIND}/{capture.number}"), at=at)


def asked_capture(dossier: Dossier, url: str, by: Officer, at: datetime) -> Capture:
    """Number a capture that is asked for; whoever asks queues the job that takes it."""
    number = next_number(f"W{localtime(at).year}-")
    return Capture.objects.create(number=number, dossier=dossier, url=url.strip(), asked_by=by, asked_at=at)
