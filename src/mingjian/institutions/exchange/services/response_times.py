"""
How soon this node answers the letters of others, told to every member once a week, and what members told of themselves.

Each counts its own: what a member tells is its word, which nobody else can check, and pages say so. What this node's own letters show stands beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings

from mingjian.core.errors import NotFound
from mingjian.core.law import local_day
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.models import HeldRecord, Peer
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outbox import FOLLOWING, following, queue_word
from mingjian.institutions.exchange.services.titles import node_title

KIND = "answering"
EVERY = timedelta(days=7)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
_COUNT, _DAYS = re.compile(r"\d{1,7}", re.ASCII), re.compile(r"\d{1,4}\.\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Told:
    """What a member told of itself: letters asked of it by other nodes within a year before a day, answered, the median of days, what waits since when."""

    node: str
    as_of: date
    asked: int
    answered: int
    median_days: float | None
    waiting: int
    oldest: date | None

    is_node = True
    is_told = True
    from_nodes = 0

    @property
    def name(self) -> str:
        """Return what the member is called."""
        return node_title(self.node)


def own_times(at: datetime) -> dict[str, str]:
    """Count what other nodes asked of this one within a year; what was recalled or ended before it was answered is left out. Empty where nobody asked."""
    came = HeldRecord.objects.filter(kind="assistance", version__gt=0, received_at__gte=at - YEAR, received_at__lte=at)
    rows = list(came.values_list("received_at", "settled_at", "state"))
    taken = [settled - received for received, settled, _ in rows if settled is not None]
    waits = [received for received, settled, state in rows if settled is None and state == HeldRecord.State.HELD]
    if not (taken or waits):
        return {}
    told = {"as_of": local_day(at).isoformat(), "letters": str(len(taken) + len(waits)), "answered": str(len(taken)), "waiting": str(len(waits))}
    if taken:
        told["median"] = f"{min(median(one / DAY for one in taken), 9999):.1f}"
    return told | ({"oldest": local_day(min(waits)).isoformat()} if waits else {})


def tell_members(at: datetime) -> int:
    """Queue for each other member how soon this node answers, once a week, a week after the first letter came; return how many words that is."""
    due = [one for one in node.open_ones() if _is_due(node.peer(one.node), at)]
    try:
        if not due or FOLLOWING not in node.sheet_of(node.register())[0].clauses:
            return 0
    except NotFound:  # the rulebook lacks the sheet: what waits says so, and all else goes on
        return 0
    first = HeldRecord.objects.filter(kind="assistance", version__gt=0, received_at__lte=at - EVERY).exists()
    told = own_times(at) if first else {}
    for one in due if told else ():
        queue_word(node.peer(one.node), KIND, settings.NODE, following(one.node), by=None, at=at, **told)
        Peer.objects.filter(node=one.node).update(told_answering_at=at)
    return len(due) if told else 0


def _is_due(peer: Peer, at: datetime) -> bool:
    return peer.told_answering_at is None or peer.told_answering_at <= at - EVERY


def take_word(told_by: Peer, item: Mapping[str, Any], at: datetime) -> None:
    """Keep what a member tells of itself; an older count takes the place of no newer one. Raises Refusal for what is not understood, or is of another."""
    words = {name: value for name, value in item.items() if name not in (KIND, "nonce")}
    found = _read(told_by.node, words)
    if item[KIND] != told_by.node or found is None or found.as_of > local_day(at) + DAY:
        raise Refusal("malformed_item", KIND)
    before = _read(told_by.node, told_by.answering)
    if before is None or before.as_of <= found.as_of:
        told_by.answering = words  # the row is saved whole, once the envelope is taken
        told_by.save(update_fields=["answering"])


def _read(name: str, words: Mapping[str, Any]) -> Told | None:
    """Return what a member told, where it is whole and its counts add up; nothing else."""
    if not all(isinstance(one, str) for one in words.values()) or set(words) - {"as_of", "letters", "answered", "waiting", "median", "oldest"}:
        return None
    counts = [words.get(one, "") for one in ("letters", "answered", "waiting")]
    days = words.get("median")
    if not all(_COUNT.fullmatch(one) for one in counts) or (days is not None and not _DAYS.fullmatch(days)):
        return None
    asked, answered, waiting = map(int, counts)
    if asked != answered + waiting or (days is not None) != bool(answered) or ("oldest" in words) != bool(waiting):
        return None
    try:
        as_of, oldest = date.fromisoformat(words["as_of"]), date.fromisoformat(words["oldest"]) if waiting else None
    except (KeyError, ValueError):
        return None
    return Told(name, as_of, asked, answered, float(days) if days is not None else None, waiting, oldest)


def told_by_members() -> list[Told]:
    """Return what members told of themselves, the most asked first."""
    names = {one.node for one in node.others()} if node.has_register() else set()
    found = [told for one in Peer.objects.filter(node__in=names).exclude(answering={}) if (told := _read(one.node, one.answering))]
    return sorted(found, key=lambda one: (-one.asked, one.node))
