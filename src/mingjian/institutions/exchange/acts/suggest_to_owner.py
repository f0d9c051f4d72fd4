"""Suggest to the owner of a record that came what it should say."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.core.wire import words
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.prefill import refuse_personal
from mingjian.institutions.exchange.services.versions import LONGEST, Sent, send_record
from mingjian.office.acts.execution import act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


@act
def suggest_to_owner(held: HeldRecord, *, by: Officer, at: datetime, suggested_field: str, suggested_value: str, held_note: str = "") -> SharedRecord:
    """Give the suggestion as a record of this node: its owner alone corrects. Raises BadInput for a field that did not come whole, or what says nothing new."""
    value, note = visible(suggested_value.strip()), visible(held_note.strip())
    if suggested_field not in (held.options_of("suggested_field") or ()):
        raise BadInput("只能对完整收到、不属于个人信息的项目提出建议。", "A suggestion is of a field that came whole and is nobody's personal data.")
    if not value or len(value) > LONGEST or len(note) > LONGEST or value == held.values[suggested_field]:
        raise BadInput("请填写与原来不同的内容，不超过五千字。", "Write another content, in 5,000 characters at most.")
    values = {"about": held.name, "field": suggested_field, "suggested": value, **({"note": note} if note else {})}
    refuse_personal(values)
    title = f"建议更正{words.FIELDS[suggested_field].zh}：{held.values.get('title', held.own_number)}"
    return send_record(Sent("suggestion", values, purpose="check_clue", title=title, about=held), [held.peer.node], by=by, at=at)
