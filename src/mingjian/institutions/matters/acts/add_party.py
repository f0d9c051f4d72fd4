"""Enter a party in a matter."""

from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Matter, Party
from mingjian.institutions.matters.services.rows import add
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def add_party(matter: Matter, *, by: Officer, at: datetime, **given: Any) -> Account[Party]:
    """Enter it under the next number of its kind. Raises BadInput for values that cannot be."""
    return add(matter, Party, by, at, given)
