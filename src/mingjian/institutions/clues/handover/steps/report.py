"""Report a platform's clue to the authority that is competent for it, and take the report back or return it."""

from datetime import datetime

from mingjian.institutions.clues.handover.services.content import require_content
from mingjian.institutions.clues.handover.services.transfer import give_back, hand_to
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def report(dossier: Dossier, *, by: Officer, at: datetime, department: int, note: str = "") -> None:
    """Report the clue: the authority holds it from now on. Raises StepRefused where it tells too little to be checked."""
    require_content(dossier)
    hand_to(dossier, department)


@step(PROCEDURE)
def withdraw_report(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Withdraw the report, while nobody has accepted it."""
    give_back(dossier)


@step(PROCEDURE)
def return_report(dossier: Dossier, *, by: Officer, at: datetime, missing_material: str) -> None:
    """Send the report back to the platform for more material."""
    give_back(dossier)
