"""Send a clue to the department that is to check it."""

from datetime import datetime

from mingjian.institutions.clues.handover.services.content import require_content
from mingjian.institutions.clues.handover.services.transfer import hand_to, shut_out_tellers
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def dispatch(dossier: Dossier, *, by: Officer, at: datetime, department: int, note: str = "") -> None:
    """Dispatch the clue. Raises StepRefused where it tells too little to be checked."""
    require_content(dossier)
    hand_to(dossier, department)


@step(PROCEDURE)
def hand_over(dossier: Dossier, *, by: Officer, at: datetime, department: int, reason: str) -> None:
    """Hand the clue over to the competent department. Raises StepRefused where it tells too little to be checked."""
    require_content(dossier)
    shut_out_tellers(dossier)
    hand_to(dossier, department)
