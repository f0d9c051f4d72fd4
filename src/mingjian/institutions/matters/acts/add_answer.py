"""Enter a point of the party's answer in a matter."""

from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Answer, Matter
from mingjian.institutions.matters.services.rows import add
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def add_answer(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Answer]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Answer, by, at, given)
