"""What parcels show on a clue or case, and on a subject file: what couriers answered, and the buttons that ask."""

from datetime import datetime

from mingjian.institutions.operators.models import Subject
from mingjian.institutions.parcels.queries import inquiries_on
from mingjian.institutions.parcels.services.common_senders import MATTERS
from mingjian.office.institution import PARTIES
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part
from mingjian.office.people.permissions import is_of_authority, may


@in_part(PARTIES)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a matter its inquiries, and for its holder the button that asks a courier."""
    if not isinstance(thing, Dossier) or thing.procedure not in MATTERS or not is_of_authority(officer):
        return None
    held = list(inquiries_on(officer, thing))
    may_ask = not thing.is_closed and thing.department_id == officer.department_id and may(officer, "parcels.ask")
    subjects = thing.subjects.filter(department=officer.department_id) if may_ask else Subject.objects.none()
    told = {
        "held": held,
        "may_ask": may_ask,
        "query": f"for={thing.number}",
        "about": thing,
        "subject": subjects.first(),
        "asks_route": may(officer, "parcels.ask"),
    }
    return Panel("parcels/of_matter.html", told, 46, styles=("parcels/route.css",)) if held or may_ask else None


def on_subject(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a subject file the inquiries about it, and for its keeper the button that asks a courier."""
    if not isinstance(thing, Subject):
        return None
    held = list(inquiries_on(officer, thing))
    may_ask = thing.department_id == officer.department_id and may(officer, "parcels.ask")
    told = {"held": held, "may_ask": may_ask, "query": f"subject={thing.number}", "asks_route": may(officer, "parcels.ask")}
    return Panel("parcels/of_matter.html", told, 46, styles=("parcels/route.css",)) if held or may_ask else None
