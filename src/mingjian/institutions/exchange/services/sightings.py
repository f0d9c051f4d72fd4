"""
What nodes say of a record that they hold: that they see the same, that it is there no more, that they doubt it. It goes to the record's owner as a record.

The owner tells every other holder the day on which the same was last seen, and nothing of who saw it or where; a holder tells that on to whom it passed it
on, and up to whoever gave it: so a copy fades alike wherever it lies, at any depth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import localtime, make_aware

from mingjian.core import fading
from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.downstream import made_of
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.institutions.exchange.services.versions import GONE

_NOON = time(12)
_GONE_HERE = (HeldRecord.State.RECALLED, HeldRecord.State.ERASED, HeldRecord.State.STOPPED)


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
    """Return how far a record of this node has faded: since it was made, or since a node saw the same, be it one behind a holder."""
    told = [copy.sighted_on for copy in record.copies.all() if copy.sighted_on]
    return _freshness(max([localtime(record.made_at).date(), *told, *(day for one in sightings if (day := _seen_on(one)))]), at)


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
    """Send the day on which the same was seen to the other holders of the record that a sighting is about, and to whoever gave what that rests on."""
    on = _seen_on(sighting)
    record = SharedRecord.objects.filter(name=sighting.about).first()
    if on is not None and record is not None:
        _tell_holders(record, on, at)
        _tell_givers(record, on, at)


def take_from_holder(copy: Copy, on: date, at: datetime) -> None:
    """Note that whoever holds a copy of a record of this node told when it was last seen behind it; all others hear of a day that is newer."""
    if copy.sighted_on is None or on > copy.sighted_on:
        copy.sighted_on = on
        copy.save(update_fields=["sighted_on"])
        _tell_holders(copy.record, on, at, but=copy)
        _tell_givers(copy.record, on, at)


def take_from_owner(held: HeldRecord, on: date, at: datetime) -> None:
    """Note when the same was last seen, as the owner tells it, and tell whoever this node passed it on to. A day that is not newer changes nothing."""
    if held.sighted_on is None or on > held.sighted_on:
        held.sighted_on = on
        held.save(update_fields=["sighted_on"])
        for record in made_of(held):
            _tell_holders(record, on, at)


def _tell_holders(record: SharedRecord, on: date, at: datetime, but: Copy | None = None) -> None:
    if record.recalled_at is None:
        for copy in record.copies.exclude(state__in=(*GONE, Copy.State.QUEUED)).select_related("peer"):
            if copy != but:
                queue_word(copy.peer, "sighted", record.name, following(copy.peer.node), by=None, at=at, on=on.isoformat())


def _tell_givers(record: SharedRecord, on: date, at: datetime) -> None:
    """Notify whoever gave this node what a record of it rests on: what is seen behind it keeps that one fresh, too."""
    if record.dossier_id is None or record.kind not in words.PASSED_ON:
        return
    for held in HeldRecord.objects.filter(dossier=record.dossier_id, kind=record.kind, version__gt=0).exclude(state__in=_GONE_HERE).select_related("peer"):
        queue_word(held.peer, "sighted", held.name, following(held.peer.node), by=None, at=at, on=on.isoformat())
