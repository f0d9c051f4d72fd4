"""Answer a letter of assistance of another node."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.exchange.lore.versions import LONGEST, send_record
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.office.acts.doing import act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


@act
def answer_letter(held: HeldRecord, *, by: Officer, at: datetime, letter_answer: str) -> SharedRecord:
    """Send the answer to a letter to the node that asked; a letter is answered once, and the answer corrected like any record."""
    text = visible(letter_answer.strip().replace("\r\n", "\n"))
    if not text or len(text) > LONGEST:
        raise BadInput("请写明答复，不超过五千字。", "Write the answer, in 5,000 characters at most.")
    return send_record("answer", {"letter": held.name, "answer": text}, held.peer.node, by=by, at=at, about=held)
