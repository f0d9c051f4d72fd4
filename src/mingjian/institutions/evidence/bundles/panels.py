"""What bundles show on a dossier: the button that makes one."""

from datetime import datetime

from mingjian.office.files.masked_copies import masked_originals
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part
from mingjian.office.people.permissions import may


@in_part(EVIDENCE)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on every dossier, for whoever may make one."""
    if not isinstance(thing, Dossier) or not may(officer, "evidence.make_bundles"):
        return None
    return Panel("evidence/bundles/of_dossier.html", {"dossier": thing, "has_copies": bool(masked_originals(thing.files.all()))}, 80)
