"""What market data shows on pages: on a kit, the look-up of its purchase among the records; on a dossier, the tables of orders that lie in it."""

from datetime import datetime

from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.market.queries.sealed_tables import tables_to_load
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel, in_part
from mingjian.office.people.permissions import is_of_authority, may


def on_kit(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show among the records of a kit's purchase what the lake holds of it; what a whole market did is for authorities alone."""
    return Panel("market/ask_purchase.html", {"kit": thing}, place="purchase") if isinstance(thing, Kit) and is_of_authority(officer) else None


@in_part(EVIDENCE)
def orders_in_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier of the officer's department the tables in it that by their names are of orders, to be loaded without being brought again."""
    if not isinstance(thing, Dossier) or thing.pk is None or thing.is_closed or thing.department_id != officer.department_id:
        return None
    if not may(officer, "market.load_records") or not is_of_authority(officer):
        return None
    files = tables_to_load(thing, officer)
    platform = thing.subject.partition("/")[0] if "/" in thing.subject else ""
    return Panel("market/orders_in_dossier.html", {"files": files, "source": platform}, 5, MAIN) if files else None
