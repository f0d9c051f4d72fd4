"""Accept what another node suggested: the record is corrected, and every holder gets the new version."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.exchange.acts.correct_record import correct_record
from mingjian.institutions.exchange.models import HeldRecord, RecordVersion, SharedRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def adopt_suggestion(held: HeldRecord, *, by: Officer, at: datetime, correction_reason: str) -> Account[RecordVersion]:
    """Correct the field as it was suggested, and tell the node that suggested it. Raises StepRefused where the record was recalled meanwhile."""
    record = SharedRecord.objects.filter(name=held.about, recalled_at__isnull=True).first()
    if record is None:
        raise StepRefused("所针对的记录已撤回，不再更正。", "The record that it is about was recalled: nothing is corrected.")
    told = {"record_field": held.values.get("field", ""), "corrected_value": held.values.get("suggested", "")}
    made = correct_record(record, **told, correction_reason=correction_reason, by=by, at=at)
    queue_word(held.peer, "hand_over_answer", held.name, following(held.peer.node), by=by, at=at, did="taken_up")
    return Account(made, {"dossier": record.dossier})
