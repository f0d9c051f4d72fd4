"""What letters show on a matter: the letters to other regions that were asked for it, how they stand, and the way to write one."""

from datetime import datetime

from mingjian.institutions.exchange.letters.services.matters import ASKING, asked_of
from mingjian.institutions.exchange.services.node import has_register
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel
from mingjian.office.people.permissions import is_of_authority, may


def on_matter(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue or case its letters to other nodes, and for its holder the form of another; nothing on a node that takes part in no exchange."""
    if not isinstance(thing, Dossier) or thing.procedure not in ASKING or not is_of_authority(officer) or not has_register():
        return None
    may_ask = thing.department_id == officer.department_id and not thing.is_closed and may(officer, "exchange.share")
    asked = list(asked_of(thing))
    return Panel("exchange/of_letters.html", {"dossier": thing, "asked": asked, "may_ask": may_ask}, 62) if asked or may_ask else None
