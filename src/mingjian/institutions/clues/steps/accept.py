"""Accept a clue: whoever accepts it works on it."""

from datetime import datetime

from mingjian.office.models import Dossier, Officer
from mingjian.office.steps import step


@step("clue")
def accept(dossier: Dossier, *, by: Officer, at: datetime, note: str = "") -> None:
    """Make the officer the one who works on the clue."""
    dossier.officer = by
