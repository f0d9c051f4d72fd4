"""What market data shows on pages: on a kit, the look-up of its purchase among the records."""

from datetime import datetime

from mingjian.institutions.evidence.models import Kit
from mingjian.office.models import Officer
from mingjian.office.panels import Panel
from mingjian.office.people.permissions import is_of_authority


def on_kit(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show among the records of a kit's purchase what the lake holds of it; what a whole market did is for authorities alone."""
    return Panel("market/ask_purchase.html", {"kit": thing}, place="purchase") if isinstance(thing, Kit) and is_of_authority(officer) else None
