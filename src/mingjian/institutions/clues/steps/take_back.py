"""Bring a clue back to the department that sent it."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


def _return(dossier: Dossier) -> None:
    if dossier.sender is None:
        raise StepRefused("没有可退回的部门。", "There is no department to send it back to.")
    dossier.department, dossier.sender, dossier.officer = dossier.sender, None, None


@step(PROCEDURE)
def withdraw_dispatch(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Withdraw the dispatch."""
    _return(dossier)


@step(PROCEDURE)
def send_back(dossier: Dossier, *, by: Officer, at: datetime, missing_material: str) -> None:
    """Send the clue back for more material."""
    _return(dossier)
