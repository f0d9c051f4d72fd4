"""Answer a letter of assistance of another node."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.steps.ask_for_assistance import LONGEST, send_record
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require


def answer_letter(held: HeldRecord, answer: str, *, by: Officer, at: datetime) -> SharedRecord:
    """Send the answer to a letter to the node that asked; a letter is answered once, and the answer corrected like any record."""
    require(by, "exchange.take_up")
    text = visible(answer.strip().replace("\r\n", "\n"))
    if not text or len(text) > LONGEST:
        raise BadInput("请写明答复，不超过五千字。", "Write the answer, in 5,000 characters at most.")
    with transaction.atomic():
        one = HeldRecord.objects.select_for_update().get(pk=held.pk)
        if one.kind != "assistance" or one.state != HeldRecord.State.HELD:
            raise StepRefused("此协助函已答复，或已撤回。", "This letter was answered already, or recalled.")
        one.state = HeldRecord.State.ANSWERED
        one.save()
        return send_record("answer", {"letter": one.name, "answer": text}, one.peer.node, by=by, at=at, about=one)
