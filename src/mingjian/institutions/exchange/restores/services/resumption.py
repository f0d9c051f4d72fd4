"""
Go on with a node that was brought back from a backup, or at one.

Such a node has forgotten what it sent and took: the numbers of its envelopes come a second time, and its ledger is not the one that others saw. Others stop,
as they must, since a node that means harm looks the same. So people speak with each other, and then: a member writes a file for it (`go_on_with`), which says
how far it holds that node's stream and which records, and takes its ledger as it is now; the restored node reads the file (`resume`) and goes on behind it.
What was seen before and what was lost stands in both ledgers for good.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from mingjian.core.agreement.sheet import SHOW
from mingjian.core.errors import BadInput
from mingjian.core.wire.names import Name
from mingjian.core.wire.position import MOST_NAMED, Position
from mingjian.institutions.exchange.models import Arrival, Copy, Envelope, HeldRecord, Outgoing, Peer, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services import checkpoints, node
from mingjian.institutions.exchange.work.delivery import resend_from
from mingjian.office.models import Entry, FileNumber
from mingjian.office.record.entries import Count, enter

SHORTEST = 4  # signs of a reason
NAMED = 500  # lost records that an entry names; the file names all
MOST_SKIPPED = 200_000  # file numbers of one head, and envelopes, by which one file moves this node on
MOST_CORRECTED = 1000  # versions of one record
_PART = 500  # values of one look at the database
_NUMBERED = re.compile(r"([A-Z]{1,3}\d{4}-)(\d{7})(?:-\d+)?")


def go_on_with(of: str, reason: str, at: datetime) -> bytes:
    """
    Take the ledger of a member as it is now, and return the file for it. Raises BadInput without a reason, NotFound for no member.

    What was seen of the ledger until now, and why the exchange was stopped, goes into the entry.
    """
    if len(reason.strip()) < SHORTEST:
        raise BadInput(
            "请写明原因：与对方哪位管理员核对过、何时恢复的备份。", "Say why: with whom of the other node it was compared, and which backup was laid back."
        )
    member = node.member(of)
    with transaction.atomic():
        peer = Peer.objects.select_for_update().get(pk=node.peer(member.node).pk)
        came = list(Arrival.objects.filter(peer=peer).order_by("-sequence").values_list("sequence", "sha256")[:MOST_NAMED])[::-1]
        held = {
            one.name: (one.version, one.fields, tuple(sorted(one.values)))
            for one in HeldRecord.objects.filter(peer=peer, version__gt=0).order_by("-pk")[:MOST_NAMED]
        }
        since = came[0][0] if came else peer.received + 1
        followed = _newest("exchange_restored", peer)
        arrived = tuple(sha for _, sha in came)
        behind = datetime.fromisoformat(followed["written_at"]) if followed else None
        told = Position(settings.NODE, peer.node, since, arrived, held, peer.seen_size, at, behind)
        more: dict[str, Any] = {"seen_root": bytes(peer.seen_root).hex(), "stopped_for": peer.stopped_for, "reason": reason.strip()[:500]}
        enter("exchange_resumed", at=at, node=peer.node, seen_entries=Count(peer.seen_size), sequence=Count(peer.received), **more)
        peer.stopped_for, peer.seen_size, peer.seen_root, peer.failures, peer.next_try_at = "", 0, b"", 0, None
        peer.heard_note = ""  # of the ledger that it gave up
        Outgoing.objects.filter(kind=checkpoints.KIND, name=peer.node, state=Outgoing.State.QUEUED).delete()  # nor is it told to others now
        peer.save()
        if peer.sent:
            resend_from(peer, peer.sent)  # the last once more: a node that lacks it asks for all that it lacks
    return told.signed(node.keys()).data


def resume(data: bytes, reason: str, at: datetime) -> dict[str, int]:
    """
    Go on behind what a member holds of this node: the records that are here no more by name and version. Raises BadInput where the file is not for this node.

    What this node packed since under numbers that had been used is packed anew. Numbers of files that the member knows are not given a second time.
    """
    if len(reason.strip()) < SHORTEST:
        raise BadInput("请写明原因：哪一天的备份、为何恢复。", "Say why: of which day the backup was, and why it was laid back.")
    told = Position.read(data, node.register(), settings.NODE, at)
    with transaction.atomic():
        peer = Peer.objects.select_for_update().get(pk=node.peer(told.sender).pk)
        _check_newest(peer, told)
        own = _own_seals(told)
        lost = {name: version for name, (version, seal, _) in told.records.items() if own.get(name, {}).get(version) != seal}
        proven = {name for name in told.records if name in own and name not in lost}
        last = _last_received(peer, told)
        again = _pack_anew(peer, told, last)
        _keep_numbers(told)
        _copies_again(peer, told, own, proven, at)
        if last is None:
            peer.sent, peer.sent_id = told.sequence, told.arrived[-1] if told.arrived else ""
        else:
            peer.sent, peer.sent_id = last.sequence, last.sha256
        peer.stopped_for, peer.failures, peer.next_try_at = "", 0, None
        forgotten = _forgotten(peer, told)
        if forgotten:
            peer.seen_size, peer.seen_root, peer.heard_note = 0, b"", ""
        peer.save()
        names: dict[str, Any] = {"lost": sorted(lost)[:NAMED], "lost_count": Count(len(lost)), "reason": reason.strip()[:500], **forgotten}
        enter("exchange_restored", at=at, node=peer.node, sequence=Count(told.sequence), packed_anew=Count(again), written_at=told.at.isoformat(), **names)
    return lost


def _newest(kind: str, peer: Peer) -> dict[str, Any] | None:
    """Return the body of the newest entry of a kind about a member."""
    bodies = Entry.objects.filter(kind=kind).order_by("-index").values_list("body", flat=True)
    return next((body for body in map(json.loads, bodies) if body.get("node") == peer.node), None)


def _forgotten(peer: Peer, told: Position) -> dict[str, Any]:
    """
    Return what was seen of a member's ledger that this node had given up since, and lost the memory of; nothing where the ledger is still the one seen.

    The member was itself brought back by a file of this node, which took its ledger as it was (`go_on_with`): that entry lies behind the backup.
    """
    if told.followed is None:
        return {}
    instants = Entry.objects.filter(kind="exchange_resumed", at=told.followed).values_list("body", flat=True)
    if any(json.loads(body).get("node") == peer.node for body in instants):
        return {}
    return {"seen_entries": Count(peer.seen_size), "seen_root": bytes(peer.seen_root).hex(), "followed": told.followed.isoformat()}


def _check_newest(peer: Peer, told: Position) -> None:
    """Raise BadInput for a file from before this node last went on with the member: what it says was overtaken."""
    restored = Entry.objects.filter(kind="exchange_restored").order_by("-index").values_list("at", "body")
    newest = next((at for at, body in restored if json.loads(body).get("node") == peer.node), None)
    if newest is not None and told.at < newest:
        raise BadInput(
            f"这份数据交换状态文件写于 {newest:%Y-%m-%d %H:%M} 恢复数据交换之前，请对方重新出具。",
            f"The file was written before the exchange was resumed at {newest:%Y-%m-%d %H:%M}: have the other node write a new one.",
        )


def _too_far() -> BadInput:
    return BadInput(
        f"数据交换状态文件中的编号比本节点所知的多出 {MOST_SKIPPED} 以上，或者版本多出 {MOST_CORRECTED} 以上，不予采用，请与对方管理员核对。",
        f"A number in the file is more than {MOST_SKIPPED}, or a version more than {MOST_CORRECTED}, beyond what this node knows; it is refused. "
        "Compare it with the other administrator.",
    )


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield values in parts that one statement takes."""
    each = list(values)
    for first in range(0, len(each), _PART):
        yield each[first : first + _PART]


def _own_seals(told: Position) -> dict[str, dict[int, str]]:
    """Return the seals of the versions that are here, by the names of the records that the file lists and this node has."""
    own: dict[str, dict[int, str]] = {}
    for names in _parts(told.records):
        for name, version, seal in RecordVersion.objects.filter(record__name__in=names).values_list("record__name", "version", "fields"):
            own.setdefault(name, {})[version] = seal
    return own


def _copies_again(peer: Peer, told: Position, own: dict[str, dict[int, str]], proven: set[str], at: datetime) -> None:
    """
    Note again what the other holds of records that are here, where the copy was forgotten: corrections and recalls are to reach it.

    Only where the seal that it names is ours: it would else be given every later version of a record that it never had. The others are listed as lost, and
    an officer gives them anew where they still hold.
    """
    region = node.party(node.member(peer.node)).region
    for names in _parts(own):
        copies = {copy.record.name: copy for copy in Copy.objects.filter(peer=peer, record__name__in=names).select_related("record")}
        for name, copy in copies.items():
            if copy.version < (version := told.records[name][0]):
                if version - max(own[name]) > MOST_CORRECTED:
                    raise _too_far()
                Copy.objects.filter(pk=copy.pk).update(version=version, confirmed=version)
        for record in SharedRecord.objects.filter(name__in=[name for name in names if name in proven and name not in copies]):
            version, _, fields = told.records[record.name]
            _check_fields(record, version, fields)
            decisions = [{"field": name.partition("~")[0], "rule": name.partition("~")[2] or SHOW, "clause": ""} for name in fields]
            state = Copy.State.ARRIVED if fields else Copy.State.ERASED
            Copy.objects.create(record=record, peer=peer, region=region, version=version, confirmed=version, decisions=decisions, state=state, since=at)


def _check_fields(record: SharedRecord, version: int, fields: tuple[str, ...]) -> None:
    """Raise BadInput where the other says that it holds fields which the sealed version does not have."""
    if others := set(fields) - record.versions.get(version=version).values.keys():
        name = min(others)[:100]
        raise BadInput(
            f"数据交换状态文件称持有记录 {record.name} 的“{name}”一项，而该版本没有此项，不予采用。",
            f"The file says that the other node holds {name!r} of {record.name}, which that version does not have; it is refused.",
        )


def _last_received(peer: Peer, told: Position) -> Envelope | None:
    """
    Return the newest envelope with a receipt that lies behind what the file tells of: a member that is itself back at an earlier day asks for it.

    Raises BadInput where a receipt proves the arrival of another envelope than the file says.
    """
    receipts = Envelope.objects.filter(peer=peer, receipt__isnull=False).defer("data", "receipt").order_by("-sequence")
    for one in receipts.filter(sequence__gte=told.since, sequence__lte=told.sequence):
        if told.arrived[one.sequence - told.since] != one.sha256:
            raise BadInput(
                f"对方的回执证明第 {one.sequence} 封已经送达，与数据交换状态文件不符，请与对方管理员核对。",
                f"A receipt of the other node proves that envelope {one.sequence} arrived, which its file contradicts: compare it with its administrator.",
            )
    return receipts.filter(sequence__gt=told.sequence).first()


def _pack_anew(peer: Peer, told: Position, last: Envelope | None) -> int:
    """Let the items of envelopes that the other did not take, and that do not follow what it took, wait again; return how many. One with a receipt stays."""
    if told.sequence - peer.sent > MOST_SKIPPED:
        raise _too_far()
    arrived = {told.since + place: sha for place, sha in enumerate(told.arrived)}
    kept = last.sequence if last else told.sequence
    envelopes = Envelope.objects.filter(peer=peer, sequence__gte=told.since, receipt__isnull=True).values_list("pk", "sequence", "sha256")
    false = [key for key, number, sha in envelopes if arrived.get(number) != sha and not told.sequence < number < kept]
    count = 0
    for keys in _parts(false):
        count += Outgoing.objects.filter(envelope__in=keys).update(state=Outgoing.State.QUEUED, envelope=None, place=None, why="")
        Envelope.objects.filter(pk__in=keys).delete()
    return count


def _keep_numbers(told: Position) -> None:
    """Let no number of a file be given again that the other node knows. Raises BadInput where that would use up the numbers of a head."""
    heads: dict[str, int] = {}
    for name in told.records:
        if read := _NUMBERED.fullmatch(Name.read(name).number):
            heads[read[1]] = max(heads.get(read[1], 0), int(read[2]))
    for head, last in heads.items():
        newest, _ = FileNumber.objects.get_or_create(head=head)
        if last - newest.last > MOST_SKIPPED:
            raise _too_far()
        FileNumber.objects.filter(head=head).update(last=Greatest(F("last"), last))
