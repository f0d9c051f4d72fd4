"""What comes again every night: each kind of job says what it wants, and whichever worker is first after the hour queues it, once."""

import logging
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.office.jobs.kinds import job_kinds
from mingjian.office.jobs.models import Night
from mingjian.office.jobs.queue import enqueue

log = logging.getLogger("mingjian.jobs")


def begin_night(at: datetime) -> Night | None:
    """
    Queue the jobs of the night whose hour came last, unless that was done; give the night that was begun now.

    A night that passed while nothing ran is made up for at the start, as one, however many there were. A new node begins with its next one.
    """
    on = night_of(at)
    if on is None or Night.objects.filter(on=on).exists():
        return None
    is_new = not Night.objects.exists()
    try:
        with transaction.atomic():
            night = Night.objects.create(on=on, begun_at=at)
            if not is_new:
                _queue_all(night, at)
    except IntegrityError:  # another worker was first
        return None
    return None if is_new else night


def night_of(at: datetime) -> date | None:
    """Return the local day whose night hour came last; None where the settings know no nights."""
    hour = hour_of_night()
    if hour is None:
        return None
    local = localtime(at)
    return local.date() if local.time() >= hour else local.date() - timedelta(days=1)


def hour_of_night() -> time | None:
    """Read the hour that the settings name, `02:00`; None for `off`. Raises BadInput."""
    if settings.NIGHT in ("", "off"):
        return None
    try:
        return time.fromisoformat(settings.NIGHT)
    except ValueError:
        raise BadInput(f"MINGJIAN_NIGHT 应写作 02:00 或 off，而不是 {settings.NIGHT!r}。", f"MINGJIAN_NIGHT is 02:00 or off, not {settings.NIGHT!r}.") from None


def _queue_all(night: Night, at: datetime) -> None:
    """Ask each kind what it wants; one that breaks is told in the log and stops no other."""
    for kind in job_kinds().values():
        try:
            with transaction.atomic():
                for order in kind.nightly(at) if kind.nightly else ():
                    enqueue(kind.name, order, at=at, night=night)
        except Exception:
            log.exception("%s could not say what the night of %s brings", kind.name, night.on)
