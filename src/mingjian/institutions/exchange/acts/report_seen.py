"""Report to the owner of a clue that came what is seen of the same here."""

from datetime import date, datetime

from mingjian.core.errors import BadInput
from mingjian.core.wire import words
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.prefill import refuse_personal
from mingjian.institutions.exchange.services.versions import LONGEST, Sent, send_record
from mingjian.office.acts.execution import act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


@act
def report_seen(held: HeldRecord, *, by: Officer, at: datetime, held_verdict: str, held_seen_on: str, held_note: str) -> SharedRecord:
    """Give it as a record of this node, which can be corrected and recalled like any; files go with it by `attach_file`."""
    note = visible(held_note.strip())
    if not note or len(note) > LONGEST:
        raise BadInput("请写明看到的情况，不超过五千字。", "Write what was seen, in 5,000 characters at most.")
    on = date.fromisoformat(str(held_seen_on)[:10])
    values = {"about": held.name, "verdict": held_verdict, "seen_on": on.isoformat(), "note": note}
    refuse_personal(values)
    title = f"{words.VERDICTS[held_verdict].zh}：{held.values.get('title', held.own_number)}"
    return send_record(Sent("sighting", values, purpose="check_clue", title=title, about=held), [held.peer.node], by=by, at=at)
