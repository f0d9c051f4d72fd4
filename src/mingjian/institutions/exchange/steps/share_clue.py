"""Give a clue to another node, and hand the matter over with it: first what would be seen, then the record, sealed and queued."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mingjian.core.agreement.masking import masked_name, with_masks
from mingjian.core.agreement.release import Refused, Release, never_of, rules_of
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.wire.names import Name
from mingjian.core.wire.sealing import seal
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.filling import values_of
from mingjian.institutions.exchange.models import Copy, RecordVersion, SharedRecord
from mingjian.institutions.exchange.node import member, peer, register, sheet_of
from mingjian.institutions.exchange.outbox import decide, granted, question, queue_record, queue_word
from mingjian.institutions.exchange.points import reached
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter

LONGEST_PHONE = 40


@dataclass(frozen=True)
class Sharing:
    """To which node a clue is to go, for what, with which papers; the operator's place (region code) and telephone as the officer knows them."""

    node: str
    purpose: str
    place: str = ""
    phone: str = ""
    case_number: str = ""
    head: str = ""

    def check(self) -> None:
        """Refuse what cannot be read."""
        if self.place and not (self.place.isdigit() and len(self.place) == 6):
            raise BadInput("所在地须为六位区划代码。", "The place is a region code of six digits.")
        if len(self.phone) > LONGEST_PHONE:
            raise BadInput("电话过长。", "The telephone number is too long.")

    @property
    def papers(self) -> list[str]:
        """Which papers were told."""
        return [name for name in ("case_number", "head") if getattr(self, name).strip()]


@dataclass(frozen=True)
class Seen:
    """One field of what would go: what the other side sees of it, by which rule and which clause."""

    field: str
    value: str
    rule: str
    clause: str


def preview(clue: Clue, sharing: Sharing, at: datetime) -> tuple[list[Seen], Release | Refused]:
    """Tell what a node would see of a clue, by the very call that packs it later; or why nothing would go."""
    sharing.check()
    values = _values(clue, sharing)
    decided = decide(_question(values, sharing), at.date())
    if isinstance(decided, Refused):
        return [], decided
    rows = []
    for one in decided.decisions:
        name = one.field if one.rule == "show" else masked_name(one.field, one.rule)
        rows.append(Seen(one.field, values.get(name, "") if one.rule != "never" else "", one.rule, one.clause))
    return rows, decided


def share_clue(clue: Clue, sharing: Sharing, *, by: Officer, at: datetime) -> SharedRecord:
    """Seal a clue as a record and queue it for a node, with the hand-over of the matter. Raises Refusal where the agreement does not give it."""
    require(by, "exchange.share")
    sharing.check()
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update().get(pk=clue.dossier_id)
        if dossier.department_id != by.department_id:
            raise StepRefused("线索不由本部门承办，不能提供。", "Another department holds this clue: it is not yours to give.")
        record, version = _sealed(clue, sharing, by, at)
        to = peer(member(sharing.node).node)
        if Copy.objects.filter(record=record, peer=to).exists():
            raise StepRefused("该节点已有此记录；如有变化请更正。", "That node has this record already: correct it where it has changed.")
        if record.recalled_at:
            raise StepRefused("此记录已撤回，不再提供。", "This record was recalled and goes out no more.")
        asked = _question(version.values, sharing)
        decided = granted(asked, at.date())
        decisions = [{"field": one.field, "rule": one.rule, "clause": one.clause} for one in decided.decisions]
        Copy.objects.create(record=record, peer=to, region=decided.to.region, version=version.version, decisions=decisions, since=at)
        queue_record(to, version, asked, by=by, at=at)
        queue_word(to, "hand_over", record.name, asked, by=by, at=at)
        _enter(record, decided, by, at, sharing)
        reached("release_before_commit")
    reached("release_after_commit")
    return record


def _enter(record: SharedRecord, decided: Release, by: Officer, at: datetime, sharing: Sharing) -> None:
    told: dict[str, Any] = {"to": decided.to.node, "purpose": decided.purpose, "clauses": list(decided.clauses), "fields": sorted(decided.names)}
    papers = {"case_number": sharing.case_number.strip(), "head": sharing.head.strip()}
    enter("record_released", at=at, about=record, by=by, dossier=record.dossier, told_papers={k: v for k, v in papers.items() if v}, **told)


def _values(clue: Clue, sharing: Sharing) -> dict[str, str]:
    """Give what is sealed: the clue's fields and their masks, without what no clause ever lets go."""
    sheet, _ = sheet_of(register())
    kept = never_of(sheet)
    plain = {name: visible(value) for name, value in values_of(clue, sharing.phone.strip()).items() if name not in kept}
    return with_masks(plain, rules_of(sheet))


def _question(values: dict[str, str], sharing: Sharing) -> dict[str, Any]:
    fields = {name for name in values if "~" not in name}
    return question("clue", fields, sharing.purpose, sharing.node, place=sharing.place, papers=sharing.papers)


def _sealed(clue: Clue, sharing: Sharing, by: Officer, at: datetime) -> tuple[SharedRecord, RecordVersion]:
    """Give the record of a clue with its newest version, made at its first sharing."""
    dossier = clue.dossier
    told = {"kind": "clue", "title": dossier.title, "dossier": dossier, "department": dossier.department, "by": by, "made_at": at}
    record, is_new = SharedRecord.objects.get_or_create(name=dossier.wire_name, defaults=told)
    if not is_new:
        return record, record.versions.order_by("version").reverse()[0]
    return record, new_version(record, _values(clue, sharing), at)


def new_version(record: SharedRecord, values: dict[str, str], at: datetime, reason: str = "") -> RecordVersion:
    """Seal the next version of a record."""
    before = record.versions.order_by("version").last()
    number, seal_before = (before.version + 1, before.fields) if before else (1, "")
    sealed = seal(Name.read(record.name), record.kind, values, version=number, before=seal_before or None)
    kept = {"values": values, "seed": sealed.seed, "fields": sealed.head.fields, "before": seal_before}
    return RecordVersion.objects.create(record=record, version=number, reason=reason, made_at=at, **kept)
