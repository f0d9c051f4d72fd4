"""Seal to a clue's dossier what its buyer brought: a buyer may add to a kit at any time."""

from datetime import datetime

from mingjian.institutions.clues.grounds.services.brought import from_kit
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries import items_not_sealed
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer, SealedFile


@act
def seal_items(clue: Clue, *, by: Officer, at: datetime) -> Account[int]:
    """Seal what the kit holds and the dossier does not yet; return how many files."""
    new = items_not_sealed(clue)
    if clue.kit is not None:
        SealedFile.objects.bulk_create([from_kit(item, clue.kit, clue, by, at) for item in new])
        there = clue.dossier.files.filter(sha256__in=clue.kit.items.values("sha256"), is_personal=False)
        there.update(is_personal=True, came_from=clue.kit.read_as)  # brought by an officer before the buyer brought the same
    told = {"kit": clue.kit, "dossier": clue.dossier, "sha256": [item.sha256 for item in new]} if new else {}
    return Account(len(new), told, bool(new))
