"""What a buyer brought, as a file of the clue that it became."""

from datetime import datetime

from django.utils.translation import override

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.files.storage import Kept
from mingjian.office.models import Officer, SealedFile

MOST = 160  # signs of the file's own name, from its end, which says what it is


def from_kit(brought: Kept | Item, kit: Kit, clue: Clue, by: Officer, at: datetime) -> SealedFile:
    """Make the row of what a buyer brought: it holds personal data, whatever it shows, since nobody has looked yet."""
    told = {"name": _called(brought), "sha256": brought.sha256, "size": brought.size, "sealed_at": at, "sealed_by": by}
    return SealedFile(dossier=clue.dossier, is_personal=True, came_from=kit.read_as, **told)


def _called(brought: Kept | Item) -> str:
    """Return the name of the file, after what the buyer said that it shows: in Chinese, as whatever is on file."""
    if not isinstance(brought, Item):
        return brought.name
    with override("zh-hans"):
        return f"{brought.get_kind_display()} · {brought.name[-MOST:]}"
