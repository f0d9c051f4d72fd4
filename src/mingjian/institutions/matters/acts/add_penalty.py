"""Enter an item of the penalty in a matter."""

from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Matter, Penalty
from mingjian.institutions.matters.services.rows import add
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def add_penalty(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Penalty]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Penalty, by, at, given)
