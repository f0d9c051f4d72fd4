"""Set a kit aside that nobody will follow: the public door brings some, and they would wait forever."""

from datetime import datetime

from mingjian.institutions.evidence.models import Kit
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def set_kit_aside(kit: Kit, *, by: Officer, at: datetime, reason: str) -> None:
    """Set it aside, and say why. It stays, with its files, and may still be taken up; one that is a clue already has its own way to end."""
    kit.set_aside_why = reason[:500]
