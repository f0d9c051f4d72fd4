"""Letters in tests where a test is about something else: a request for assistance sent by its officer and head, so that its letter lacks nothing."""

from datetime import datetime

from people import department_of

from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer


def sent(dossier: Dossier, at: datetime) -> Dossier:
    """Send a request of the county's to the neighbouring county."""
    who = Officer.objects.in_bulk(["li", "wang"], field_name="username")
    take(dossier, "send", by=who["li"], at=at, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=at)
    return dossier
