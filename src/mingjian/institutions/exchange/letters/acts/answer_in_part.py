"""Answer a part of a letter of another node first: the letter still waits."""

from datetime import datetime

from mingjian.institutions.exchange.letters.services.replies import reply
from mingjian.institutions.exchange.models import HeldRecord, SharedRecord
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def answer_in_part(held: HeldRecord, *, by: Officer, at: datetime, letter_answer: str, personal_ground: str = "") -> SharedRecord:
    """Send a part of the answer; the other node is told that more is to come, and the term runs on."""
    return reply(held, letter_answer, personal_ground, by=by, at=at, is_part=True)
