"""What cases hang on a clue: the case that it was filed as, or the button that files one with everything that is known."""

from datetime import datetime

from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Officer
from mingjian.office.panels import HEAD, Panel
from mingjian.office.people.permissions import may


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang it on a clue that was decided to be filed, for whoever may file or see the case."""
    if not isinstance(thing, Clue):
        return None
    case = cases_visible_to(officer).filter(clue=thing).first()
    is_ours = thing.dossier.department_id == officer.department_id
    is_offered = is_ours and thing.dossier.entries.filter(kind="decide_to_file").exists() and may(officer, "cases.file")
    return Panel("cases/of_clue.html", {"case": case, "clue": thing}, 0, HEAD) if case or is_offered else None
