"""What was read of a dossier's pictures goes with them."""

from mingjian.institutions.evidence.models import Item
from mingjian.institutions.pictures.models import Acceptance, Mask, PictureReading
from mingjian.institutions.pictures.queries import held_files
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """
    Erase, in the caller's transaction, what was read of the files of a dossier that nobody else holds, and what was accepted for it.

    What was read of a kit's files and accepted from them goes with the next sweep, once the kit's files are gone.
    """
    digests = set(dossier.files.values_list("sha256", flat=True))
    held = set(held_files().filter(sha256__in=digests).exclude(dossier=dossier).values_list("sha256", flat=True))
    held |= set(Item.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    gone = PictureReading.objects.filter(sha256__in=digests - held).delete()[0]
    gone += Mask.objects.filter(of=dossier.number).delete()[0]
    return Taken(gone + Acceptance.objects.filter(of=dossier.number).delete()[0])
