"""What publication hangs on a case: what the public sees, what waits for its release, and the acts open to the officer."""

from datetime import datetime

from mingjian.institutions.cases.models import Case
from mingjian.institutions.publication.models import Publication
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel


def on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang it on a case that a penalty was decided in."""
    if not isinstance(thing, Dossier) or thing.procedure != "admin_case":
        return None
    case = Case.objects.filter(dossier=thing).first()
    if case is None or not thing.entries.filter(kind="decide_penalty").exists():
        return None
    publication = Publication.objects.filter(case=case).first()
    versions = list(publication.versions.select_related("drafted_by", "released_by")) if publication else []
    return Panel("publication/of_case.html", {"case": case, "publication": publication, "versions": versions}, 80, MAIN)
