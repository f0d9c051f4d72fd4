"""A file as a record of this node, sealed and queued for another: first what is said of it, then its pieces."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from mingjian.core.agreement.release import Refused, Release
from mingjian.core.errors import StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.evidence.services.given import Giving, asked_of
from mingjian.institutions.exchange.models import Copy, RecordFile, SharedRecord
from mingjian.institutions.exchange.services.node import peer_open
from mingjian.institutions.exchange.services.outbox import decide, queue_record
from mingjian.institutions.exchange.services.pieces import FILE_FIELDS, queue_pieces
from mingjian.institutions.exchange.services.versions import new_version
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.store import is_there
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter


@dataclass(frozen=True)
class Sent:
    """The bytes that go: their name, hash and size, and whether they hold personal data; the dossier that they lie in, if they lie in one."""

    name: str
    sha256: str
    size: int
    is_personal: bool = False
    dossier: Dossier | None = None


def decided_of(values: dict[str, str], giving: Giving, at: datetime) -> Release | Refused:
    """Return what the agreement lets go of a file; refused where it lets its bytes not go."""
    decided = decide(asked_of(values, giving), local_day(at))
    if isinstance(decided, Refused) or decided.names & set(FILE_FIELDS):
        return decided
    return Refused("needs_paper" if "personal_file" in values else "clause_forbids_field", next(iter(decided.clauses), ""))


def send_file(file: Sent, values: dict[str, str], giving: Giving, *, by: Officer, at: datetime) -> SharedRecord:
    """Make the record of a file and queue it with its pieces, in the caller's transaction. Raises Refusal where the agreement does not give it."""
    decided = decided_of(values, giving, at)
    if isinstance(decided, Refused):
        raise Refusal(decided.why, values["file_name"][:60])
    if not is_there(file.sha256):
        zh, en = f"“{values['file_name']}”的字节不在本节点的存储中。", f"The bytes of “{values['file_name']}” are not in this node's store."
        raise StepRefused(f"{zh}请从备份恢复后再提供。", f"{en} Restore them from a backup first.")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    to, asked = peer_open(giving.node), asked_of(values, giving)
    name = Name(settings.NODE, "evidence", next_number(f"Z{localtime(at).year}-"))
    told: dict[str, Any] = {"kind": "evidence", "title": values["title"][:300], "dossier": file.dossier, "department": by.department, "by": by, "made_at": at}
    record = SharedRecord.objects.create(name=str(name), **told)
    told = {"sha256": file.sha256, "size": file.size, "is_personal": file.is_personal, "belongs_to": values.get("belongs_to", "")}
    RecordFile.objects.create(shared=record, name=file.name, whole_at=at, **told)
    version = new_version(record, values, at)
    decisions = [{"field": one.field, "rule": one.rule, "clause": one.clause} for one in decided.decisions]
    Copy.objects.create(record=record, peer=to, region=decided.to.region, decisions=decisions, since=at)
    queue_record(to, version, asked, by=by, at=at)
    queue_pieces(record, to, asked, by=by, at=at)
    _enter(record, file, decided, giving, by, at)
    return record


def _enter(record: SharedRecord, file: Sent, decided: Release, giving: Giving, by: Officer, at: datetime) -> None:
    papers: Mapping[str, str] = {key: getattr(giving, key).strip() for key in giving.papers}
    told: dict[str, Any] = {
        "to": giving.node,
        "purpose": giving.purpose,
        "clauses": list(decided.clauses),
        "fields": sorted(decided.names),
        "file": file.sha256,
    }
    enter("record_released", at=at, about=record, by=by, dossier=file.dossier, told_papers=papers, **told)
