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

from mingjian.core.errors import BadInput
from mingjian.core.law import local_day
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.lore.outbox import following, queue_word
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, SharedRecord
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
    for held in HeldRecord.objects.filter(dossier=dossier).select_related("peer"):
        _tell(held, onward, by=by, at=at)


def tell_again(held: HeldRecord, at: datetime) -> None:
    """Notify the owner of a recalled record whatever was passed on of it, from this node's own records: those of before there was such a word included."""
    if held.dossier is None:
        return
    for onward in passed_on_from(held.dossier):
        _tell(held, onward, by=None, at=at)


def _tell(held: HeldRecord, onward: Onward, *, by: Officer | None, at: datetime) -> None:
    """Queue the word for the owner, once; an owner who passed it on himself, or to whom it came back, knows."""
    if held.peer.node in (onward.by, onward.to):
        return
    before = Outgoing.objects.filter(peer=held.peer, kind="passed_on", name=held.name).exclude(state=Outgoing.State.REFUSED)
    if not any(onward.told().items() <= one.item.items() for one in before):
        queue_word(held.peer, "passed_on", held.name, following(held.peer.node), by=by, at=at, **onward.told())


def passed_on_from(dossier: Dossier) -> Iterator[Onward]:
    """Return what went on of a dossier: to the nodes that this one gave it to, and from them further, as far as they said."""
    copies = Copy.objects.filter(record__dossier=dossier).exclude(state=Copy.State.REFUSED).select_related("peer", "record")
    for copy in copies:
        yield Onward(settings.NODE, copy.peer.node, copy.record.name, local_day(_given_at(copy)))
        yield from onward_of(copy)


def _given_at(copy: Copy) -> datetime:
    """Return when a node was given a record: one record goes to several, each on its own day."""
    given = Outgoing.objects.filter(peer=copy.peer, kind="record", name=copy.record.name).exclude(state=Outgoing.State.REFUSED)
    first = given.order_by("pk").first()
    return first.queued_at if first else copy.record.made_at


def onward_of(copy: Copy) -> Iterator[Onward]:
    """Return what the holder of a copy said that was passed on, by itself or by a node behind it."""
    for told in copy.passed_on:
        yield Onward(_passed_by(copy, told["number"]), told["to"], told["number"], date.fromisoformat(told["on"]))


def _passed_by(copy: Copy, number: str) -> str:
    """Return the node that passed it on: whose number it went under; the holder of the copy where that is no name of a record."""
    try:
        return Name.read(number).node
    except BadInput:
        return copy.peer.node


def not_reached(record: SharedRecord) -> list[Onward]:
    """Return the copies of a recalled record that were passed on: the recall does not reach them."""
    return [onward for copy in record.copies.select_related("peer") for onward in onward_of(copy)] if record.recalled_at else []


def take_word(copy: Copy, item: Mapping[str, Any], at: datetime) -> None:
    """
    Keep that a copy was passed on, and tell whose record ours rests on. Raises Refusal for what is not understood.

    The same record of the same node at the same addressee is one copy: a word that names another day corrects the day.
    """
    onward = _read(copy, item)
    if settings.NODE in (onward.by, onward.to) or onward.told() in copy.passed_on:
        return
    others = [one for one in copy.passed_on if (one["to"], one["number"]) != (onward.to, onward.number)]
    if len(others) >= _MOST:
        raise Refusal("malformed_item", "passed_on")
    copy.passed_on = [*others, onward.told()]
    copy.save(update_fields=["passed_on"])
    if copy.record.dossier is not None:
        tell_owners(copy.record.dossier, onward, by=None, at=at)


def _read(copy: Copy, item: Mapping[str, Any]) -> Onward:
    to, number, on = (item.get(name) for name in ("to", "number", "on"))
    if not all(isinstance(one, str) and 0 < len(one) <= length and one.isprintable() for one, length in ((to, 200), (number, 300), (on, 10))):
        raise Refusal("malformed_item", "passed_on")
    try:
        return Onward(_passed_by(copy, str(number)), str(to), str(number), date.fromisoformat(str(on)))
    except ValueError as error:
        raise Refusal("malformed_item", "passed_on") from error
