"""Settle which department is competent for a clue, by agreement or by the common superior."""

from datetime import datetime

from mingjian.institutions.clues.handover.services.transfer import hand_to
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def agree_on_competence(dossier: Dossier, *, by: Officer, at: datetime, department: int, agreement: str, agreement_letter: str = "") -> None:
    """Hand the clue to the department agreed on."""
    hand_to(dossier, department, keep_sender=True)


@step(PROCEDURE)
def designate(dossier: Dossier, *, by: Officer, at: datetime, department: int, reason: str) -> None:
    """Hand the clue to the department designated."""
    hand_to(dossier, department, keep_sender=True)


@step(PROCEDURE)
def designate_unaccepted(dossier: Dossier, *, by: Officer, at: datetime, department: int, reason: str) -> None:
    """Hand a clue that nobody accepted in time to the department designated, or once more to the same."""
    hand_to(dossier, department, keep_sender=True)
