"""Correct a point of the party's answer of a matter."""

from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Answer
from mingjian.institutions.matters.services.rows import correct
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def correct_answer(fact: Answer, *, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what is given, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(fact, by, at, reason, given)
