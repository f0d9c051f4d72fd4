"""Send a clue to another node, and hand the matter over with it: the record, sealed and queued."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from mingjian.core.agreement.release import Release
from mingjian.core.errors import StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire.words import GIVEN
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.models import Copy, HeldRecord, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.handling_codes import check_onward
from mingjian.institutions.exchange.services.node import peer_open
from mingjian.institutions.exchange.services.onward import Onward, tell_owners
from mingjian.institutions.exchange.services.outbox import granted, queue_record, queue_word
from mingjian.institutions.exchange.services.outgoing import Sharing, check_goes, newest_of, release_question, values_to_seal
from mingjian.institutions.exchange.services.points import reached
from mingjian.institutions.exchange.services.versions import new_version
from mingjian.office.acts.execution import act
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter


@act
def share_clue(*, by: Officer, at: datetime, clue: Clue, sharing: Sharing) -> SharedRecord:
    """Seal a clue as a record and queue it for a node, with the hand-over of the matter. Raises Refusal where the agreement does not give it."""
    sharing.check()
    dossier = Dossier.objects.select_for_update().get(pk=clue.dossier_id)
    if dossier.department_id != by.department_id:
        raise StepRefused("线索不由本部门承办，不能提供。", "Another department holds this clue: it is not yours to give.")
    check_onward(dossier, sharing.node)
    to = peer_open(sharing.node)
    check_goes(dossier, to.node)
    before = newest_of(dossier)
    record, version = _sealed(clue, sharing, by, at)
    asked = release_question(version.values, sharing)
    decided = granted(asked, local_day(at))
    decisions = [{"field": one.field, "rule": one.rule, "clause": one.clause} for one in decided.decisions]
    told = {"region": decided.to.region, "version": version.version, "decisions": decisions, "since": at, "state": Copy.State.QUEUED, "word": ""}
    Copy.objects.update_or_create(record=record, peer=to, defaults=told)  # one that was refused is given anew
    queue_record(to, version, asked, by=by, at=at)
    queue_word(to, "hand_over", record.name, asked, by=by, at=at)
    tell_owners(dossier, Onward(settings.NODE, to.node, record.name, local_day(at)), by=by, at=at)
    _enter(record, decided, by, at, sharing, before.name if before and before != record else "")
    reached("release_before_commit")
    transaction.on_commit(lambda: reached("release_after_commit"))
    return record


def _enter(record: SharedRecord, decided: Release, by: Officer, at: datetime, sharing: Sharing, anew: str) -> None:
    told: dict[str, Any] = {"to": decided.to.node, "purpose": decided.purpose, "clauses": list(decided.clauses), "fields": sorted(decided.names)}
    told |= {"after_recall_of": anew} if anew else {}
    papers = {"case_number": sharing.case_number.strip(), "head": sharing.head.strip(), "owner_consent": _consents(record, decided.to.node)}
    enter("record_released", at=at, about=record, by=by, dossier=record.dossier, told_papers={k: v for k, v in papers.items() if v}, **told)


def _consents(record: SharedRecord, to: str) -> str:
    """Return under which numbers the owners of what a clue rests on consented to its going to a node."""
    held = HeldRecord.objects.filter(dossier=record.dossier, kind="clue").exclude(peer__node=to)
    numbers = (one["number"] for row in held for one in row.consents if one["to"] == to and one["state"] == GIVEN)
    return "、".join(dict.fromkeys(numbers))


def _sealed(clue: Clue, sharing: Sharing, by: Officer, at: datetime) -> tuple[SharedRecord, RecordVersion]:
    """
    Return the record of a clue with its newest version, made at its first sharing, and anew after a recall.

    The new one has a name of its own: the recalled one stays recalled, wherever it is, and whoever has not confirmed that stays named.
    """
    dossier = clue.dossier
    before = newest_of(dossier)
    if before and not before.recalled_at:
        return before, before.versions.order_by("version").reverse()[0]
    values = values_to_seal(clue, sharing)
    made = SharedRecord.objects.filter(dossier=dossier, kind="clue").count()
    name = f"{dossier.wire_name}-{made + 1}" if made else dossier.wire_name
    told = {"kind": "clue", "title": dossier.title, "dossier": dossier, "department": dossier.department, "by": by, "made_at": at}
    record = SharedRecord.objects.create(name=name, **told)
    return record, new_version(record, values, at)
