"""What exports show on a dossier: buttons for the files of other systems."""

from datetime import datetime

from mingjian.institutions.exchange.exports.services.export_facts import FORMATS
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part
from mingjian.office.people.permissions import may


@in_part(EVIDENCE)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on a dossier with a matter or subject files, for its holder."""
    if not isinstance(thing, Dossier) or thing.department_id != officer.department_id or not may(officer, "exchange.share"):
        return None
    if matter_of(thing) is None and not thing.subjects.exists():
        return None
    return Panel("exchange/of_exports.html", {"dossier": thing, "formats": [(key, title) for key, (title, *_) in FORMATS.items()]}, 82)
