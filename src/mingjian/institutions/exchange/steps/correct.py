"""Correct a shared record: a new version that goes to whoever holds a copy, even where no clause would give it anew."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingjian.core.agreement.masking import masked
from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.exchange.models import Copy, RecordVersion, SharedRecord
from mingjian.institutions.exchange.outbox import following, queue_record
from mingjian.institutions.exchange.steps.share_clue import new_version
from mingjian.institutions.exchange.words import CORRECTIONS
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, enter

GONE = (Copy.State.REFUSED, Copy.State.ERASED, Copy.State.STOPPED, Copy.State.RECALL_ASKED)
LONGEST = 5000


def correct(record: SharedRecord, field: str, value: str, reason: str, *, by: Officer, at: datetime) -> RecordVersion:
    """Give a field another value, and send the new version to every node that holds a copy. Its masks follow."""
    require(by, "exchange.recall")
    if reason not in CORRECTIONS:
        raise BadInput("请选择更正的理由。", "Choose why it is corrected.")
    with transaction.atomic():
        held = SharedRecord.objects.select_for_update().get(pk=record.pk)
        if held.recalled_at:
            raise StepRefused("此记录已撤回。", "This record was recalled.")
        newest = held.versions.order_by("version").reverse()[0]
        value = visible(value.strip())
        if field not in newest.values or "~" in field or not value or len(value) > LONGEST or value == newest.values[field]:
            raise BadInput("请选择一个字段并填写新的内容。", "Choose a field and give it another content.")
        version = new_version(held, _with(newest.values, field, value), at, reason)
        holders = held.copies.exclude(state__in=GONE).select_related("peer")
        for copy in holders:
            copy.version = version.version
            copy.save(update_fields=["version"])
            queue_record(copy.peer, version, following(copy.peer.node, copy.decisions), by=by, at=at)
        told: dict[str, Any] = {"field": field, "reason": reason, "version": Count(version.version), "nodes": [copy.peer.node for copy in holders]}
        enter("record_corrected", at=at, about=held, by=by, dossier=held.dossier, **told)
    return version


def _with(values: dict[str, str], field: str, value: str) -> dict[str, str]:
    """Give the values with one changed, and its masked forms made anew."""
    changed = {name: masked(value, name.partition("~")[2]) for name in values if name.startswith(f"{field}~")}
    return {**values, field: value, **changed}
