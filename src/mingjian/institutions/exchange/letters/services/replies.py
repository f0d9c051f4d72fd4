"""An answer to a letter of another node, whole or a part, as a record of this node."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.core.text.personal import personal_numbers
from mingjian.institutions.exchange.letters.services.checks import clean
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.institutions.exchange.services.versions import LONGEST, Sent, send_record
from mingjian.office.models import Officer


def reply(held: HeldRecord, text: str, ground: str, *, by: Officer, at: datetime, is_part: bool = False) -> SharedRecord:
    """Send an answer to the node that asked. Raises BadInput for one that is empty, too long, or holds personal numbers without a ground."""
    answer = clean(text)
    if not answer or len(answer) > LONGEST:
        raise BadInput("请写明答复，不超过五千字。", "Write the answer, in 5,000 characters at most.")
    if (found := personal_numbers(answer)) and not ground:
        zh = f"答复中含有电话或者身份证号：{'、'.join(found)}。确需提供的，请选择依据；否则请删去。"
        en = f"The answer holds telephone or identity numbers: {', '.join(found)}. Choose the ground on which it gives them, or take them out."
        raise BadInput(zh, en)
    papers = {"personal_ground": ground} if ground and found else {}
    values = {"letter": held.name, "answer": answer}
    sent = Sent("answer", values, title=answer.split("\n")[0], about=held, is_part=is_part, papers=papers)
    return send_record(sent, [held.peer.node], by=by, at=at)
