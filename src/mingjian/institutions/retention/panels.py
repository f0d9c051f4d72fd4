"""What retention hangs on a dossier: on one that keeps records what it covers, or the receipt; on one that has ended the way to keep and erase it."""

from collections.abc import Iterator
from datetime import datetime

from mingjian.institutions.retention.lore.covering import PROCEDURE, covered
from mingjian.institutions.retention.models import Erasure
from mingjian.office.models import Dossier, Officer, PersonalValue, SealedFile
from mingjian.office.panels import MAIN, Panel


def on_dossier(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Hang it on whatever dossier it concerns."""
    if not isinstance(thing, Dossier):
        return
    receipt = Erasure.objects.filter(keeping=thing).first() if thing.procedure == PROCEDURE else None
    receipt = receipt or Erasure.objects.filter(covered=thing).first()
    if receipt:
        yield Panel("retention/receipt.html", {"receipt": receipt, "files": receipt.files.all()}, 90, MAIN)
    elif thing.procedure == PROCEDURE:
        of = covered(thing)
        counted = {"files": SealedFile.objects.filter(dossier__in=of).count(), "values": PersonalValue.objects.filter(dossier__in=of).count()}
        yield Panel("retention/covers.html", {"source": thing.arose_from, **counted}, 90, MAIN)
    elif thing.is_closed and thing.department_id == officer.department_id:
        kept_in = thing.led_to.filter(procedure=PROCEDURE)
        yield Panel("retention/begin.html", {"dossier": thing, "kept_in": kept_in}, 90, MAIN)
