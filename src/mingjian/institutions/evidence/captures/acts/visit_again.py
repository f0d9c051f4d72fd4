"""Visit a captured page again: what a platform says it took down is looked at, and not believed."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.evidence.captures.lore.ordering import capture_order
from mingjian.institutions.evidence.models import Capture
from mingjian.office.acts.doing import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer


@act
def visit_again(capture: Capture, *, by: Officer, at: datetime) -> Account[Capture]:
    """Queue a second capture of the same address, held against the first."""
    number = next_number(f"W{localtime(at).year}-")
    made = Capture.objects.create(number=number, dossier=capture.dossier, url=capture.url, again_of=capture.again_of or capture, asked_by=by, asked_at=at)
    capture_order(made, by, at)
    return Account(made, {"again": made})
