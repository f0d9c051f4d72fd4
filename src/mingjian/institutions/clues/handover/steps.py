"""Steps by which a clue passes to somebody."""

from datetime import datetime

from mingjian.institutions.clues.handover.services.competence import LONGEST_BASIS, is_doubtful
from mingjian.institutions.clues.handover.services.content import require_content
from mingjian.institutions.clues.handover.services.transfer import give_back, hand_to, shut_out_tellers
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


# Accept a clue: whoever accepts it works on it.
@step(PROCEDURE)
def accept(dossier: Dossier, *, by: Officer, at: datetime, note: str = "") -> None:
    """
    Make the officer the one who works on the clue; a platform that reported it reads on only how it stands.

    Where nothing says yet why the office is competent and the operator is elsewhere, the note is the reason.
    """
    clue = Clue.objects.filter(dossier=dossier).select_related("finding").first()
    if clue is not None and note.strip() and is_doubtful(clue, dossier.department):
        clue.jurisdiction_basis = note.strip()[:LONGEST_BASIS]
        clue.save(update_fields=["jurisdiction_basis"])
    dossier.officer = by
    shut_out_tellers(dossier)


# Assign a clue to an officer of the department that holds it.
@step(PROCEDURE)
def assign(dossier: Dossier, *, by: Officer, at: datetime, assignee: int, note: str = "") -> None:
    """Make the officer named the one who works on the clue."""
    dossier.officer = Officer.objects.get(pk=assignee)


# Send a clue to the department that is to check it.
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


# Report a platform's clue to the authority that is competent for it, and take the report back or return it.
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


# Settle which department is competent for a clue, by agreement or by the common superior.
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


# Bring a clue back to the department that sent it.
@step(PROCEDURE)
def withdraw_dispatch(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Withdraw the dispatch."""
    give_back(dossier)


@step(PROCEDURE)
def send_back(dossier: Dossier, *, by: Officer, at: datetime, missing_material: str) -> None:
    """Send the clue back for more material."""
    give_back(dossier)
