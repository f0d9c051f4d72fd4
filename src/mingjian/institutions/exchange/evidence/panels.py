"""What files between nodes show on a dossier: the way to give some of its files to another region."""

from datetime import datetime

from mingjian.institutions.exchange.services.node import has_register
from mingjian.institutions.exchange.services.pieces import files_given
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part
from mingjian.office.people.permissions import is_of_authority, may


@in_part(EVIDENCE)
def on_files(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier with files what of them went to other nodes, and for its holder the way to give some."""
    if not isinstance(thing, Dossier) or not is_of_authority(officer) or not has_register():
        return None
    may_give = thing.department_id == officer.department_id and may(officer, "exchange.share") and thing.files.exists()
    given = files_given(thing)
    return Panel("exchange/of_files.html", {"dossier": thing, "given": given, "may_give": may_give}, 61) if given or may_give else None
