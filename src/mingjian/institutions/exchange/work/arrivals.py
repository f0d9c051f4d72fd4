"""
Take an envelope in: what it brings, how far the stream is, and the entry, in one transaction; then the receipt, which proves that entry.

Whatever a member did wrong is refused by itself, in the receipt, and the stream goes on. What proves nothing (changed on its way, of nobody known) moves
nothing. Ended at any instant, it is repeated by the sender, known by its id, and answered with the same entry.
"""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.core.ledger.tlog_proof import proof_text
from mingjian.core.wire.envelope import Content, Envelope, Header, authenticate, open_envelope, read_envelope
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import KIND, Receipt
from mingjian.core.wire.register import Register
from mingjian.institutions.exchange.models import Arrival, Peer, Rejection
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.checkpoints import stop
from mingjian.institutions.exchange.services.points import reached
from mingjian.institutions.exchange.work import items
from mingjian.office.record import ledger
from mingjian.office.record.entries import Count, enter

KEPT_REJECTIONS = 200


class Gap(Refusal):
    """An earlier envelope is missing; `expected` is its number."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        super().__init__("gap", str(expected))


def take_in(data: bytes, seen: int, at: datetime, heard: int = 0) -> Receipt:
    """
    Take an envelope in and give its receipt, with the proof that the ledger goes on from what the sender saw (`seen` entries), and from
    what another member told it (`heard` entries).

    Raises Refusal where it proves nothing, Gap where an earlier one is missing.
    """
    try:
        envelope = read_envelope(data)
        header, register = authenticate(envelope, node.register_named, settings.NODE)
    except Refusal as refused:
        reject(refused, "", at)
        raise
    arrival, forked = _arrival(envelope, header, register, at)
    reached("arrival_after_commit")
    if forked:
        stop(arrival.peer, "sequence_forks", at)
        raise Refusal("sequence_forks", str(header.place.sequence))
    return receipt_of(arrival, seen, at, heard)


def receipt_of(arrival: Arrival, seen: int, at: datetime, heard: int = 0) -> Receipt:
    """Prove the entry of an arrival in the ledger as it is signed now."""
    last = ledger.checkpoint(at)
    proof = ledger.inclusion(arrival.entry)
    since, told = (size if 0 < size <= last.size else 0 for size in (seen, heard))
    hashes, more = (ledger.consistency(size, last.size) if size else [] for size in (since, told))
    return Receipt(proof.body, proof_text(proof.index, proof.path, proof.note), since, hashes, told, more)


def reject(refused: Refusal, claimed: str, at: datetime) -> None:
    """Note something that proved nothing; only the newest are kept, so that nobody outside can fill this node."""
    Rejection.objects.create(at=at, claimed=claimed[:200], why=refused.why, about=refused.about[:200])
    oldest = Rejection.objects.values_list("pk", flat=True)[KEPT_REJECTIONS : KEPT_REJECTIONS + 1].first()
    if oldest:
        Rejection.objects.filter(pk__lte=oldest).delete()


def _arrival(envelope: Envelope, header: Header, register: Register, at: datetime) -> tuple[Arrival, bool]:
    """Return the arrival of an envelope, the one of before where it came already; and whether another envelope bears its number."""
    with transaction.atomic():
        peer = Peer.objects.select_for_update().get(pk=node.peer(header.sender).pk)
        if before := Arrival.objects.filter(sha256=envelope.id).select_related("entry", "peer").first():
            return before, False
        place = header.place
        if taken := Arrival.objects.filter(peer=peer, sequence=place.sequence).select_related("peer").first():
            return taken, True
        if peer.stopped_for:
            raise Refusal(peer.stopped_for)
        if place.sequence != peer.received + 1:
            raise Gap(peer.received + 1)
        if (place.previous or "") != peer.received_id:
            raise Gap(max(peer.received, 1))  # it follows another than the one taken here: sent again, that one shows which of the two forks
        arrival = _taken(envelope, header, register, peer, at)
        reached("arrival_before_commit")
    return arrival, False


def _taken(envelope: Envelope, header: Header, register: Register, peer: Peer, at: datetime) -> Arrival:
    refused, due = _effects(envelope, header, register, peer, at)
    place = header.place
    peer.received, peer.received_id, peer.heard_at = place.sequence, envelope.id, at
    if peer.failures:  # it is there again: one trial now
        peer.next_try_at = at
    peer.save()
    told: dict[str, Any] = {"envelope": envelope.id, "from": header.sender, "stream": Count(place.stream), "sequence": Count(place.sequence)}
    told |= {"items": Count(header.items), "root": header.root, "refused": [{**one, "item": Count(one["item"])} for one in refused]}
    if due is not None:
        told["due"] = due.isoformat()  # so that both ends have one day, proven by this ledger
    entry = enter(KIND, at=at, **told)
    return Arrival.objects.create(peer=peer, sequence=place.sequence, sha256=envelope.id, entry=entry, at=at, refused=refused)


def _effects(envelope: Envelope, header: Header, register: Register, peer: Peer, at: datetime) -> tuple[list[dict[str, Any]], date | None]:
    """Do what each item says; give those that were refused, by number, and why (-1: the envelope as a whole), and until when an answer is due."""
    try:
        content = open_envelope(envelope, header, register, node.keys())
        bearer = items.Bearer.read(content.release, header, register, peer)
    except Refusal as wrong:
        return [{"item": -1, "why": wrong.why}], None
    refused = list(_each(content, bearer, at))
    return refused, max(bearer.due, default=None)


def _each(content: Content, bearer: items.Bearer, at: datetime) -> Any:
    """Take the items in their order; records that stand together are taken together."""
    for is_record, run in groupby(enumerate(content.items), key=lambda one: "record" in one[1]):
        lines = list(run)
        if is_record and len(lines) > 1:
            refused, others = _together(lines, bearer, at)
            yield from ({"item": number, "why": wrong.why} for number, wrong in refused)
            lines = [(number, item) for number, item in lines if number in others]
        for number, item in lines:
            try:
                with transaction.atomic():
                    items.take(item, bearer, at)
            except BadInput as wrong:
                yield {"item": number, "why": wrong.why if isinstance(wrong, Refusal) else "malformed_item"}


def _together(lines: list[tuple[int, dict[str, Any]]], bearer: items.Bearer, at: datetime) -> tuple[list[tuple[int, Refusal]], set[int]]:
    """Take records together; where one of them keeps all from being written, each is to be taken by itself, so that it alone is refused."""
    try:
        with transaction.atomic():
            refused, others = items.take_records(lines, bearer, at)
    except BadInput:
        return [], {number for number, _ in lines}
    return refused, set(others)
