"""What conferences show on dossiers: consultations on a matter and the button that opens one; on a joint conference the tasks that it gave out."""

from datetime import datetime

from mingjian.institutions.cases.facts import line_word
from mingjian.institutions.cases.queries import case_of
from mingjian.institutions.conferences.models import CONSULTATION, JOINT
from mingjian.institutions.conferences.opening import READY
from mingjian.institutions.conferences.queries import consultation_of, consultations_visible_to, tasks_of
from mingjian.institutions.matters.panels import disclosed_panel
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel
from mingjian.office.people.permissions import is_of_authority, may

#: The procedures on whose matters departments consult.
MATTERS = frozenset({"clue", "admin_case", "crime_transfer", "assistance", "report_handling"})


def on_matter(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case, clue or transfer its consultations, and for its holder the button that opens one."""
    if not isinstance(thing, Dossier) or thing.procedure not in MATTERS or not is_of_authority(officer):
        return None
    held = list(consultations_visible_to(officer).filter(about=thing))
    is_offered = thing.department_id == officer.department_id and not thing.is_closed and may(officer, "conferences.consult")
    return Panel("conferences/of_matter.html", {"dossier": thing, "held": held, "is_offered": is_offered}, 65) if held or is_offered else None


def facts_on_consultation(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a consultation the facts of the matter that it is on, as far as each department invited reads them."""
    if not isinstance(thing, Dossier) or thing.procedure != CONSULTATION or (asked := consultation_of(thing)) is None or asked.about is None:
        return None
    case = case_of(asked.about)
    return disclosed_panel(thing, officer, at, about=asked.about, sums=line_word(case, leads=False).text if case is not None else None)


def on_joint_conference(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a joint conference the tasks that it gave out, and the button that gives one once the minutes are issued."""
    if not isinstance(thing, Dossier) or thing.procedure != JOINT:
        return None
    may_give = thing.state_text in READY and may(officer, "conferences.assign")
    tasks = list(tasks_of(thing))
    return Panel("conferences/tasks.html", {"dossier": thing, "tasks": tasks, "may_give": may_give}, 30, MAIN) if tasks or may_give else None
