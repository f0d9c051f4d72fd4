"""What the law shows on a case: the way to the whole answer, filled in with what the case says."""

from datetime import datetime

from mingjian.office.dossiers.deeds import whole_answer_url
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import HEAD, Panel

#: Procedures in which somebody is penalised for a deed.
PENALISED = ("admin_case", "admin_case_summary")


def whole_answer_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case the button that asks the law about its deed."""
    if not isinstance(thing, Dossier) or thing.pk is None or thing.procedure not in PENALISED or officer.duty != Officer.Duty.WORK:
        return None
    return Panel("law/of_case.html", {"url": whole_answer_url(thing)}, 80, HEAD)
