"""Write to the buyers behind a clue and behind those joined to it, through the portal by which they came: one remark, and each reads it on the own receipt."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.reporters.queries import kits_of
from mingjian.institutions.evidence.acts import write_to_buyer
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def write_to_reporters(clue: Clue, *, by: Officer, at: datetime, remark: str) -> Account[int]:
    """Write it to each, by an act of its own on each kit; return to how many. Raises StepRefused where no buyer brought a kit."""
    kits = kits_of(clue)
    if not kits:
        raise StepRefused("该线索和并入的线索都没有买家证据包。", "Neither this clue nor one joined to it came from a buyer's kit.")
    for kit in kits:
        write_to_buyer(kit, by=by, at=at, remark=remark)
    return Account(len(kits), {"dossier": clue.dossier, "kits": Count(len(kits))})
