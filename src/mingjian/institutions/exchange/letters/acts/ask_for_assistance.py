"""Ask another node for assistance: a letter is a record of this node like any other, and goes by the agreement's clause on assistance."""

from datetime import datetime

from mingjian.institutions.exchange.letters.lore.writing import Letter
from mingjian.institutions.exchange.lore.versions import send_record
from mingjian.institutions.exchange.models import SharedRecord
from mingjian.office.acts.doing import act
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
    letter = Letter(to_node, letter_number, letter_questions, letter_subject, letter_code, letter_phone)
    return send_record("assistance", letter.values(), to_node, by=by, at=at)
