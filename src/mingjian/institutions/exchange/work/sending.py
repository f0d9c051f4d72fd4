"""
Send what is packed, in order, until the receiver's ledger has it: the same bytes at every attempt.

One breaker a node: after a failure it is tried again after a random time that grows (5 s doubled each time, an hour at most). What has not arrived after
three days is stuck: it lies on a desk, and is still tried.
"""

import json
import random
from datetime import datetime, timedelta
from typing import Any

import urllib3
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.wire.envelope import read_envelope
from mingjian.core.wire.reasons import REASONS, Refusal
from mingjian.core.wire.receipt import LARGEST, Receipt, Seen
from mingjian.core.wire.register import Member
from mingjian.core.wire.requests import WINDOW, signed_headers
from mingjian.institutions.exchange.lore.node import keys, member
from mingjian.institutions.exchange.lore.onward import tell_state
from mingjian.institutions.exchange.lore.points import reached
from mingjian.institutions.exchange.lore.until import ASKING, last_day_of_reply, reply_of
from mingjian.institutions.exchange.models import Copy, Envelope, Outgoing, Peer
from mingjian.office.record.entries import Count, enter

PATH = "/exchange/v1/envelopes"
FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
STUCK_AFTER = timedelta(hours=72)
AT_ONCE = 50  # envelopes to one node in one go
_POOL = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=30), retries=False)
_WAITING = (Envelope.State.PACKED, Envelope.State.DELAYED, Envelope.State.STUCK, Envelope.State.GIVEN_UP)

Answer = tuple[int, bytes]


def send_all(at: datetime) -> int:
    """Send to every node that may be tried now; give how many envelopes arrived."""
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)
    peers = Peer.objects.filter(due, stopped_for="", envelopes__state__in=_WAITING).distinct()
    return sum(send_to(peer, at) for peer in peers)


def send_to(peer: Peer, at: datetime) -> int:
    """Send a node its envelopes in order, until one does not arrive; give how many did."""
    arrived = 0
    for _ in range(AT_ONCE):
        envelope = Envelope.objects.filter(peer=peer, state__in=_WAITING).first()
        if envelope is None or not _try(envelope, peer, at):
            break
        arrived += 1
    return arrived


def _try(envelope: Envelope, peer: Peer, at: datetime) -> bool:
    """Make one attempt; whether it arrived."""
    reached("send_before_request")
    try:
        status, body = post(member(peer.node), bytes(envelope.data), peer.seen_size, at)
        reached("send_after_answer")
        if status != 200:
            return _refused(envelope, peer, body, at)
        _confirm(envelope, peer, Receipt.read(body), at)
    except Refusal as refused:
        _delay(envelope, peer, refused.why, at)
        return False
    except NotFound:
        _delay(envelope, peer, "no_member", at)
        return False
    except BadInput:
        _delay(envelope, peer, "receipt_false", at)
        return False
    except urllib3.exceptions.HTTPError:
        _delay(envelope, peer, "peer_away", at)
        return False
    reached("receipt_after_commit")
    return True


def post(to: Member, data: bytes, seen: int, at: datetime) -> Answer:
    """Send bytes to a node, signed as a request; give status and answer. Raises HTTPError where nobody answers, Refusal where it has no door."""
    if not to.doors:
        raise Refusal("peer_away")
    headers = signed_headers(keys(), to.node, "POST", PATH, data, at)
    headers |= {"content-type": "application/vnd.mingjian.envelopes", "mingjian-seen": str(seen)}
    reply = _POOL.request("POST", to.doors[0].rstrip("/") + PATH, body=data, headers=headers, redirect=False, preload_content=False)
    try:
        return reply.status, reply.read(LARGEST + 1)
    finally:
        reply.release_conn()


def _refused(envelope: Envelope, peer: Peer, body: bytes, at: datetime) -> bool:
    """Note why a node did not take an envelope; where it lacks an earlier one, begin again from that. Never has it arrived."""
    told = _problem(body)
    why = told.get("why") if told.get("why") in REASONS else "peer_fails"
    if why == "gap" and isinstance(told.get("expected"), int):
        Envelope.objects.filter(peer=peer, sequence__gte=told["expected"], state=Envelope.State.ARRIVED).update(state=Envelope.State.PACKED)
    if why == "sequence_forks":
        stop(peer, why, at)
    _delay(envelope, peer, str(why), at)
    return False


def _problem(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _confirm(envelope: Envelope, peer: Peer, receipt: Receipt, at: datetime) -> None:
    """Verify a receipt and take it in: the envelope has arrived, and the other ledger was seen to this size. Raises Refusal where it does not hold."""
    of = member(peer.node)
    receipt.covers(envelope.sha256, read_envelope(bytes(envelope.data)).header)
    seen = Seen(peer.seen_size, bytes(peer.seen_root)) if peer.seen_size else None
    try:
        checkpoint = receipt.verify(of, seen)
    except Refusal as refused:
        if refused.why == "ledger_parted":
            stop(peer, refused.why, at)
        raise
    with transaction.atomic():
        held = Peer.objects.select_for_update().get(pk=peer.pk)
        if checkpoint.size >= held.seen_size:
            held.seen_size, held.seen_root = checkpoint.size, checkpoint.root
        held.failures, held.next_try_at, held.heard_at = 0, None, at
        held.save()
        _arrived(envelope, receipt, at)
        reached("receipt_before_commit")
    peer.refresh_from_db()


def _arrived(envelope: Envelope, receipt: Receipt, at: datetime) -> None:
    """Note what arrived, and item by item what was refused. A receipt is taken once."""
    kept = Envelope.objects.select_for_update().get(pk=envelope.pk)
    if kept.receipt is not None:
        Envelope.objects.filter(pk=kept.pk).update(state=Envelope.State.ARRIVED)
        return
    kept.state, kept.arrived_at, kept.receipt, kept.why, kept.tried_at = Envelope.State.ARRIVED, at, receipt.data, "", at
    kept.attempts += 1
    kept.save()
    refused = receipt.refused()
    for one in Outgoing.objects.filter(envelope=kept).select_related("version"):
        why = refused.get(one.place or 0, refused.get(-1, ""))
        one.state, one.why = (Outgoing.State.REFUSED, why) if why else (Outgoing.State.ARRIVED, "")
        one.save(update_fields=["state", "why"])
        _note_copy(one, _came_at(receipt, at), at)
    enter("envelope_confirmed", at=at, envelope=kept.sha256, to=kept.peer.node, sequence=Count(kept.sequence), refused=Count(len(refused)))


def _came_at(receipt: Receipt, at: datetime) -> datetime:
    """Return when the envelope came there, as the proven entry of the other ledger says it, so that both ends count a term from one instant."""
    try:
        came = datetime.fromisoformat(str(receipt.told().get("at")))
    except ValueError:
        return at
    return came if came.tzinfo and abs(came - at) < WINDOW else at


def _note_copy(one: Outgoing, came: datetime, at: datetime) -> None:
    if one.version is None:
        return
    copy = Copy.objects.select_for_update(of=("self",)).select_related("record").filter(record=one.version.record_id, peer=one.peer_id).first()
    if copy is None:
        return
    if one.why and copy.confirmed == 0:
        copy.state, copy.word, copy.since = Copy.State.REFUSED, one.why, at
        copy.save()
        tell_state(copy, at)
    elif not one.why:
        copy.confirmed = max(copy.confirmed, one.version.version)
        if copy.state == Copy.State.QUEUED:
            copy.state, copy.since = Copy.State.ARRIVED, at
            copy.due = last_day_of_reply(reply_of(copy), came) if copy.record.kind in ASKING else None
    copy.save()
    if one.version.follows:
        tell_state(copy, at)  # a correction of what this node was given has arrived where it was passed on to


def _delay(envelope: Envelope, peer: Peer, why: str, at: datetime) -> None:
    """Note that an attempt failed, and when the node is tried again."""
    with transaction.atomic():
        held = Peer.objects.select_for_update().get(pk=peer.pk)
        held.failures += 1
        longest = min(LONGEST, FIRST * 2 ** min(held.failures, 12))
        held.next_try_at = at + longest * random.random()  # noqa: S311 - spreads attempts, guards nothing
        held.save(update_fields=["failures", "next_try_at"])
        kept = Envelope.objects.select_for_update().get(pk=envelope.pk)
        kept.attempts, kept.tried_at, kept.why = kept.attempts + 1, at, why
        if kept.state in (Envelope.State.PACKED, Envelope.State.DELAYED):
            kept.state = Envelope.State.STUCK if at - kept.made_at >= STUCK_AFTER else Envelope.State.DELAYED
        kept.save()


def stop(peer: Peer, why: str, at: datetime) -> None:
    """Take nothing more from a node, and send it nothing, until people have compared: its numbers or its ledger do not agree with what was seen."""
    with transaction.atomic():
        if Peer.objects.filter(pk=peer.pk, stopped_for="").update(stopped_for=why):
            enter("exchange_stopped", at=at, node=peer.node, here=settings.NODE, why=why)
