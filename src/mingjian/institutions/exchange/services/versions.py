"""Versions of a record of this node, each sealed; and a record that is made to go to one node under the clause on assistance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import never_of, rules_of
from mingjian.core.law import local_day
from mingjian.core.wire.names import Name
from mingjian.core.wire.sealed_record import seal
from mingjian.core.wire.words import PART
from mingjian.institutions.exchange.models import Copy, HeldRecord, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.node import member, peer_open, register, sheet_of
from mingjian.institutions.exchange.services.outbox import following, granted, question, queue_record, queue_word
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter

LONGEST = 5000  # signs of one field
HEADS = {"assistance": "X", "answer": "Y", "campaign": "XC", "report": "XR", "sighting": "XS", "suggestion": "XG"}
#: States of copies that no new version is sent to.
GONE = (Copy.State.REFUSED, Copy.State.ERASED, Copy.State.STOPPED, Copy.State.RECALL_ASKED)


def new_version(record: SharedRecord, values: dict[str, str], at: datetime, reason: str = "", *, follows: int = 0) -> RecordVersion:
    """Seal the next version of a record. `follows`: the version of another node's record that it follows, where it rests on one."""
    before = record.versions.order_by("version").last()
    given = max(record.copies.values_list("version", flat=True), default=0)  # beyond it where this node was brought back from a backup
    number, seal_before = (max(before.version, given) + 1, before.fields) if before else (1, "")
    sealed = seal(Name.read(record.name), record.kind, values, version=number, before=seal_before or None)
    kept = {"values": values, "seed": sealed.seed, "fields": sealed.head.fields, "before": seal_before}
    return RecordVersion.objects.create(record=record, version=number, reason=reason, follows=follows, made_at=at, **kept)


def send_version(record: SharedRecord, version: RecordVersion, *, by: Officer | None, at: datetime) -> list[str]:
    """Queue a new version for every node that holds a copy, with the fields that it has, and return which those are."""
    holders = list(record.copies.exclude(state__in=GONE).select_related("peer"))
    for copy in holders:
        copy.version = version.version
        copy.save(update_fields=["version"])
        queue_record(copy.peer, version, following(copy.peer.node, copy.decisions), by=by, at=at)
    return [copy.peer.node for copy in holders]


@dataclass(frozen=True)
class Sent:
    """
    A record of this node as it is to go: kind, fields, purpose, what it is called here, the dossier that it belongs to.

    `about`: the record of another node that it answers, whole or as a part (`is_part`), or says something of. `papers`: what the ledger says besides of why it
    was given. `opens_at`: before then nothing of it leaves.
    """

    kind: str
    values: Mapping[str, str]
    purpose: str = "assistance"
    title: str = ""
    dossier: Dossier | None = None
    about: HeldRecord | None = None
    is_part: bool = False
    papers: Mapping[str, str] = field(default_factory=dict)
    opens_at: datetime | None = None

    def asked(self, node: str) -> tuple[dict[str, str], dict[str, Any]]:
        """Return its fields without what no clause ever gives, and the question that the agreement answers."""
        sheet, _ = sheet_of(register())
        plain = {name: value for name, value in self.values.items() if name not in never_of(sheet)}
        return plain, question(self.kind, plain, self.purpose, member(node).node)


def send_record(sent: Sent, nodes: Sequence[str], *, by: Officer, at: datetime) -> SharedRecord:
    """Make a record of this node, seal it and queue it for each node, in the caller's transaction. Raises Refusal where the agreement does not give it."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    sheet, _ = sheet_of(register())
    granting = [(peer_open(node), asked, granted(asked, local_day(at))) for node in nodes for _, asked in [sent.asked(node)]]
    plain, _ = sent.asked(nodes[0])
    name = Name(settings.NODE, sent.kind, next_number(f"{HEADS[sent.kind]}{localtime(at).year}-"))
    kept: dict[str, Any] = {"kind": sent.kind, "title": sent.title[:300], "dossier": sent.dossier, "about": sent.about, "is_part": sent.is_part}
    record = SharedRecord.objects.create(name=str(name), department=by.department, by=by, made_at=at, **kept)
    version = new_version(record, with_masks(plain, rules_of(sheet)), at)
    for to, asked, decided in granting:
        decisions = [{"field": one.field, "rule": one.rule, "clause": one.clause} for one in decided.decisions]
        Copy.objects.create(record=record, peer=to, region=decided.to.region, decisions=decisions, since=at, opens_at=sent.opens_at)
        if sent.is_part and sent.about is not None:  # said before it, so that it is not taken for the whole
            queue_word(to, "letter_word", sent.about.name, following(to.node), by=by, at=at, did=PART, answer=record.name)
        queue_record(to, version, asked, by=by, at=at)
        told: dict[str, Any] = {"to": to.node, "purpose": sent.purpose, "clauses": list(decided.clauses), "fields": sorted(decided.names)}
        told |= {"told_papers": dict(sent.papers)} if sent.papers else {}
        enter("record_released", at=at, about=record, by=by, dossier=sent.dossier, **told)
    return record
