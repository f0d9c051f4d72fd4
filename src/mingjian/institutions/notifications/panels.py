"""What messages show on a dossier: the newest notes of the own department, and a form for another."""

from datetime import datetime

from mingjian.institutions.notifications.queries import notes_on
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel

NEWEST = 3


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier what colleagues noted."""
    if not isinstance(thing, Dossier) or officer.duty != Officer.Duty.WORK:
        return None
    found = list(notes_on(thing, officer)[:NEWEST])
    return Panel("notifications/of_dossier.html", {"dossier": thing, "notes": found}, 80)
