"""What special actions show on a dossier: which of them count it, and the button that has it counted."""

from datetime import datetime

from mingjian.institutions.campaigns.queries import counting, running_for
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel
from mingjian.office.people.permissions import is_of_authority, may

#: Procedures whose dossiers are no matters of their own: plans, their tasks, and what is asked of others.
NOT_COUNTED = frozenset({"special_action", "campaign_task"})


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier the special actions that count it, and those that could."""
    if not isinstance(thing, Dossier) or thing.procedure in NOT_COUNTED or not is_of_authority(officer):
        return None
    held = list(counting(thing, officer))
    could = [one for one in running_for(officer) if one not in held] if may(officer, "campaigns.count") else []
    return Panel("campaigns/of_dossier.html", {"dossier": thing, "held": held, "could": could}, 70) if held or could else None
