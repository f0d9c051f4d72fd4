"""Ask another node for assistance: a letter is a record of this node like any other, and goes by the agreement's clause on assistance."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.agreement.masking import with_masks
from mingjian.core.agreement.release import never_of, rules_of
from mingjian.core.errors import BadInput
from mingjian.core.wire.names import Name
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.institutions.exchange.node import member, peer, register, sheet_of
from mingjian.institutions.exchange.outbox import granted, question, queue_record
from mingjian.institutions.exchange.steps.share_clue import new_version
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter

LONGEST = 5000
HEADS = {"assistance": "X", "answer": "Y"}


def ask_for_assistance(node: str, told: dict[str, str], *, by: Officer, at: datetime, dossier: Dossier | None = None) -> SharedRecord:
    """Send a letter to a node: its questions, the subject, and what of it is needed (`letter`, `questions`, `subject`, `code`, `phone`)."""
    require(by, "exchange.share")
    values = {name: visible(value.strip().replace("\r\n", "\n")) for name, value in told.items() if value.strip()}
    if not values.get("questions") or not values.get("letter") or any(len(value) > LONGEST for value in values.values()):
        raise BadInput("协助函须有文号和请求事项，各不超过五千字。", "A letter has a number and questions, of 5,000 characters at most.")
    with transaction.atomic():
        return send_record("assistance", values, node, by=by, at=at, dossier=dossier)


def send_record(
    kind: str, values: dict[str, str], node: str, *, by: Officer, at: datetime, dossier: Dossier | None = None, about: HeldRecord | None = None
) -> SharedRecord:
    """Make a record of this node, seal it and queue it for a node, in the caller's transaction. Raises Refusal where the agreement does not give it."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    sheet, _ = sheet_of(register())
    plain = {name: value for name, value in values.items() if name not in never_of(sheet)}
    asked = question(kind, plain, "assistance", member(node).node)
    decided = granted(asked, at.date())
    name = Name(settings.NODE, kind, next_number(f"{HEADS[kind]}{localtime(at).year}-"))
    title = (values.get("questions") or values.get("answer") or "").split("\n")[0][:300]
    record = SharedRecord.objects.create(name=str(name), kind=kind, title=title, dossier=dossier, about=about, department=by.department, by=by, made_at=at)
    version = new_version(record, with_masks(plain, rules_of(sheet)), at)
    decisions = [{"field": one.field, "rule": one.rule, "clause": one.clause} for one in decided.decisions]
    to = peer(node)
    Copy.objects.create(record=record, peer=to, region=decided.to.region, decisions=decisions, since=at)
    queue_record(to, version, asked, by=by, at=at)
    told: dict[str, Any] = {"to": node, "purpose": "assistance", "clauses": list(decided.clauses), "fields": sorted(decided.names)}
    enter("record_released", at=at, about=record, by=by, dossier=dossier, **told)
    return record
