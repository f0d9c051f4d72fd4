"""Share many clues with one node in one act, and recall them in one: a record each, sealed by itself, with one entry for every few hundred."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.names import Name
from mingjian.core.wire.sealed_record import seal
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.batches.services.by_place import Going, is_of, sort_by_node
from mingjian.institutions.exchange.models import Copy, Outgoing, Peer, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.downstream import recall_many
from mingjian.institutions.exchange.services.node import peer_open
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Dossier, Officer
from mingjian.office.models.hidden import Encrypted
from mingjian.office.record.bulk_insert import insert_many, insert_rows
from mingjian.office.record.entries import Count, enter

TOGETHER = 499  # records of one entry: with the word that hands them over, as many as go into one envelope


@act
def share_batch(*, by: Officer, at: datetime, clues: Sequence[Clue], node: str, purpose: str) -> int:
    """Seal and queue them, and return how many. Raises StepRefused where one of them no longer goes to that node: then none does."""
    if not is_of(clues, by.department):
        raise NotPermitted("线索不由本部门承办，不能提供。", "Another department holds one of the clues: it is not yours to give.")
    list(Dossier.objects.select_for_update().filter(pk__in=[one.dossier_id for one in clues]).values_list("pk", flat=True))
    going = sort_by_node(clues, purpose, local_day(at), node=node).by_node.get(node, [])
    if len(going) != len(clues):
        lacking = len(clues) - len(going)
        raise StepRefused(f"有 {lacking} 条线索已不能提供给该节点，请刷新后再看。", f"{lacking} of the clues go there no longer: look at the page again.")
    peer = peer_open(node)
    going.sort(key=lambda one: str(one.asked))  # what goes under one release goes in one envelope
    for start in range(0, len(going), TOGETHER):
        _give(going[start : start + TOGETHER], peer, purpose, by, at)
    return len(going)


def _give(going: Sequence[Going], peer: Peer, purpose: str, by: Officer, at: datetime) -> None:
    told: dict[str, Any] = {"kind": "clue", "department": by.department, "by": by, "made_at": at}
    records = [SharedRecord(name=one.clue.dossier.wire_name, title=one.clue.dossier.title, dossier=one.clue.dossier, **told) for one in going]
    insert_rows(records)
    versions, copies = [], []
    decisions = {id(one.decided): [{"field": each.field, "rule": each.rule, "clause": each.clause} for each in one.decided.decisions] for one in going}
    for record, one in zip(records, going, strict=True):
        sealed = seal(Name.read(record.name), "clue", one.values)
        versions.append(RecordVersion(record=record, version=1, values=one.values, seed=sealed.seed, fields=sealed.head.fields, made_at=at))
        copies.append(Copy(record=record, peer=peer, region=one.decided.to.region, decisions=decisions[id(one.decided)], since=at))
    insert_rows(versions)
    insert_rows(copies)
    _queue(records, versions, going, peer, by, at)
    digest = hashlib.sha256("\n".join(f"{record.name} {version.fields}" for record, version in zip(records, versions, strict=True)).encode()).hexdigest()
    more: dict[str, Any] = {
        "clauses": sorted({name for one in going for name in one.decided.clauses}),
        "fields": sorted({name for one in going for name in one.decided.names}),
    }
    named: dict[str, Any] = {"records": [record.name for record in records], "sha256": digest, "count": Count(len(records))}
    enter("records_released", at=at, by=by, beside=records, to=peer.node, purpose=purpose, **more, **named)


def _queue(records: Sequence[SharedRecord], versions: Sequence[RecordVersion], going: Sequence[Going], peer: Peer, by: Officer, at: datetime) -> None:
    """Queue the records, and after those of one release one word that hands all of them over."""
    for _, some in groupby(zip(records, versions, going, strict=True), key=lambda one: str(one[2].asked)):
        each = list(some)
        first, *others = (record.name for record, _, _ in each)
        same = Outgoing(peer=peer, queued_at=at, by=by, kind="record", asked=Encrypted(each[0][2].asked))
        rows: list[dict[str, Any]] = [{"name": record.name, "version_id": version.pk} for record, version, _ in each]
        rows.append({"kind": "hand_over", "name": first, "item": said_item("hand_over", first, others=others)})
        insert_many(same, rows)


@act
def recall_batch(record: SharedRecord, *, by: Officer, at: datetime, recall_reason: str, recall_count: str) -> Account[None]:
    """Recall all clues that one act gave together with this one. Raises BadInput where whoever recalls them expects another number."""
    records = list(record.of_its_batch().select_for_update().order_by("pk"))
    if number_in(recall_count.strip(), 7) != len(records):
        raise BadInput(
            f"同批提供、尚未撤回的共 {len(records)} 条，与填写的条数不符；没有撤回任何一条。",
            f"{len(records)} records of this batch stand yet, which is not the number written: nothing was recalled.",
        )
    nodes = recall_many(records, recall_reason, by=by, at=at)
    others = [one for one in records if one.pk != record.pk]
    for one in others:
        one.recalled_at, one.recalled_for = at, recall_reason
        one.save(update_fields=["recalled_at", "recalled_for"])
    for start in range(0, len(others), TOGETHER):
        some = others[start : start + TOGETHER]
        told: dict[str, Any] = {"why": recall_reason, "records": [one.name for one in some], "count": Count(len(some))}
        enter("records_recalled", at=at, by=by, beside=some, **told)
    record.recalled_for = recall_reason
    return Account(None, {"dossier": record.dossier, "nodes": nodes, "count": Count(len(records))})
