"""
What was passed on of another node's record: its owner is told to whom, under which number and when.

A recall reaches the nodes that the owner gave the record to, and none behind them. So that nobody takes a recall for complete, the owner's table names each
copy that was passed on as one that the recall does not reach.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from mingjian.core.law import local_day
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.lore.outbox import following, queue_word
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.office.models import Dossier, Officer

_MOST = 200  # copies passed on that are kept of one node: who says more is not believed


@dataclass(frozen=True, slots=True)
class Onward:
    """One copy that was passed on: by whom, to which node, under which number there, and on which day."""

    by: str
    to: str
    number: str
    on: date

    def told(self) -> dict[str, str]:
        """Return it as it is said to the owner, and kept."""
        return {"to": self.to, "number": self.number, "on": self.on.isoformat()}


def tell_owners(dossier: Dossier, onward: Onward, *, by: Officer | None, at: datetime) -> None:
    """Notify the owner of each record that a dossier rests on that its content was passed on; nobody of what goes back to himself."""
    for held in HeldRecord.objects.filter(dossier=dossier).exclude(peer__node=onward.to).select_related("peer"):
        queue_word(held.peer, "passed_on", held.name, following(held.peer.node), by=by, at=at, **onward.told())


def tell_again(held: HeldRecord, at: datetime) -> None:
    """Notify the owner of a recalled record whatever was passed on of it, from this node's own records: those of before there was such a word included."""
    if held.dossier is None:
        return
    for onward in passed_on_from(held.dossier):
        if onward.to != held.peer.node:
            queue_word(held.peer, "passed_on", held.name, following(held.peer.node), by=None, at=at, **onward.told())


def passed_on_from(dossier: Dossier) -> Iterator[Onward]:
    """Return what went on of a dossier: to the nodes that this one gave it to, and from them further, as far as they said."""
    copies = Copy.objects.filter(record__dossier=dossier).exclude(state=Copy.State.REFUSED).select_related("peer", "record")
    for copy in copies:
        yield Onward(settings.NODE, copy.peer.node, copy.record.name, local_day(copy.record.made_at))
        yield from onward_of(copy)


def onward_of(copy: Copy) -> Iterator[Onward]:
    """Return what the holder of a copy said that it passed on."""
    for told in copy.passed_on:
        yield Onward(copy.peer.node, told["to"], told["number"], date.fromisoformat(told["on"]))


def not_reached(record: SharedRecord) -> list[Onward]:
    """Return the copies of a recalled record that were passed on: the recall does not reach them."""
    return [onward for copy in record.copies.select_related("peer") for onward in onward_of(copy)] if record.recalled_at else []


def take_word(copy: Copy, item: Mapping[str, Any], at: datetime) -> None:
    """Keep that the holder of a copy passed it on, once, and tell whose record ours rests on. Raises Refusal for what is not understood."""
    onward = _read(copy, item)
    if onward.to == settings.NODE or onward.told() in copy.passed_on:
        return
    if len(copy.passed_on) >= _MOST:
        raise Refusal("malformed_item", "passed_on")
    copy.passed_on = [*copy.passed_on, onward.told()]
    copy.save(update_fields=["passed_on"])
    if copy.record.dossier is not None:
        tell_owners(copy.record.dossier, onward, by=None, at=at)


def _read(copy: Copy, item: Mapping[str, Any]) -> Onward:
    to, number, on = (item.get(name) for name in ("to", "number", "on"))
    if not all(isinstance(one, str) and 0 < len(one) <= length and one.isprintable() for one, length in ((to, 200), (number, 300), (on, 10))):
        raise Refusal("malformed_item", "passed_on")
    try:
        return Onward(copy.peer.node, str(to), str(number), date.fromisoformat(str(on)))
    except ValueError as error:
        raise Refusal("malformed_item", "passed_on") from error
