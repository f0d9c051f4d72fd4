"""How the jobs of captures are asked for; their bodies lie in `evidence.jobs`."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Dossier, Officer

KIND, MANY = "capture_page", "capture_pages"


def capture_order(capture: Capture, by: Officer, at: datetime) -> None:
    """Queue the job of a capture."""
    about = Text(f"{capture.number} {capture.url}"[:300], f"{capture.number} {capture.url}"[:300])
    enqueue(KIND, Order({"capture": capture.number}, about, by, f"{KIND}/{capture.number}"), at=at)


def captures_order(dossier: Dossier, urls: list[str], by: Officer, at: datetime) -> None:
    """Queue the job that captures many pages of a dossier."""
    about = Text(f"{dossier.number}：{len(urls)} 个网页", f"{dossier.number}: {len(urls)} pages")
    enqueue(MANY, Order({"dossier": dossier.number, "urls": urls}, about, by, f"{MANY}/{dossier.number}"), at=at)


def asked_capture(dossier: Dossier, url: str, by: Officer, at: datetime) -> Capture:
    """Number a capture that is asked for; whoever asks queues the job that takes it."""
    number = next_number(f"W{localtime(at).year}-")
    return Capture.objects.create(number=number, dossier=dossier, url=url.strip(), asked_by=by, asked_at=at)


def second_look(first: Capture, by: Officer, at: datetime) -> Capture:
    """Number a further capture of a page, which is held against its first one; whoever asks has it taken."""
    number = next_number(f"W{localtime(at).year}-")
    return Capture.objects.create(number=number, dossier=first.dossier, url=first.url, again_of=first.again_of or first, asked_by=by, asked_at=at)
