"""Describe what became of the signs that a case may be one for the police, or of cases that reach a line together."""

from datetime import datetime

from mingjian.institutions.cases.models import Case
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def note_screen(case: Case, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Enter it by name; it decides nothing."""
    return Account(None, {"dossier": case.dossier})
