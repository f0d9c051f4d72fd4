"""Enter a point of the party's answer in a matter."""

from datetime import datetime

from mingjian.institutions.matters.lore.entering import add
from mingjian.institutions.matters.models import Answer, Matter
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def add_answer(
    matter: Matter,
    *,
    by: Officer,
    at: datetime,
    answer_point: str,
    answer_verdict: str,
    answer_why: str,
    answer_stated_on: str = "",
) -> Account[Answer]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(
        matter,
        Answer,
        by,
        at,
        point=answer_point,
        verdict=answer_verdict,
        why=answer_why,
        stated_on=answer_stated_on,
    )
