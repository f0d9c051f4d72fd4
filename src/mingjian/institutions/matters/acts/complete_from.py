"""Enter in a matter what became known of it elsewhere: a further finding, a captured page, the answer of a platform."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.queries import Known
from mingjian.institutions.matters.services.prefill import insert_known
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def complete_from(matter: Matter, *, by: Officer, at: datetime, known: Sequence[Known] = ()) -> Account[list[Any]]:
    """Enter the rows that the matter does not hold yet. Nothing is entered in the ledger where there is none; a row that was withdrawn does not come back."""
    rows: list[Any] = insert_known(matter, known, by, at)
    return Account(rows, {"dossier": matter.lead, "facts": [one.wire_name for one in rows]}, is_new=bool(rows))
