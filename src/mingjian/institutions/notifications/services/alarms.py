"""
Alarms before a deadline: three days, one day, and hours before it; and once it was missed.

What ends with a day is told in the morning three days and one day before, at 14:00 of the day itself, and the morning after. What the law counts in hours is
told 72, 24 and 6 hours before. A stage that lies before the deadline began is none.
"""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import override

from mingjian.institutions.notifications.models import Reach, Telling
from mingjian.institutions.notifications.queries import clocks_of
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.digest import BEIJING, morning
from mingjian.institutions.notifications.services.outbox import reached, write
from mingjian.office.models import Deadline

DAY = timedelta(days=1)
AFTERNOON = time(14)
FRESH = 3 * DAY  # a stage that is older is no news
MOST = 200


def write_alarms(at: datetime) -> int:
    """Write the alarms that are due and not written, one message an officer; give how many officers have one now."""
    return sum(_write(reach, at) for reach in reached() if reach.has_alarms)


def stages(deadline: Deadline) -> list[tuple[str, datetime]]:
    """Return the stages of a deadline that runs to an instant, with the instant from which each is told."""
    assert deadline.due is not None  # noqa: S101 - asked of dated ones only
    due = deadline.due
    if deadline.unit == "hours":
        found = [("days", due - 3 * DAY), ("day", due - DAY), ("hours", due - timedelta(hours=6)), ("missed", due)]
    else:
        last = localtime(due, BEIJING).date()
        afternoon = datetime.combine(last, AFTERNOON, BEIJING)
        found = [("days", morning(last - 3 * DAY)), ("day", morning(last - DAY)), ("hours", afternoon), ("missed", morning(last + DAY))]
    return [(name, begins) for name, begins in found if begins > deadline.opened_at]


def stage_at(deadline: Deadline, at: datetime) -> str:
    """Return the stage in which a deadline stands, `""` in none or in one that is old."""
    begun = [(name, begins) for name, begins in stages(deadline) if begins <= at]
    return begun[-1][0] if begun and at - begun[-1][1] < FRESH else ""


def _write(reach: Reach, at: datetime) -> bool:
    near = clocks_of(reach.officer, reach.scope).filter(due__gt=at - FRESH - DAY, due__lt=at + FRESH + DAY).select_related("dossier")[:MOST]
    staged = {_name(one, stage): (one, stage) for one in near if (stage := stage_at(one, at))}
    told = set(Telling.objects.filter(officer=reach.officer_id, name__in=staged).values_list("name", flat=True))
    fresh = {name: one for name, one in staged.items() if name not in told}
    if not fresh:
        return False
    with override(reach.language):
        word = texts.alarm(list(fresh.values()))
    try:
        with transaction.atomic():
            Telling.objects.bulk_create([Telling(officer_id=reach.officer_id, name=name, at=at) for name in fresh])
            write(reach, word, at=at)
    except IntegrityError:  # another sweep was first, and told
        return False
    return True


def _name(deadline: Deadline, stage: str) -> str:
    """Name a stage of a deadline as it runs now: one that was extended has its stages anew."""
    assert deadline.due is not None  # noqa: S101 - as above
    return f"deadline/{deadline.pk}/{deadline.due.timestamp():.0f}/{stage}"
