"""Accept a clue: whoever accepts it works on it."""

from datetime import datetime

from mingjian.institutions.clues.handover.services.competence import LONGEST_BASIS, is_doubtful
from mingjian.institutions.clues.handover.services.transfer import shut_out_tellers
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer


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
