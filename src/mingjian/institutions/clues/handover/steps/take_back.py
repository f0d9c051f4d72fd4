"""Bring a clue back to the department that sent it."""

from datetime import datetime

from mingjian.institutions.clues.handover.services.transfer import give_back
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def withdraw_dispatch(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Withdraw the dispatch."""
    give_back(dossier)


@step(PROCEDURE)
def send_back(dossier: Dossier, *, by: Officer, at: datetime, missing_material: str) -> None:
    """Send the clue back for more material."""
    give_back(dossier)
