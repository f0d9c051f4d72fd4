"""Take a holder's complaint up: it becomes a clue, with the proof of its rows."""

from datetime import datetime

from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.notices.models import HolderComplaint
from mingjian.institutions.notices.services.complaint_evidence import carry_proof, intake_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def take_complaint_up(complaint: HolderComplaint, *, by: Officer, at: datetime) -> Account[HolderComplaint]:
    """Register the clue, once, and carry its proof."""
    complaint.clue = register(intake_of(complaint), by=by, at=at)
    carried = carry_proof(complaint, complaint.clue, by, at)
    return Account(complaint, {"dossier": complaint.clue.dossier, "sha256": carried})
