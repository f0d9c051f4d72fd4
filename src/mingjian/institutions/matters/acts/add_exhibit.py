"""Enter an exhibit in a matter."""

from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Exhibit, Matter
from mingjian.institutions.matters.services.rows import add
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def add_exhibit(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Exhibit]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Exhibit, by, at, given)
