"""Correct the first party or charge of a matter by what an institution above has just entered of it."""

from collections.abc import Sequence
from datetime import datetime

from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.queries import Known
from mingjian.institutions.matters.services.prefill import update_known
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def update_from(matter: Matter, *, by: Officer, at: datetime, known: Sequence[Known] = ()) -> Account[None]:
    """Write the values that are told and differ; what stood there is kept as every correction keeps it. Nothing is entered where nothing differs."""
    changed = update_known(matter, known, by, at)
    return Account(None, {"dossier": matter.lead, "changed": changed}, is_new=bool(changed))
