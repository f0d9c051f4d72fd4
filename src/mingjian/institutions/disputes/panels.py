"""What disputes show on a clue: the complaint that it came from."""

from datetime import datetime

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.queries import complaints_visible_to
from mingjian.office.models import Officer
from mingjian.office.panels import Panel


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on the clue that a complaint became, for whoever may see both."""
    if not isinstance(thing, Clue) or not Complaint.objects.filter(clue=thing).exists():  # before the longer question whether it may be seen
        return None
    complaint = complaints_visible_to(officer).filter(clue=thing).first()
    return Panel("disputes/of_clue.html", {"complaint": complaint}, 60) if complaint else None
