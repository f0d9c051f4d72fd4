"""Pack what waits for a node into its next envelope: number, seal, sign, lock, and enter, in one transaction."""

import json
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from mingjian.core.agreement.release import Refused, Release
from mingjian.core.errors import NotFound
from mingjian.core.law import local_day
from mingjian.core.wire.encoding import decoded
from mingjian.core.wire.envelope import MOST_ITEMS, Place, pack, record_item
from mingjian.core.wire.names import Name
from mingjian.core.wire.pieces import ITEM as PIECE
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.sealed_record import Head, Sealed
from mingjian.institutions.exchange.models import Copy, Envelope, Outgoing, Peer, RecordVersion
from mingjian.institutions.exchange.services.node import keys_named, register
from mingjian.institutions.exchange.services.onward import tell_state
from mingjian.institutions.exchange.services.outbox import decide
from mingjian.institutions.exchange.services.pieces import packed_piece
from mingjian.institutions.exchange.services.points import reached
from mingjian.office.record.entries import Count, enter

STREAM = 1
MOST = MOST_ITEMS // 2
#: What of an item, its version and its record is read for packing it.
_PACKED = ("peer", "kind", "name", "item", "asked", "version__version", "version__values", "version__seed", "version__fields", "version__before",
           "version__record__kind", "version__record__name")  # fmt: skip
AHEAD = 8  # envelopes with pieces of files that lie packed for a node over a line: a large file does not fill the database twice


def pack_all(at: datetime, *, ahead: int | None = AHEAD) -> int:
    """Pack everything that waits; give how many envelopes were made. What cannot be packed for one node keeps no other waiting, and says why."""
    waiting = Peer.objects.filter(outgoing__state=Outgoing.State.QUEUED, stopped_for="").distinct()
    made = 0
    for peer in waiting:
        try:
            while pack_next(peer, at, ahead):
                made += 1
        except (Refusal, NotFound) as refused:  # NotFound: the rulebook here lacks the sheet
            why = refused.why if isinstance(refused, Refusal) else "sheet_missing"
            Outgoing.objects.filter(peer=peer, state=Outgoing.State.QUEUED).update(why=why)
    return made


def pack_next(peer: Peer, at: datetime, ahead: int | None = AHEAD) -> Envelope | None:
    """
    Pack the first items for a node that go under one release; nothing where none waits. What the agreement no longer gives is refused, and named.

    Raises Refusal where nothing can be locked for that node or signed by this one, as when a key has ended, NotFound where the rulebook lacks the sheet:
    what waits goes out once the register or the rulebook says more. `ahead`: how many envelopes with pieces may lie packed; any number where None.
    """
    with transaction.atomic():
        held = Peer.objects.select_for_update().get(pk=peer.pk)
        items = _next_items(held, at, ahead)
        if not items:
            return None
        released = decide(items[0].asked, local_day(at)) if held.node in register().members else Refused("no_member")
        if isinstance(released, Refused):
            _refuse(items, released.why, at)
            made = None
        else:
            made = _pack_fitting(held, items, released, at)
        reached("pack_before_commit")
    reached("pack_after_commit")
    return made or pack_next(peer, at, ahead)


def _next_items(peer: Peer, at: datetime, ahead: int | None) -> list[Outgoing]:
    """Return the first items that go under one release; a piece of a file goes alone, and after whatever else waits."""
    queued = Outgoing.objects.filter(peer=peer, state=Outgoing.State.QUEUED).select_related("version__record").only(*_PACKED)
    if closed := list(Copy.objects.filter(peer=peer, opens_at__gt=at).values_list("record__name", flat=True)):
        queued = queued.exclude(name__in=closed)  # a stage that has not begun: neither the task nor a correction of it leaves
    if waiting := list(queued.exclude(kind=PIECE)[:MOST]):
        _, group = next(groupby(waiting, key=lambda one: json.dumps(one.asked, sort_keys=True)))
        return list(group)
    packed = Outgoing.objects.filter(peer=peer, state=Outgoing.State.PACKED, kind=PIECE).count() if ahead is not None else 0
    return [] if ahead is not None and packed >= ahead else list(queued.filter(kind=PIECE)[:1])


def _pack_fitting(peer: Peer, items: list[Outgoing], released: Release, at: datetime) -> Envelope | None:
    """Pack as many of the items as one envelope takes; one that alone is over the limit is refused, and named."""
    try:
        return _pack(peer, items, released, at)
    except Refusal as refused:
        if refused.why != "too_large":
            raise
    if len(items) > 1:
        return _pack_fitting(peer, items[: len(items) // 2], released, at)
    _refuse(items, "too_large", at)
    return None


def _pack(peer: Peer, items: list[Outgoing], released: Release, at: datetime) -> Envelope:
    place = Place(STREAM, peer.sent + 1, peer.sent_id or None)
    lines = [_line(one, released) for one in items]
    packed = pack(released, lines, keys=keys_named(), register=register(), place=place, at=at)
    made = Envelope.objects.create(peer=peer, sequence=place.sequence, sha256=packed.id, data=packed.data, made_at=at)
    _note_packed(items, made)
    peer.sent, peer.sent_id = place.sequence, packed.id
    peer.save(update_fields=["sent", "sent_id"])
    told: dict[str, Any] = {"to": peer.node, "stream": Count(STREAM), "sequence": Count(place.sequence), "items": Count(len(items)), "root": packed.header.root}
    enter("envelope_packed", at=at, envelope=packed.id, clauses=list(released.clauses), **told)
    return made


def _note_packed(items: list[Outgoing], made: Envelope) -> None:
    """Note in which envelope the items lie, and at which place: all in two statements, whatever their number."""
    keys = [one.pk for one in items]
    Outgoing.objects.filter(pk__in=keys).update(state=Outgoing.State.PACKED, envelope=made, why="")
    column, table, key = (connection.ops.quote_name(name) for name in ("place", Outgoing._meta.db_table, "id"))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", list(enumerate(keys)))  # noqa: S608 - names of the model's own


def _line(one: Outgoing, released: Release) -> dict[str, Any]:
    if one.kind == PIECE:
        return packed_piece(one.name, one.item)
    return record_item(sealed_of(one.version), released) if one.version else one.item


def sealed_of(version: RecordVersion) -> Sealed:
    """Return a stored version as it was sealed."""
    record = version.record
    head = Head(record.kind, record.name, version.version, Name.read(record.name).node, version.before or None, f"{record.kind}/1", version.fields)
    decoded(version.fields, 32)
    return Sealed(head, version.values, bytes(version.seed))


def _refuse(items: list[Outgoing], why: str, at: datetime) -> None:
    for one in items:
        one.state, one.why = Outgoing.State.REFUSED, why
        one.save(update_fields=["state", "why"])
        if one.version:
            for copy in Copy.objects.filter(record=one.version.record, peer=one.peer, confirmed=0):
                copy.state, copy.word, copy.since = Copy.State.REFUSED, why, at
                copy.save(update_fields=["state", "word", "since"])
                tell_state(copy, at)
