"""Enter a charge in a matter."""

from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Charge, Matter
from mingjian.institutions.matters.services.rows import add
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def add_charge(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Charge]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Charge, by, at, given)
