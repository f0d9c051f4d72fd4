"""
What nodes say of a record that they hold: that they see the same, that it is there no more, that they doubt it. It goes to the record's owner as a record.

The owner tells every other holder the day on which the same was last seen, and nothing of who saw it or where: so a copy fades alike wherever it lies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import localtime, make_aware

from mingjian.core import fading
from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.versions import GONE

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a record still weighs, when the same was last seen, and how that is said."""

    weight: float
    since: date
    level: str

    @property
    def said(self) -> Text:
        """Return the level in words."""
        return fading.said(self.level)


def freshness_of_held(held: HeldRecord, at: datetime) -> Freshness:
    """Return how far a record that came has faded: since it came, or since its owner told that the same was seen."""
    return _freshness(max(filter(None, (localtime(held.received_at).date(), held.sighted_on))), at)


def freshness_of_shared(record: SharedRecord, sightings: Iterable[HeldRecord], at: datetime) -> Freshness:
    """Return how far a record of this node has faded: since it was made, or since a node saw the same."""
    return _freshness(max([localtime(record.made_at).date(), *(day for one in sightings if (day := _seen_on(one)))]), at)


def _freshness(since: date, at: datetime) -> Freshness:
    weight = fading.weight(make_aware(datetime.combine(since, _NOON)), at)
    return Freshness(weight, since, fading.level(weight))


def _seen_on(sighting: HeldRecord) -> date | None:
    """Return the day on which a node says that it saw the same; none of another verdict, or of what was recalled."""
    if sighting.values.get("verdict") != words.SEEN or sighting.state == HeldRecord.State.RECALLED:
        return None
    try:
        return min(date.fromisoformat(sighting.values.get("seen_on", "")), localtime(sighting.received_at).date())
    except ValueError:
        return None


def tell_holders(sighting: HeldRecord, at: datetime) -> None:
    """Send the day on which the same was seen to the other holders of the record that a sighting is about, where the sighting says it."""
    on = _seen_on(sighting)
    if on is None:
        return
    held_by = Copy.objects.filter(record__name=sighting.about, record__recalled_at__isnull=True).exclude(state__in=GONE)
    for copy in held_by.exclude(state=Copy.State.QUEUED).select_related("peer"):
        queue_word(copy.peer, "sighted", sighting.about, following(copy.peer.node), by=None, at=at, on=on.isoformat())
