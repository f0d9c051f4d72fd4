"""Ask another node for assistance: a letter is a record of this node like any other, and goes by the agreement's clause on assistance."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure.request_words import words_beyond
from mingjian.institutions.exchange.lore.versions import LONGEST, send_record
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.office.acts.doing import act
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer


@act
def ask_for_assistance(
    *,
    by: Officer,
    at: datetime,
    to_node: str,
    letter_number: str,
    letter_questions: str,
    letter_subject: str = "",
    letter_code: str = "",
    letter_phone: str = "",
) -> SharedRecord:
    """Send a letter to a node: its number and questions, about whom, and what of them is needed. Raises Refusal where the agreement gives none."""
    if found := words_beyond(letter_questions):
        words = Text("、".join(f"“{word}”" for word in found), ", ".join(found))
        zh = f"协助函请求的{words.zh}不在标准事项之内：须经省级市场监督管理部门同意（依据未核实），以协查卷宗由两人签发，不能经此发出。"
        en = f"{words.en} is no standard item: it needs consent of the province (UNVERIFIED) and two signatures, and does not go by this letter."
        raise BadInput(zh, en)
    told = {"letter": letter_number, "questions": letter_questions, "subject": letter_subject, "code": letter_code, "phone": letter_phone}
    values = {name: visible(value.strip().replace("\r\n", "\n")) for name, value in told.items() if value.strip()}
    if any(len(value) > LONGEST for value in values.values()):
        raise BadInput("协助函的各项不超过五千字。", "What a letter says has 5,000 characters at most in each part.")
    return send_record("assistance", values, to_node, by=by, at=at)
