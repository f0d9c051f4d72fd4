"""What a buyer brought, as a file of the clue that it became."""

from datetime import datetime

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.files.keeping import Kept
from mingjian.office.models import Officer, SealedFile


def from_kit(brought: Kept | Item, kit: Kit, clue: Clue, by: Officer, at: datetime) -> SealedFile:
    """Make the row of what a buyer brought: it holds personal data, whatever it shows, since nobody has looked yet."""
    told = {"name": brought.name, "sha256": brought.sha256, "size": brought.size, "sealed_at": at, "sealed_by": by}
    return SealedFile(dossier=clue.dossier, is_personal=True, came_from=kit.read_as, **told)
