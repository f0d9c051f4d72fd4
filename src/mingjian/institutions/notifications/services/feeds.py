"""Calendars that officers subscribe to: a secret address a reader, and the deadlines behind it as iCalendar."""

import logging
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from mingjian.core.errors import BadInput, NotFound
from mingjian.institutions.notifications.models import Feed, Reach
from mingjian.institutions.notifications.queries import clocks_of
from mingjian.institutions.notifications.services.texts import thing_said
from mingjian.office.dossiers.shown import url_of
from mingjian.office.models import Deadline, Officer
from mingjian.office.record.entries import enter

if TYPE_CHECKING:
    from icalendar import Alarm, Event

log = logging.getLogger(__name__)
MOST_FEEDS, MOST = 10, 1000
SEEN_EVERY = timedelta(minutes=1)  # between two notes of the last use
DAY = timedelta(days=1)


def open_feed(officer: Officer, name: str, *, at: datetime) -> str:
    """Make a calendar's address and give its secret part, this once. Raises BadInput."""
    name = name.strip()[:60]
    if not name:
        raise BadInput("请写明由谁读取，例如“手机”。", "Say what reads it: the phone, for instance.")
    if Feed.objects.filter(officer=officer, revoked_at__isnull=True).count() >= MOST_FEEDS:
        raise BadInput(f"最多 {MOST_FEEDS} 个日历，请先撤销不用的。", f"There are {MOST_FEEDS} calendars at most: revoke one first.")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Feed.objects.create(officer=officer, name=name, sha256=_hash(token), made_at=at)
        enter("calendar_opened", at=at, by=officer)
    return token


def revoke_feed(feed: Feed, *, at: datetime) -> None:
    """Revoke a calendar's address: whoever asks there finds nothing from now on."""
    with transaction.atomic():
        if Feed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=at):
            enter("calendar_revoked", at=at, by=feed.officer)


def renew_feed(feed: Feed, *, at: datetime) -> str:
    """Return a calendar another address in place of the one that it had."""
    with transaction.atomic():
        revoke_feed(feed, at=at)
        return open_feed(feed.officer, feed.name, at=at)


def feed_at(token: str, at: datetime) -> Feed:
    """Return the calendar of a secret address, and note that it was used. Raises NotFound, in the same words for one that never was and one revoked."""
    live = Q(revoked_at__isnull=True, officer__is_active=True)
    feed = Feed.objects.select_related("officer__department").filter(live, sha256=_hash(token)).first()
    if feed is None:
        raise NotFound("没有这个日历，或者已撤销。", "There is no such calendar, or it is revoked.")
    if feed.used_at is None or at - feed.used_at > SEEN_EVERY:
        _note_use(feed, at)
    return feed


def _note_use(feed: Feed, at: datetime) -> None:
    """Note the last use, unless another writes for longer than anybody waits: the reader came for its deadlines, and comes again."""
    try:
        Feed.objects.filter(pk=feed.pk).update(used_at=at)
    except OperationalError as busy:
        log.warning("The last use of calendar %s was not noted: %s", feed.pk, busy)


def calendar_of(officer: Officer) -> bytes:
    """Write an officer's running deadlines as iCalendar: the same bytes as long as none of them changes."""
    reach = Reach.objects.filter(officer=officer).first() or Reach(officer=officer)
    from icalendar import Calendar

    calendar = Calendar()
    with override(reach.language):
        calendar.add("prodid", f"-//Mingjian//{settings.NODE}//ZH")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", gettext("Mingjian deadlines"))
        for deadline in clocks_of(officer, reach.scope).select_related("dossier")[:MOST]:
            calendar.add_component(_event(deadline))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline) -> "Event":
    """Write one deadline: what ends with a day as that day, what is counted in hours as its instant."""
    from icalendar import Event

    assert deadline.due is not None  # noqa: S101 - asked of dated ones only
    event, last = Event(), localtime(deadline.due)
    event.add("uid", f"deadline-{deadline.pk}@{settings.NODE}")
    event.add("dtstamp", max(deadline.opened_at, deadline.dossier.moved_at))
    event.add("sequence", deadline.extended)
    event.add("summary", f"{thing_said(deadline.dossier)} · {deadline.label}")
    if deadline.unit == "hours":
        event.add("dtstart", deadline.due)
        event.add("dtend", deadline.due)
    else:
        event.add("dtstart", last.date())
        event.add("dtend", last.date() + DAY)
    event.add("transp", "TRANSPARENT")
    if settings.CONSOLE:
        event.add("url", f"{settings.CONSOLE}{url_of(deadline.dossier)}")
    event.add_component(_bell(deadline))
    return event


def _bell(deadline: Deadline) -> "Alarm":
    """Ring at nine in the morning of the day before, or six hours before what is counted in hours."""
    from icalendar import Alarm

    bell = Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", deadline.dossier.number)
    bell.add("trigger", timedelta(hours=-6 if deadline.unit == "hours" else -15))
    return bell


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()  # the token has 256 bits of its own, so no salt and no slow hash is needed
