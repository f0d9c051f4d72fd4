"""What retention shows on a dossier: on one that keeps records what it covers, or the receipt; on one that has ended the way to keep and erase it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.retention.models import Erasure
from mingjian.institutions.retention.services.coverage import PROCEDURE, Cover
from mingjian.institutions.retention.services.obstacles import is_running, refuse_to_destroy
from mingjian.institutions.retention.work.archive import may_archive
from mingjian.office.institution import RECORD
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel, in_part


@in_part(RECORD)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Yield the panel of whatever a dossier has to do with keeping."""
    if not isinstance(thing, Dossier):
        return
    receipt = Erasure.objects.filter(keeping=thing).first() if thing.procedure == PROCEDURE else None
    receipt = receipt or Erasure.objects.filter(covered=thing).first()
    if receipt:
        yield Panel("retention/receipt.html", {"receipt": receipt, "files": receipt.files.all()}, 90, MAIN)
    elif thing.procedure == PROCEDURE:
        cover = Cover(thing)
        listed = {"going": cover.going, "staying": cover.staying, "shared": cover.shared, "values": cover.values.count(), "against": against(thing, at)}
        yield Panel("retention/covers.html", {"source": thing.arose_from, **listed}, 90, MAIN)
    elif kept_after(thing, officer, at) is not None:
        kept_in = thing.led_to.filter(procedure=PROCEDURE)
        yield Panel("retention/begin.html", {"dossier": thing, "kept_in": kept_in}, 90, MAIN)


@in_part(RECORD)
def to_archive(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show the way to the archive package on a closed dossier, for whoever may make one; with how often that was done."""
    if not isinstance(thing, Dossier) or not may_archive(officer, thing):
        return None
    return Panel("retention/to_archive.html", {"dossier": thing, "made": thing.entries.filter(kind="archived").order_by("index")}, 85, MAIN)


def kept_after(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str] | None:
    """Return what the keeping of a dossier begins with: who keeps it, and the day on which it ended. None where it goes on, or is not the officer's to keep."""
    if not dossier.is_closed or dossier.department_id != officer.department_id:
        return None
    sheet = rulebook().sheet(PROCEDURE, localtime(at).date())
    is_for_them = sheet.opening is not None and officer.holds(*sheet.steps[sheet.opening].by)
    return {"keeper": dossier.department.name_zh, "event_on": localtime(dossier.moved_at).date().isoformat()} if is_for_them else None


def against(keeping: Dossier, at: datetime) -> Text | None:
    """Return what stands against destroying what a dossier covers, besides its clocks; None where nothing does, or where these still run for years."""
    if is_running(keeping, at):
        return None
    try:
        refuse_to_destroy(keeping, at)
    except StepRefused as refused:
        return refused.text
    return None
