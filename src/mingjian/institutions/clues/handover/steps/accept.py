"""Accept a clue: whoever accepts it works on it."""

from datetime import datetime

from mingjian.institutions.clues.handover.lore.handing import shut_out_tellers
from mingjian.institutions.clues.models import PROCEDURE
from mingjian.office.dossiers.taking import step
from mingjian.office.models import Dossier, Officer


@step(PROCEDURE)
def accept(dossier: Dossier, *, by: Officer, at: datetime, note: str = "") -> None:
    """Make the officer the one who works on the clue; a platform that reported it reads on only how it stands."""
    dossier.officer = by
    shut_out_tellers(dossier)
