"""What retention hangs on a dossier: on one that keeps records what it covers, or the receipt; on one that has ended the way to keep and erase it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.procedure import rulebook
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
    elif kept_after(thing, officer, at) is not None:
        kept_in = thing.led_to.filter(procedure=PROCEDURE)
        yield Panel("retention/begin.html", {"dossier": thing, "kept_in": kept_in}, 90, MAIN)


def kept_after(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str] | None:
    """Give with what the keeping of a dossier begins, whatever was decided in it: who keeps it. None where it goes on, or is not the officer's to keep."""
    if not dossier.is_closed or dossier.department_id != officer.department_id:
        return None
    sheet = rulebook().sheet(PROCEDURE, localtime(at).date())
    is_for_them = sheet.opening is not None and officer.holds(*sheet.steps[sheet.opening].by)
    return {"keeper": dossier.department.name_zh} if is_for_them else None
