"""Correct an item of the penalty of a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import correct
from mingjian.institutions.matters.models import Penalty
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def correct_penalty(
    fact: Penalty,
    *,
    by: Officer,
    at: datetime,
    reason: str,
    penalty_kind: str,
    penalty_words: str = "",
    penalty_sum: str = "",
) -> Account[None]:
    """Write what it says now, and keep what it said before with the reason. Raises BadInput for values that cannot be."""
    return correct(
        fact,
        by,
        at,
        reason,
        kind=penalty_kind,
        words=penalty_words,
        sum=penalty_sum,
    )
