"""
Carry the exchange on a medium, where a node has no line: what waits is written into files, and what a file brought is taken in like anything that came.

Whoever reads a package writes one back, with the receipts and with what waits here: so that each way of the medium carries both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.ledger.tlog_proof import verify_proof
from mingjian.core.wire.envelope import read_envelope
from mingjian.core.wire.package import ENVELOPE, RECEIPT, Package, Part
from mingjian.core.wire.reasons import Refusal, reason_of
from mingjian.core.wire.receipt import Receipt
from mingjian.institutions.exchange.models import Envelope, Peer
from mingjian.institutions.exchange.services.checkpoints import heard_of
from mingjian.institutions.exchange.services.node import member, peer_open, register
from mingjian.institutions.exchange.work.arrivals import Gap, take_in
from mingjian.institutions.exchange.work.delivery import WAITING, confirm, resend_from
from mingjian.institutions.exchange.work.packer import pack_all

ON_MEDIUM = "on_medium"


@dataclass
class Read:
    """What became of a package: envelopes taken in, receipts verified, what was refused and why, and from which number envelopes are asked for again."""

    taken: int = 0
    confirmed: int = 0
    refused: list[tuple[int, Text]] = field(default_factory=list)
    expected: int = 0
    receipts: list[bytes] = field(default_factory=list)


def packages_for(node: str, at: datetime, *, most: int, again_from: int = 0) -> Iterator[Package]:
    """
    Pack what waits for a node into volumes of at most so many bytes (no envelope is cut). Raises NotFound for no member, StepRefused where it is stopped.

    `again_from`: from this number on, though it was confirmed: for a medium that was lost, or a node that began anew.
    """
    peer = peer_open(node)
    if again_from:
        resend_from(peer, again_from)
    pack_all(at, ahead=None)
    yield from _volumes(peer, [], 0, at, most)


def _volumes(peer: Peer, first: Sequence[Part], expected: int, at: datetime, most: int) -> Iterator[Package]:
    """Return the volumes: `first` in the first of them, then the envelopes that wait, in their order."""
    told_by_others = heard_of(peer, register())
    heard = told_by_others.size if told_by_others else 0
    parts, size, needs, is_any = list(first), sum(len(one.data) for one in first), 0, False
    for pk in list(Envelope.objects.filter(peer=peer, state__in=WAITING).values_list("pk", flat=True)):
        envelope = Envelope.objects.get(pk=pk)
        data = bytes(envelope.data)
        if parts and size + len(data) > most:
            yield Package(settings.NODE, peer.node, needs, peer.seen_size, expected, tuple(parts), heard)
            parts, size, needs, is_any = [], 0, 0, True
        if not any(one.kind == ENVELOPE for one in parts):
            needs = envelope.sequence - 1
        parts.append(Part(ENVELOPE, data))
        size += len(data)
        _note_written(envelope, at)
    if parts or not is_any:
        yield Package(settings.NODE, peer.node, needs, peer.seen_size, expected, tuple(parts), heard)


def _note_written(envelope: Envelope, at: datetime) -> None:
    envelope.attempts, envelope.tried_at, envelope.why = envelope.attempts + 1, at, ON_MEDIUM
    if envelope.state == Envelope.State.PACKED:
        envelope.state = Envelope.State.DELAYED
    envelope.save(update_fields=["attempts", "tried_at", "why", "state"])


def read_packages(packages: Iterable[Package], at: datetime) -> Read:
    """
    Take in what packages of one node brought, in the order of their numbers: receipts first, then envelopes.

    Raises BadInput where they are not for this node, or of several; what is wrong with one envelope is named, and the others are taken.
    """
    ordered = sorted(packages, key=lambda one: one.needs)
    senders = {one.sender for one in ordered}
    if any(one.to != settings.NODE for one in ordered):
        raise BadInput(f"介质不是发给本节点 {settings.NODE} 的。", f"The medium is not for this node, {settings.NODE}.")
    if len(senders) != 1:
        raise BadInput("请一次只读入一个节点的介质。", "Read the media of one node at a time.")
    peer = peer_open(senders.pop())
    told = Read()
    for one in ordered:
        _confirm_all(one, peer, told, at)
    if again := max((one.expected for one in ordered), default=0):
        resend_from(peer, again)
    seen = min(one.seen for one in ordered)
    for one in ordered:
        if not told.expected:
            seen = _take_all(one, seen, told, at)
    return told


def _confirm_all(package: Package, peer: Peer, told: Read, at: datetime) -> None:
    for data in package.of(RECEIPT):
        try:
            receipt = Receipt.read(data)
            envelope = Envelope.objects.filter(peer=peer, sha256=str(receipt.told().get("envelope"))).first()
            if envelope is None:
                raise Refusal("receipt_false")
            heard = heard_of(peer, register())
            confirm(envelope, peer, receipt, at, heard if heard and heard.size == receipt.heard else None)  # others were written before that was asked
            told.confirmed += 1
        except MingjianError as wrong:
            told.refused.append((0, wrong.text))


def _take_all(package: Package, seen: int, told: Read, at: datetime) -> int:
    """Take the envelopes of one package in; give how far the other node will have seen this ledger once it has the receipts."""
    for data in package.of(ENVELOPE):
        sequence = _sequence(data)
        try:
            receipt = take_in(data, seen, at, package.heard)
        except Gap as gap:
            told.expected = gap.expected
            told.refused.append((sequence, gap.text))
            break
        except Refusal as refused:
            told.refused.append((sequence, reason_of(refused.why).said))
            continue
        told.taken += 1
        told.receipts.append(receipt.data)
        seen = _size(receipt)
    return seen


def _size(receipt: Receipt) -> int:
    """Return how many entries of this ledger a receipt of this node covers."""
    return verify_proof(receipt.proof, receipt.entry, register().member(settings.NODE).ledger)[1].size


def _sequence(data: bytes) -> int:
    try:
        return read_envelope(data).header.place.sequence
    except BadInput:
        return 0


def reply_to(node: str, told: Read, at: datetime, *, most: int) -> Iterator[Package]:
    """Pack the receipts of what was read, and what waits here for that node."""
    peer = peer_open(member(node).node)
    pack_all(at, ahead=None)
    yield from _volumes(peer, [Part(RECEIPT, one) for one in told.receipts], told.expected, at, most)
