"""What a request for assistance tells to the rules that propose why nothing is provided: whether the shop that it is about is one of the platform asked."""

from datetime import date, datetime

from mingjian.office.models import Dossier, Officer

_ASSISTANCE = "assistance"


def known_for_grounds(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str | int | date]:
    """Return the facts of a request for whoever answers it on a platform; what its subject does not tell is left out."""
    own = officer.department.platform if officer.department else ""
    platform, _, name = dossier.subject.partition("/")
    if dossier.procedure != _ASSISTANCE or not own or not name:
        return {}
    return {"asked_platform": "own" if platform == own else "other", "asked_about": dossier.subject}
