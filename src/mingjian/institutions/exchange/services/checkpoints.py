"""
Members tell each other what they saw of a third one's ledger: a node that shows two of them two histories is found within a day.

Once a day a node passes the newest checkpoint that a member signed on to all others. Whoever gets one asks that member, with the next envelope, to prove that
its ledger continues it. What does not go together is two statements under one key: the exchange stops, and the ledger keeps both as a file for anybody.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from mingjian.core.errors import BadInput, LedgerFault, NotFound
from mingjian.core.ledger.checkpoint import Checkpoint
from mingjian.core.wire.fork import Fork
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt, Seen
from mingjian.core.wire.register import Register
from mingjian.institutions.exchange.models import Envelope, Peer
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outbox import FOLLOWING, following, queue_word
from mingjian.office.models import Entry
from mingjian.office.record.entries import enter

KIND = "checkpoint"
EVERY = timedelta(days=1)
_LONGEST = 4000  # signs of a signed checkpoint
_LOOKED_AT = 50  # receipts among which the checkpoint that was seen last is sought


def tell_members(at: datetime) -> int:
    """Queue for each other member the newest checkpoint of each, once a day where there is a newer one; return how many words that is."""
    try:
        if FOLLOWING not in node.sheet_of(node.register())[0].clauses:
            return 0
    except NotFound:  # the rulebook lacks the sheet: what waits says so, and all else goes on
        return 0
    told, open_ones = 0, [one.node for one in node.open_ones()]
    for peer in Peer.objects.filter(node__in=open_ones).filter(Q(told_others_at__isnull=True) | Q(told_others_at__lte=at - EVERY)):
        since = max((when for when, _, _ in given_up(peer.node)), default=None)  # what was seen before is of a ledger that was given up
        receipts = Envelope.objects.filter(peer=peer, receipt__isnull=False, arrived_at__isnull=False, **({"arrived_at__gt": since} if since else {}))
        newer = receipts.filter(arrived_at__gt=peer.told_others_at) if peer.told_others_at else receipts.filter(arrived_at__lte=at - EVERY)
        newest = receipts.order_by("-arrived_at", "-sequence").first() if newer.exists() else None
        if newest is None or newest.receipt is None or newest.arrived_at is None:
            continue
        note, seen_at = Receipt.read(bytes(newest.receipt)).note, newest.arrived_at.isoformat()
        for other in open_ones:
            if other != peer.node:
                queue_word(node.peer(other), KIND, peer.node, following(other), by=None, at=at, note=note, seen_at=seen_at)
                told += 1
        peer.told_others_at = at
        peer.save(update_fields=["told_others_at"])
    return told


def take_note(told_by: str, item: Mapping[str, Any], register: Register, at: datetime) -> Checkpoint:
    """
    Keep what a member saw of another one's ledger, to be asked for with the next envelope, and return it. Raises Refusal for what that one did not sign.

    Of one size and with another root than what this node knows it is a fork at once. What was seen of a ledger that people gave up since is only entered.
    """
    about, note, seen_at = item[KIND], item.get("note"), _instant(item.get("seen_at"))
    if not isinstance(about, str) or about not in register.members or about in (told_by, node.keys().node):
        raise Refusal("malformed_item", KIND)
    if not isinstance(note, str) or len(note) > _LONGEST or seen_at is None:
        raise Refusal("malformed_item", KIND)
    found = _opened(about, note, register)
    if found is None:
        raise Refusal("malformed_item", KIND)
    peer = Peer.objects.select_for_update().get(pk=node.peer(about).pk)
    seen, heard = (peer.seen_size, bytes(peer.seen_root)), _opened(about, peer.heard_note, register)
    if seen == (found.size, found.root) or peer.stopped_for:
        return found
    if _is_given_up(about, found, seen_at):
        enter("checkpoint_of_before", at=at, node=about, note=note)
    elif 0 < found.size == peer.seen_size:
        stop(peer, "ledger_parted", at, fork=fork_with_seen(peer, note))
    elif heard is not None and heard.size == found.size and heard.root != found.root:
        stop(peer, "ledger_parted", at, fork=Fork(about, peer.heard_note, note))
    elif heard is None:
        peer.heard_note = note
        peer.save(update_fields=["heard_note"])
    return found


def _instant(told: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _opened(about: str, note: str, register: Register) -> Checkpoint | None:
    """Return the checkpoint of a note; nothing where there is none, or the member's key did not sign it."""
    try:
        return register.member(about).ledger.open(note) if note else None
    except (BadInput, LedgerFault):
        return None


def heard_of(peer: Peer, register: Register) -> Seen | None:
    """Return what another member saw of a node's ledger and is still to be proven; none else. The ledger has it, so that whatever it signs now is as long."""
    found = _opened(peer.node, peer.heard_note, register) if peer.node in register.members else None  # none, too, where its key is another since
    return Seen(found.size, found.root) if found and found.size else None


def given_up(about: str) -> list[tuple[datetime, int, str]]:
    """Return when people went on with a node that was brought back from a backup, and what of its ledger this node gave up then: size and root in hex."""
    found = []
    for entry in Entry.objects.filter(kind__in=("exchange_resumed", "exchange_restored"), body__contains=f'"node":"{about}"'):
        told = json.loads(entry.body)
        if told["node"] == about and (entry.kind == "exchange_resumed" or "followed" in told):
            at = datetime.fromisoformat(told["followed"]) if "followed" in told else entry.at
            found.append((at, int(told.get("seen_entries", 0)), str(told.get("seen_root", ""))))
    return found


def _is_given_up(about: str, found: Checkpoint, seen_at: datetime) -> bool:
    """
    Return whether a checkpoint is of a ledger that people gave up, however long ago: the member saw it before, or this node had seen it itself.

    What was seen later is of the ledger as it is since, for which the node answers.
    """
    return any(seen_at <= at or (found.size, found.root.hex()) == (size, root) for at, size, root in given_up(about))


def fork_with_seen(peer: Peer, note: str, hashes: tuple[bytes, ...] = ()) -> Fork | None:
    """Return the two checkpoints that do not go together: the one seen before, of the newest receipt that has it, and another."""
    root = base64.b64encode(bytes(peer.seen_root)).decode()
    for data in Envelope.objects.filter(peer=peer, receipt__isnull=False).order_by("-arrived_at", "-sequence").values_list("receipt", flat=True)[:_LOOKED_AT]:
        before = Receipt.read(bytes(data or b"")).note
        if f"\n{peer.seen_size}\n{root}\n" in before:
            return Fork(peer.node, before, note, hashes)
    return None


def stop(peer: Peer, why: str, at: datetime, *, fork: Fork | None = None) -> None:
    """Take nothing more from a node, and send it nothing, until people have compared: its numbers or its ledger do not agree with what was seen."""
    more: dict[str, Any] = {"fork": fork.told()} if fork else {}
    with transaction.atomic():
        if Peer.objects.filter(pk=peer.pk, stopped_for="").update(stopped_for=why):
            enter("exchange_stopped", at=at, node=peer.node, here=settings.NODE, why=why, **more)
