"""Ask for the job that reads pictures."""

from collections.abc import Sequence
from datetime import datetime

from mingjian.core.language import Text
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.models import Officer

KIND = "read_pictures"
AT_A_TIME = 200  # files of one job; what is left is for the next


def order_all(at: datetime) -> Job:
    """Ask for the unread pictures of the whole node; one such job is open at a time."""
    return enqueue(KIND, Order(key=KIND), at=at)


def order_some(digests: Sequence[str], of: str, back: str, *, by: Officer, at: datetime) -> Job:
    """Ask for some files again in the name of an officer."""
    about = Text(f"{of} 的图片", f"pictures of {of}")
    return enqueue(KIND, Order({"files": list(digests)[:AT_A_TIME], "back": back}, about, by, key=f"{KIND}/{of}"), at=at)
