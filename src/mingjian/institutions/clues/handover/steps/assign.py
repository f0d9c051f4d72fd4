"""Assign a clue to an officer of the department that holds it."""

from datetime import datetime

from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def assign(dossier: Dossier, *, by: Officer, at: datetime, assignee: int, note: str = "") -> None:
    """Make the officer named the one who works on the clue."""
    dossier.officer = Officer.objects.get(pk=assignee)
