"""What publication shows on a case: what the public sees, what waits for its release, the acts open to the officer; and the copies at other nodes."""

from datetime import datetime

from django.conf import settings

from mingjian.core.language import Text
from mingjian.institutions.cases.queries import case_of
from mingjian.institutions.publication.models import RELEASED, Publication
from mingjian.institutions.publication.reasons.queries import statements_of
from mingjian.institutions.publication.reasons.services.fields import DECISIONS, PROCEDURES
from mingjian.institutions.publication.services.copies import copies_of, undone_by
from mingjian.institutions.publication.services.redaction import names_provision
from mingjian.office.dossiers.history import kinds_entered
from mingjian.office.institution import Way
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, SIDE, Panel

MOST_STATEMENTS = 50  # of one notice, the newest


def on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on a case that a penalty was decided in."""
    if not isinstance(thing, Dossier) or thing.procedure != "admin_case":
        return None
    case = case_of(thing)
    if case is None or "decide_penalty" not in kinds_entered(thing):
        return None
    publication = Publication.objects.filter(case=case).first()
    versions = list(publication.versions.select_related("drafted_by", "released_by")) if publication else []
    told = {"case": case, "publication": publication, "versions": versions, "lacks_provision": not names_provision(case)}
    told["is_shown_nowhere"] = _says_shown(thing) and settings.PUBLIC_DOOR and (publication is None or publication.standing != RELEASED)
    return Panel("publication/of_case.html", told, 80, MAIN)


def _says_shown(dossier: Dossier) -> bool:
    """Return whether a case stands as on display, as one may that was entered before a release was asked for."""
    return isinstance(dossier.state, dict) and dossier.state.get("publicity") in {"shown", "repair_asked"}


#: The steps of a case that acts on its publication take.
_ACTED = frozenset({"publish", "correct_publication", "withdraw_publication"})


def way_of_step(dossier: Dossier, step: str) -> Way | None:
    """Lead to the publication on the case's page where its own acts take the step: while a draft waits, and for what is shown here."""
    if dossier.procedure != "admin_case" or step not in _ACTED:
        return None
    found = Publication.objects.filter(case__dossier=dossier).select_related("case__dossier").first()
    if step == "publish" and settings.PUBLIC_DOOR and (case := case_of(dossier)) is not None and (found is None or not found.waiting):
        text = Text("起草公示稿，由另一名人员核对发布", "Draft the publication; another officer releases it")
        return Way(text, f"{case.get_absolute_url()}#publication")
    if found is None or not (found.standing == RELEASED if step != "publish" else found.waiting):
        return None
    return Way(Text("在“处罚公示”栏办理", "Do it under the publication of the penalty"), found.get_absolute_url())


def reasons_on_notice(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a notice what the public reads of its decisions, for the platform, which may withhold what says too much."""
    if not isinstance(thing, Dossier) or not settings.PUBLIC_DOOR or thing.procedure not in PROCEDURES or thing.department_id != officer.department_id:
        return None
    found = [(one, DECISIONS[one.decision]) for one in statements_of(thing)[:MOST_STATEMENTS]]
    return Panel("publication/reasons/of_notice.html", {"statements": found}, 80, SIDE) if found else None


def copies_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case who else holds a copy of what was given of it, and how far each has followed where the penalty is no more."""
    if not isinstance(thing, Dossier) or thing.procedure != "admin_case" or thing.department_id != officer.department_id:
        return None
    case = case_of(thing)
    copies = list(copies_of(case)) if case else []
    return Panel("publication/copies.html", {"copies": copies, "undone": undone_by(case) if case else None}, 70, SIDE) if copies else None
