"""Correct a point of the party's answer of a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import correct
from mingjian.institutions.matters.models import Answer
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def correct_answer(
    fact: Answer,
    *,
    by: Officer,
    at: datetime,
    reason: str,
    answer_point: str,
    answer_verdict: str,
    answer_why: str,
    answer_stated_on: str = "",
) -> Account[None]:
    """Write what it says now, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(
        fact,
        by,
        at,
        reason,
        point=answer_point,
        verdict=answer_verdict,
        why=answer_why,
        stated_on=answer_stated_on,
    )
