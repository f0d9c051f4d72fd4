"""What evidence draws for others who show it: the talk with the buyer of a kit, always masked, since a kit's own page asks why somebody looks."""

from mingjian.institutions.evidence.models import Kit
from mingjian.office.panels import MAIN, Panel


def talk_with(kit: Kit, of: str, order: int) -> Panel:
    """Return the talk about a kit; `of` is the number of the dossier that it is followed in."""
    return Panel("evidence/talk_of.html", {"kit": kit, "of": of, "remarks": kit.remarks.select_related("by__department")}, order, MAIN)
