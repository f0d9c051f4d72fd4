"""Questions about captures, each starting from the dossiers that the officer may see."""

from datetime import datetime

from django.db.models import QuerySet

from mingjian.core.capture.outcome import WORDS, outcome
from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.institutions.evidence.models import Capture
from mingjian.office.jobs.models import Job
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.people.permissions import may_see


def captures_visible_to(officer: Officer) -> QuerySet[Capture]:
    """Return the captures of the dossiers that the officer may see, the newest first."""
    return Capture.objects.filter(may_see(officer, "dossier")).select_related("dossier__department", "archive", "picture", "again_of", "asked_by")


def capture_numbered(officer: Officer, number: str) -> Capture:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = captures_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有网页取证 {number}。", f"There is no capture {number}.")
    return found


def capture_of_archive(officer: Officer, file: SealedFile) -> Capture | None:
    """Return the capture that a sealed archive is of, as far as the officer may see it; none of one that was brought from elsewhere."""
    return captures_visible_to(officer).filter(archive=file).first()


def archives_brought(dossier: Dossier) -> QuerySet[SealedFile]:
    """Return the archives of pages on a dossier that no capture of this node is of, the newest first."""
    own = Capture.objects.filter(dossier=dossier, archive__isnull=False).values("archive")
    return SealedFile.objects.filter(dossier=dossier, name__iendswith=".wacz").exclude(pk__in=own).order_by("-sealed_at", "-pk")


def captures_of(dossier: Dossier) -> QuerySet[Capture]:
    """Return the captures of a dossier, the newest first."""
    return Capture.objects.filter(dossier=dossier).select_related("archive", "picture", "again_of")


def seen_again(dossier: Dossier | None) -> dict[str, tuple[Text, datetime]]:
    """Return what the newest second look at each address of a dossier showed, and when."""
    looks = Capture.objects.filter(dossier=dossier, stands="kept", taken_at__isnull=False).exclude(outcome="").order_by("taken_at") if dossier else ()
    return {one.url: (WORDS[one.outcome], one.taken_at) for one in looks if one.taken_at}


def came_of(capture: Capture) -> str:
    """Return what a capture shows beside the first one of the same address in its dossier (gone, changed, same, unknown); empty where it is the first."""
    first = capture.again_of or captures_of(capture.dossier).filter(url=capture.url, stands="kept", taken_at__lt=capture.taken_at).order_by("taken_at").first()
    return (capture.outcome or outcome(first.text, capture.text, capture.status)) if first else ""


def job_of_pages(number: str) -> Job | None:
    """Return the open job that captures many pages of a dossier; None where there is none."""
    return Job.objects.filter(key=f"capture_pages/{number}", state__in=Job.OPEN).first()
