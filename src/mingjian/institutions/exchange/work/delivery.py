"""
Send what is packed, in order, until the receiver's ledger has it: the same bytes at every attempt.

One breaker a node: after a failure it is tried again after a random time that grows (5 s doubled each time, an hour at most). What has not arrived after
three days is stuck: it lies on a desk, and is still tried.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import urllib3
from django.db import transaction
from django.db.models import Q, QuerySet

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.wire.envelope import read_envelope
from mingjian.core.wire.fork import Fork
from mingjian.core.wire.reasons import REASONS, Refusal
from mingjian.core.wire.receipt import LARGEST, Receipt, Seen
from mingjian.core.wire.register import Member
from mingjian.core.wire.requests import WINDOW, signed_headers
from mingjian.institutions.exchange.models import Copy, Envelope, Outgoing, Peer
from mingjian.institutions.exchange.services.checkpoints import fork_with_seen, heard_of, stop
from mingjian.institutions.exchange.services.heard import due_there
from mingjian.institutions.exchange.services.node import keys_named, member, register
from mingjian.institutions.exchange.services.onward import tell_state
from mingjian.institutions.exchange.services.points import reached
from mingjian.institutions.exchange.services.until import ASKING, last_day_of_reply, last_day_said, reply_of
from mingjian.office.record.entries import Count, enter

PATH = "/exchange/v1/envelopes"
FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
STUCK_AFTER = timedelta(hours=72)
MOST_APART = timedelta(days=15)  # by which another node's last day is believed to differ: a year's notice of holidays moves a term by no more
AT_ONCE = 50  # envelopes to one node in one go
_POOL = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=30), retries=False)
WAITING = (Envelope.State.PACKED, Envelope.State.DELAYED, Envelope.State.STUCK, Envelope.State.GIVEN_UP)

Answer = tuple[int, bytes]


def send_all(at: datetime) -> int:
    """Send to every node that may be tried now; give how many envelopes arrived."""
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)
    peers = Peer.objects.filter(due, stopped_for="", envelopes__state__in=WAITING).distinct()
    return sum(send_to(peer, at) for peer in peers)


def send_to(peer: Peer, at: datetime) -> int:
    """Send a node its envelopes in order, until one does not arrive; give how many did."""
    arrived = 0
    for _ in range(AT_ONCE):
        envelope = Envelope.objects.filter(peer=peer, state__in=WAITING).first()
        if envelope is None or not _try(envelope, peer, at):
            break
        arrived += 1
    return arrived


def _try(envelope: Envelope, peer: Peer, at: datetime) -> bool:
    """Make one attempt; whether it arrived."""
    reached("send_before_request")
    try:
        heard = heard_of(peer, register())
        status, body = post(member(peer.node), bytes(envelope.data), peer.seen_size, at, heard.size if heard else 0)
        reached("send_after_answer")
        if status != 200:
            return _refused(envelope, peer, body, at)
        confirm(envelope, peer, Receipt.read(body), at, heard)
    except Refusal as refused:
        _delay(envelope, peer, envelope.why if refused.why == "needs_medium" and envelope.why == "on_medium" else refused.why, at)
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


def post(to: Member, data: bytes, seen: int, at: datetime, heard: int = 0) -> Answer:
    """Send bytes to a node, signed as a request; give status and answer. Raises HTTPError where nobody answers, Refusal where it has no door."""
    if not to.doors:
        raise Refusal("needs_medium")
    headers = signed_headers(keys_named(), to.node, "POST", PATH, data, at)
    headers |= {"content-type": "application/vnd.mingjian.envelopes", "mingjian-seen": str(seen)} | ({"mingjian-heard": str(heard)} if heard else {})
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
        resend_from(peer, told["expected"])
    if why == "sequence_forks":
        stop(peer, why, at)
    _delay(envelope, peer, str(why), at)
    return False


def resend_from(peer: Peer, sequence: int) -> None:
    """Let envelopes wait again from a number on, though they had arrived: the other node lacks them."""
    Envelope.objects.filter(peer=peer, sequence__gte=sequence, state=Envelope.State.ARRIVED).update(state=Envelope.State.PACKED)


def _problem(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def confirm(envelope: Envelope, peer: Peer, receipt: Receipt, at: datetime, heard: Seen | None = None) -> None:
    """
    Verify a receipt and take it in: the envelope has arrived, and the other ledger was seen to this size. Raises Refusal where it does not hold.

    `heard`: what another member saw of that ledger. It is done with only where the one checkpoint of this receipt continues it and what this node saw itself.
    """
    of = member(peer.node)
    receipt.covers(envelope.sha256, read_envelope(bytes(envelope.data)).header)
    seen = Seen(peer.seen_size, bytes(peer.seen_root)) if peer.seen_size else None
    checkpoint = None
    try:
        checkpoint = receipt.verify(of, seen)
        if heard:
            receipt.verify_heard(heard, checkpoint)
    except Refusal as refused:
        if refused.why == "ledger_parted" and checkpoint is not None:
            stop(peer, refused.why, at, fork=Fork(peer.node, peer.heard_note, receipt.note, tuple(receipt.heard_consistency)))
        elif refused.why == "ledger_parted":
            stop(peer, refused.why, at, fork=fork_with_seen(peer, receipt.note, tuple(receipt.consistency)))
        raise
    with transaction.atomic():
        held = Peer.objects.select_for_update().get(pk=peer.pk)
        if heard and held.heard_note == peer.heard_note:
            held.heard_note = ""
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
    items = Outgoing.objects.filter(envelope=kept)
    if -1 not in refused:
        items.exclude(place__in=list(refused)).update(state=Outgoing.State.ARRIVED, why="")
    for one in items if -1 in refused else items.filter(place__in=list(refused)):
        one.state, one.why = Outgoing.State.REFUSED, refused.get(one.place or 0, refused.get(-1, ""))
        one.save(update_fields=["state", "why"])
    came = _came_at(receipt, at)
    _note_copies(items, kept.peer, came, _due_told(receipt, came), at)
    enter("envelope_confirmed", at=at, envelope=kept.sha256, to=kept.peer.node, sequence=Count(kept.sequence), refused=Count(len(refused)))


def _came_at(receipt: Receipt, at: datetime) -> datetime:
    """Return when the envelope came there, as the proven entry of the other ledger says it, so that both ends count a term from one instant."""
    try:
        came = datetime.fromisoformat(str(receipt.told().get("at")))
    except ValueError:
        return at
    return came if came.tzinfo and abs(came - at) < WINDOW else at


def _due_told(receipt: Receipt, came: datetime) -> date | None:
    """Return the last day for an answer as the proven entry of the other ledger says it; nothing where it says none."""
    try:
        told = date.fromisoformat(str(receipt.told().get("due")))
    except ValueError:
        return None
    return told if told >= came.date() else None


#: What of a copy and its record is read to note that it arrived; whatever else is asked for of a few is read then.
_NOTED = ("peer", "version", "confirmed", "state", "heard", "decisions", "due", "word", "since", "record__kind", "record__dossier")


def _note_copies(items: QuerySet[Outgoing], peer: Peer, came: datetime, told_due: date | None, at: datetime) -> None:
    """Note for each record of an envelope that its version is there, or was refused there. What most have in common is written together."""
    told = items.filter(version__isnull=False).values_list("version__record", "version__version", "version__follows", "why")
    versions = {record: (version, follows, why) for record, version, follows, why in told.order_by("pk")}
    copies = Copy.objects.select_for_update(of=("self",)).select_related("record").only(*_NOTED).filter(record__in=versions, peer=peer)
    last_days, first = _last_days(came), defaultdict[tuple[int, date | None], list[int]](list)
    for copy in copies:
        version, follows, why = versions[copy.record_id]
        own = last_days(copy)
        says_it = copy.record.kind == "campaign"  # its last day stands in it, and nobody counts another
        is_near = own is not None and told_due is not None and abs(told_due - own) <= MOST_APART
        due = told_due if is_near and not why and not says_it else own  # the day of whoever must answer counts
        if due != own and copy.confirmed == 0:
            copy.heard = [*copy.heard, due_there(due, own, at)]
            copy.save(update_fields=["heard"])
        if not why and copy.state == Copy.State.QUEUED and copy.confirmed == 0 and not follows:
            first[version, due].append(copy.pk)
        else:
            _note_copy(copy, version, why, due, at)
            if why or follows:
                tell_state(copy, at)  # to whoever gave this node what was passed on: it was refused there, or a correction arrived
    for (version, due), rows in first.items():
        Copy.objects.filter(pk__in=rows).update(confirmed=version, state=Copy.State.ARRIVED, since=at, due=due)


def _last_days(came: datetime) -> Callable[[Copy], date | None]:
    """Return what gives the last day for an answer to a copy that came at an instant; the sheet is read once for all that went under the same clauses."""
    known: dict[tuple[str, ...], str] = {}

    def last_day_of(copy: Copy) -> date | None:
        clauses = tuple(one["clause"] for one in copy.decisions)
        if copy.record.kind not in ASKING:
            return None
        if copy.record.kind == "campaign":
            return last_day_said(copy.record.versions.get(version=copy.version).values)
        if clauses not in known:
            known[clauses] = reply_of(copy)
        return last_day_of_reply(known[clauses], came)

    return last_day_of


def _note_copy(copy: Copy, version: int, why: str, due: date | None, at: datetime) -> None:
    if why and copy.confirmed == 0:
        copy.state, copy.word, copy.since = Copy.State.REFUSED, why, at
    elif not why:
        before, copy.confirmed = copy.confirmed, max(copy.confirmed, version)
        if copy.state == Copy.State.QUEUED:
            copy.state, copy.since, copy.due = Copy.State.ARRIVED, at, due
        elif copy.record.kind == "campaign" and due != last_day_said(copy.record.versions.get(version=before).values):
            copy.due = due  # its owner set another day
    copy.save()


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
