"""What time does: copies at other nodes follow a penalty that was undone, taken down or corrected."""

from datetime import datetime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.institutions.exchange.acts import correct_record, recall_record
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.institutions.publication.services.copies import case_of, corrected_by, records_touched, undone_by

#: The field of a record that the public's correction changes, and what a case calls it.
FIELD = "act"
UNDONE, CHANGED = "penalty_undone", "has_changed"


def call_copies_back(at: datetime) -> Text | None:
    """
    Recall each record whose penalty is no more, and correct each whose breach the public reads otherwise now, in the name of the officer who did that.

    Where that officer may not (any more), it is left for whoever may: the case's page names the copies. Gives a sentence where something was done.
    """
    recalled = corrected = 0
    for record in records_touched():
        case = case_of(record)
        if case is None:
            continue
        try:
            if (entry := undone_by(case)) and entry.at >= record.made_at:
                recall_record(record, by=entry.officer, at=at, recall_reason=UNDONE)
                recalled += 1
            elif (entry := corrected_by(case)) and _differs(record, case.suspected_act, entry.at):
                told = {"record_field": FIELD, "corrected_value": case.suspected_act, "correction_reason": CHANGED}
                correct_record(record, by=entry.officer, at=at, **told)
                corrected += 1
        except MingjianError:
            continue
    if not recalled and not corrected:
        return None
    return Text(f"处罚有变，撤回记录 {recalled} 份、更正 {corrected} 份。", f"Penalties changed: {recalled} records recalled, {corrected} corrected.")


def _differs(record: SharedRecord, act: str, since: datetime) -> bool:
    """Return whether the newest version is older than the correction and says another act."""
    newest = record.versions.order_by("version").last()
    return bool(newest and act.strip() and newest.made_at < since and newest.values.get(FIELD, act) != act.strip())
