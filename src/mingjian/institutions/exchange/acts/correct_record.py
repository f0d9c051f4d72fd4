"""Correct a shared record: a new version that goes to whoever holds a copy, even where no clause would give it anew."""

from datetime import date, datetime

from mingjian.core.errors import BadInput
from mingjian.core.wire.words import ABOUT
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.models import RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.downstream import with_values
from mingjian.institutions.exchange.services.prefill import cleaned, refuse_personal
from mingjian.institutions.exchange.services.versions import LONGEST, new_version, send_version
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def correct_record(
    record: SharedRecord, *, by: Officer, at: datetime, record_field: str, corrected_value: str, correction_reason: str
) -> Account[RecordVersion]:
    """Set a field to another value and send the new version to every node that holds a copy. Its masks follow."""
    newest = record.versions.order_by("version").reverse()[0]
    value = _as_it_may_go(record, record_field, visible(corrected_value.strip()))
    if record_field not in newest.values:
        raise BadInput("此记录没有填写该项，请选择其中已有的一项。", "The record does not say this: choose something that it says.")
    if record.kind in ("assistance", "campaign", *ABOUT):
        refuse_personal({record_field: value})
    if record_field in ("until", "opening", "seen_on"):
        _check_day(value)
    if not value or len(value) > LONGEST or value == newest.values[record_field]:
        raise BadInput("请填写与原来不同的内容，不超过五千字。", "Write another content, in 5,000 characters at most.")
    version = new_version(record, with_values(newest.values, {record_field: value}), at, correction_reason)
    nodes = send_version(record, version, by=by, at=at)
    return Account(version, {"dossier": record.dossier, "version": Count(version.version), "nodes": nodes})


def _check_day(value: str) -> None:
    """Refuse what is no day: both ends count by it."""
    try:
        date.fromisoformat(value)
    except ValueError:
        raise BadInput("日期请写作 2026-12-31 的形式。", "Write the day as 2026-12-31.") from None


def _as_it_may_go(record: SharedRecord, field: str, value: str) -> str:
    """Take out of what corrects a clue what is taken out of the clue itself: who reported it, and numbers in texts."""
    clue = Clue.objects.filter(dossier=record.dossier).first() if record.kind == "clue" else None
    return cleaned(clue, {field: value})[field] if clue else value
