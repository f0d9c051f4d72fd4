"""
What was passed on of another node's record: its owner is told to whom, under which number and when, and how it stands there since.

Each node recalls and corrects by itself what it passed on (`services.downstream`) and tells whoever gave it the record what came of it; so does the next one. A
copy of which nothing was told since the recall is named as not reached: a node of before this word tells nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law import local_day
from mingjian.core.wire import words
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.models import Dossier, Officer

_LONGEST = {"to": 200, "number": 300, "state": 20, "ground": 40}
_MOST = 200  # copies passed on that are kept of one node: who says more is not believed


#: How a copy stands as its owner is told, by how it stands here; what is not named is held there.
_TOLD_OF = {
    Copy.State.REFUSED: words.NOT_SENT,
    Copy.State.RECALL_ASKED: words.RECALL_ASKED,
    Copy.State.ERASED: words.ERASED,
    Copy.State.STOPPED: words.STOPPED,
    Copy.State.KEPT: words.KEPT,
}
_CONFIRMED = (words.NOT_SENT, words.ERASED, words.STOPPED, words.KEPT)


@dataclass(frozen=True, slots=True)
class Onward:
    """
    One copy that was passed on: by whom, to which node, under which number there, and on which day; how it stands there, as far as anybody told.

    `state`: a key of `words.ONWARD_STATES`, empty while it is held there. `ground`: of what is kept. `version`: the owner's version that arrived there.
    """

    by: str
    to: str
    number: str
    on: date
    state: str = ""
    ground: str = ""
    version: str = ""

    def told(self) -> dict[str, str]:
        """Return it as it is said to the owner, and kept."""
        more = {"state": self.state, "ground": self.ground, "version": self.version}
        return {"to": self.to, "number": self.number, "on": self.on.isoformat(), **{name: value for name, value in more.items() if value}}

    @property
    def is_confirmed(self) -> bool:
        """Return whether a recall was answered there: erased, used no longer, kept on a ground, or never sent."""
        return self.state in _CONFIRMED

    def stands(self) -> Text:
        """Return how a copy of a recalled record stands there, in words."""
        if not self.state:
            return Text("撤回未达", "not reached by the recall")
        said, ground = words.ONWARD_STATES[self.state], words.KEEPS.get(self.ground)
        return Text(f"{said.zh}：{ground.zh}", f"{said.en}: {ground.en}") if ground else said


def tell_owners(dossier: Dossier, onward: Onward, *, by: Officer | None, at: datetime) -> None:
    """Notify the owner of each record that a dossier rests on that its content was passed on; nobody of what goes back to himself."""
    for held in HeldRecord.objects.filter(dossier=dossier, kind__in=words.PASSED_ON).select_related("peer"):
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
    before = Outgoing.objects.filter(peer=held.peer, kind="passed_on", name=held.name).exclude(state=Outgoing.State.REFUSED).order_by("-pk")
    newest: dict[str, Any] = next((one.item for one in before if (one.item["to"], one.item["number"]) == (onward.to, onward.number)), {})
    if {name: value for name, value in newest.items() if name in words.ONWARD} != onward.told():
        queue_word(held.peer, "passed_on", held.name, following(held.peer.node), by=by, at=at, **onward.told())


def passed_on_from(dossier: Dossier) -> Iterator[Onward]:
    """
    Return what went on of a dossier: to the nodes that this one gave it to, and from them further, as far as they said.

    A letter that was asked for it is this node's own: it gives nothing of what came on, and no recall of that reaches for it.
    """
    copies = Copy.objects.filter(record__dossier=dossier, record__kind__in=words.PASSED_ON).exclude(state=Copy.State.REFUSED).select_related("peer", "record")
    for copy in copies:
        yield _as_passed_on(copy)
        yield from onward_of(copy)


def tell_state(copy: Copy, at: datetime) -> None:
    """Notify the owner of what a record of this node rests on how a copy of it stands now: asked back, erased, kept, corrected."""
    if copy.record.dossier is not None and copy.record.kind in words.PASSED_ON:
        tell_owners(copy.record.dossier, _as_passed_on(copy), by=None, at=at)


def _as_passed_on(copy: Copy) -> Onward:
    state = _TOLD_OF.get(Copy.State(copy.state), "")
    ground = copy.word if state == words.KEPT else ""
    follows = copy.record.versions.filter(version__lte=copy.confirmed).aggregate(newest=Max("follows"))["newest"]
    version = str(follows) if follows and not state else ""
    return Onward(settings.NODE, copy.peer.node, copy.record.name, local_day(_given_at(copy)), state, ground, version)


def _given_at(copy: Copy) -> datetime:
    """Return when a node was given a record: one record goes to several, each on its own day."""
    given = Outgoing.objects.filter(peer=copy.peer, kind="record", name=copy.record.name)
    first = given.exclude(state=Outgoing.State.REFUSED).order_by("pk").first() or given.order_by("pk").first()
    return first.queued_at if first else copy.record.made_at


def onward_of(copy: Copy) -> Iterator[Onward]:
    """Return what the holder of a copy said that was passed on, by itself or by a node behind it."""
    for told in copy.passed_on:
        more = {name: told.get(name, "") for name in ("state", "ground", "version")}
        yield Onward(_passed_by(copy, told["number"]), told["to"], told["number"], date.fromisoformat(told["on"]), **more)


def _passed_by(copy: Copy, number: str) -> str:
    """Return the node that passed it on: whose number it went under; the holder of the copy where that is no name of a record."""
    try:
        return Name.read(number).node
    except BadInput:
        return copy.peer.node


def reminder_of(copy: Copy) -> dict[str, str]:
    """
    Return what a recall says besides to the holder of a copy: what it told that it passed on itself, a line each, node and number.

    Whoever was brought back from a backup of before knows nothing of that any more, and asks it back by this.
    """
    lines = [f"{one.to} {one.number}" for one in onward_of(copy) if one.by == copy.peer.node and not one.is_confirmed]
    return {"onward": "\n".join(lines)} if lines else {}


def told_in(reminder: object) -> list[tuple[str, str]]:
    """Return the nodes and numbers of this node that a recall reminds it of. Raises Refusal for what is not understood."""
    if not isinstance(reminder, str):
        raise Refusal("malformed_item", "onward")
    found = [tuple(line.split(" ")) for line in reminder.split("\n")] if reminder else []
    if len(found) > _MOST or not all(len(one) == 2 and len(one[1]) <= _LONGEST["number"] and "".join(one).isprintable() for one in found):
        raise Refusal("malformed_item", "onward")
    return [(to, number) for to, number in found if number.startswith(f"{settings.NODE}/")]


def note_lost(held: HeldRecord, to: str, number: str, at: datetime, state: str, ground: str = "") -> None:
    """Notify the owner how a copy stands that this node passed on and knows no more, since it was brought back from a backup."""
    _tell(held, Onward(settings.NODE, to, number, local_day(at), state, ground), by=None, at=at)


def told_of_lost(to: str, number: str) -> HeldRecord | None:
    """Return the record that a copy rests on which this node lost with the end of its database and asked back; nothing for another."""
    for one in Outgoing.objects.filter(kind="passed_on").order_by("-pk"):
        if (one.item.get("to"), one.item.get("number")) == (to, number) and not SharedRecord.objects.filter(name=number).exists():
            return HeldRecord.objects.filter(name=one.name).select_related("peer").first()
    return None


def not_confirmed(record: SharedRecord) -> list[Onward]:
    """Return the copies of a recalled record that were passed on and are not confirmed as gone or kept: asked and silent, or not reached at all."""
    if not record.recalled_at:
        return []
    return [onward for copy in record.copies.select_related("peer") for onward in onward_of(copy) if not onward.is_confirmed]


def take_word(copy: Copy, item: Mapping[str, Any], at: datetime) -> None:
    """
    Keep that a copy was passed on, and tell whose record ours rests on. Raises Refusal for what is not understood.

    The same record of the same node at the same addressee is one copy: a word that names another day or state takes the place of the one before.
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
    told = {name: item.get(name, "") for name in words.ONWARD}
    if not all(isinstance(one, str) and len(one) <= _LONGEST.get(name, 10) and one.isprintable() for name, one in told.items()):
        raise Refusal("malformed_item", "passed_on")
    state, ground, version = told["state"], told["ground"], told["version"]
    is_known = state in {"", *words.ONWARD_STATES} and (not ground or (ground in words.KEEPS and state == words.KEPT))
    if not (told["to"] and told["number"] and is_known and (not version or (version.isascii() and version.isdigit()))):
        raise Refusal("malformed_item", "passed_on")
    try:
        return Onward(_passed_by(copy, told["number"]), told["to"], told["number"], date.fromisoformat(told["on"]), state, ground, version)
    except ValueError as error:
        raise Refusal("malformed_item", "passed_on") from error
