"""What samples show on a clue: those that belong to it."""

from datetime import datetime

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.samples.queries import samples_visible_to
from mingjian.office.models import Officer
from mingjian.office.panels import Panel


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue the samples that name it."""
    if not isinstance(thing, Clue):
        return None
    found = list(samples_visible_to(officer).filter(clue_number=thing.dossier.number))
    return Panel("samples/of_clue.html", {"samples": found}) if found else None
