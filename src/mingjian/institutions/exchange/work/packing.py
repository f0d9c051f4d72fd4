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
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.sealing import Head, Sealed
from mingjian.institutions.exchange.lore.node import keys, register
from mingjian.institutions.exchange.lore.onward import tell_state
from mingjian.institutions.exchange.lore.outbox import decide
from mingjian.institutions.exchange.lore.points import reached
from mingjian.institutions.exchange.models import Copy, Envelope, Outgoing, Peer, RecordVersion
from mingjian.office.record.entries import Count, enter

STREAM = 1
MOST = MOST_ITEMS // 2


def pack_all(at: datetime) -> int:
    """Pack everything that waits; give how many envelopes were made. What cannot be packed for one node keeps no other waiting, and says why."""
    waiting = Peer.objects.filter(outgoing__state=Outgoing.State.QUEUED, stopped_for="").distinct()
    made = 0
    for peer in waiting:
        try:
            while pack_next(peer, at):
                made += 1
        except (Refusal, NotFound) as refused:  # NotFound: the rulebook here lacks the sheet
            why = refused.why if isinstance(refused, Refusal) else "sheet_missing"
            Outgoing.objects.filter(peer=peer, state=Outgoing.State.QUEUED).update(why=why)
    return made


def pack_next(peer: Peer, at: datetime) -> Envelope | None:
    """
    Pack the first items for a node that go under one release; nothing where none waits. What the agreement no longer gives is refused, and named.

    Raises Refusal where nothing can be locked for that node or signed by this one, as when a key has ended, NotFound where the rulebook lacks the sheet:
    what waits goes out once the register or the rulebook says more.
    """
    with transaction.atomic():
        held = Peer.objects.select_for_update().get(pk=peer.pk)
        waiting = list(Outgoing.objects.filter(peer=held, state=Outgoing.State.QUEUED).select_related("version__record")[:MOST])
        if not waiting:
            return None
        _, group = next(groupby(waiting, key=lambda one: json.dumps(one.asked, sort_keys=True)))
        items = list(group)
        released = decide(items[0].asked, local_day(at)) if held.node in register().members else Refused("no_member")
        if isinstance(released, Refused):
            _refuse(items, released.why, at)
            made = None
        else:
            made = _pack_fitting(held, items, released, at)
        reached("pack_before_commit")
    reached("pack_after_commit")
    return made or pack_next(peer, at)


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
    packed = pack(released, lines, keys=keys(), register=register(), place=place, at=at)
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
