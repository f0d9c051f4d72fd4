"""
Members tell each other what they saw of a third one's ledger: a node that shows two of them two histories is found within a day.

Once a day a node passes the newest checkpoint that a member signed on to all others. Whoever gets one asks that member, with the next envelope, to prove that
its ledger continues it. What does not go together is two statements under one key: the exchange stops, and the ledger keeps both as a file for anybody.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.receipt import Receipt, Seen
from mingjian.core.wire.register import Register
from mingjian.institutions.exchange.models import Envelope, Peer
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.outbox import FOLLOWING, following, queue_word
from mingjian.office.models import Entry

KIND = "checkpoint"
EVERY = timedelta(days=1)
_LONGEST = 4000  # signs of a signed checkpoint
_OLD_ONES = timedelta(days=30)  # after a restore: checkpoints of the ledger that was given up may still come


def tell_members(at: datetime) -> int:
    """Queue for each other member the newest checkpoint of each, once a day where there is a newer one; return how many words that is."""
    if FOLLOWING not in node.sheet_of(node.register())[0].clauses:
        return 0
    told, open_ones = 0, [one.node for one in node.open_ones()]
    for peer in Peer.objects.filter(node__in=open_ones).filter(Q(told_others_at__isnull=True) | Q(told_others_at__lte=at - EVERY)):
        receipts = Envelope.objects.filter(peer=peer, receipt__isnull=False, arrived_at__isnull=False)
        newer = receipts.filter(arrived_at__gt=peer.told_others_at) if peer.told_others_at else receipts.filter(arrived_at__lte=at - EVERY)
        newest = receipts.order_by("-arrived_at", "-sequence").values_list("receipt", flat=True).first() if newer.exists() else None
        if newest is None:
            continue
        note = Receipt.read(bytes(newest)).note
        for other in open_ones:
            if other != peer.node:
                queue_word(node.peer(other), KIND, peer.node, following(other), by=None, at=at, note=note)
                told += 1
        peer.told_others_at = at
        peer.save(update_fields=["told_others_at"])
    return told


def take_note(told_by: str, about: object, note: object, register: Register) -> Checkpoint:
    """Keep what a member saw of another one's ledger, to be asked for with the next envelope, and return it. Raises Refusal for what that one did not sign."""
    if not isinstance(about, str) or about not in register.members or about in (told_by, node.keys().node):
        raise Refusal("malformed_item", KIND)
    if not isinstance(note, str) or len(note) > _LONGEST:
        raise Refusal("malformed_item", KIND)
    try:
        found = register.member(about).ledger.open(note)
    except (BadInput, LedgerFault) as error:
        raise Refusal("malformed_item", KIND) from error
    peer = Peer.objects.select_for_update().get(pk=node.peer(about).pk)
    if not peer.heard_note and (peer.seen_size, bytes(peer.seen_root)) != (found.size, found.root):
        peer.heard_note = note
        peer.save(update_fields=["heard_note"])
    return found


def heard_of(peer: Peer, register: Register) -> Seen | None:
    """Return what another member saw of a node's ledger and is still to be proven, once this node has seen as much of it; none else."""
    if not peer.heard_note or peer.node not in register.members:
        return None
    try:
        found = register.member(peer.node).ledger.open(peer.heard_note)
    except (BadInput, LedgerFault):  # its key is another since
        return None
    return Seen(found.size, found.root) if 0 < found.size <= peer.seen_size else None


def gave_up_a_ledger(peer: Peer, at: datetime) -> bool:
    """Return whether people went on with a node that was brought back from a backup, lately: what others saw before then is of the ledger that it gave up."""
    entries = Entry.objects.filter(kind__in=("exchange_resumed", "exchange_restored"), at__gte=at - _OLD_ONES, body__contains=f'"node":"{peer.node}"')
    return entries.exists()
