"""Answer a letter of assistance of another node."""

from datetime import datetime

from mingjian.institutions.exchange.letters.services.replies import reply
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def answer_letter(held: HeldRecord, *, by: Officer, at: datetime, letter_answer: str, personal_ground: str = "") -> SharedRecord:
    """Send the answer to a letter to the node that asked; a letter is answered whole once, and the answer corrected like any record."""
    held.settled_at = at
    return reply(held, letter_answer, personal_ground, by=by, at=at)
