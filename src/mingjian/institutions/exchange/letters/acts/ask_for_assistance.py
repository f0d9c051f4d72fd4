"""Ask another node for assistance: a letter is a record of this node like any other, and goes by the agreement's clause on assistance."""

from datetime import datetime

from mingjian.core.errors import NotPermitted
from mingjian.institutions.exchange.letters.services.checks import Letter
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.institutions.exchange.services.versions import Sent, send_record
from mingjian.office.acts.execution import act
from mingjian.office.models import Dossier, Officer


@act
def ask_for_assistance(
    *,
    by: Officer,
    at: datetime,
    to_node: str,
    letter_questions: str,
    letter_number: str = "",
    letter_subject: str = "",
    letter_code: str = "",
    letter_phone: str = "",
    letter_for: str = "",
) -> SharedRecord:
    """
    Send a letter to a node: its number and questions, about whom, and what of them is needed. Raises Refusal where the agreement gives none.

    `letter_for`: the dossier that it is asked for, which its answers then belong to; NotPermitted where another department holds it.
    """
    letter = Letter(to_node, letter_number, letter_questions, letter_subject, letter_code, letter_phone)
    dossier = Dossier.objects.select_related("department").get(number=letter_for) if letter_for else None
    if dossier is not None and dossier.department_id != by.department_id:
        raise NotPermitted(f"该卷宗由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the dossier.")
    values = letter.values()
    sent = Sent("assistance", values, title=values["questions"].split("\n")[0], dossier=dossier)
    return send_record(sent, [to_node], by=by, at=at)
