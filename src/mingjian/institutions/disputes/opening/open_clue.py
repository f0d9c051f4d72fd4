"""Make a clue out of what a complaint tells of a breach: nothing is typed again, and both name each other."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register as register_clue
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.disputes.models import Complaint
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

#: What is known of a complaint under the names that a clue has for it.
CARRIED = {
    "platform": "platform",
    "shop_id": "shop_id",
    "shop_name": "shop_name",
    "listing_url": "listing_url",
    "goods": "listing_title",
    "order_number": "order_numbers",
    "complained_of": "displayed_operator",
    "price": "amount",
    "bought_on": "acted_on",
    "facts": "content",
}


def open_clue(complaint: Complaint, suspected_act: str, *, by: Officer, at: datetime) -> Clue:
    """
    Register the clue, and take the steps of the complaint that say so: a breach was found, unless one was noted before, and it has a dossier of its own.

    Raises BadInput without an act, StepRefused where there is one already or the complaint does not stand where a breach is noted, NotPermitted.
    """
    if not suspected_act.strip():
        raise BadInput("请写明涉嫌行为。", "A clue says what act is suspected.")
    with transaction.atomic():
        held = Complaint.objects.select_for_update(of=("self",)).select_related("dossier", "complainant").get(pk=complaint.pk)
        if held.clue_id:
            raise StepRefused("此投诉已另立线索。", "This complaint became a clue already.")
        is_noted = held.dossier.deadlines.filter(name="check_breach", closed_at=None).exists()  # then its clock runs
        if not is_noted and not held.dossier.is_closed:  # of what is closed no clock begins: the clue has its own
            take(held.dossier, "find_breach", by=by, at=at, given={"breach": suspected_act.strip()})
        clue = register_clue(_intake(held, suspected_act.strip()), by=by, at=at)
        take(held.dossier, "clue_opened", by=by, at=at, given={"joined_clue": clue.dossier.number})
        held.clue = complaint.clue = clue
        held.save(update_fields=["clue"])
    return clue


def _intake(complaint: Complaint, suspected_act: str) -> Intake:
    carried = {theirs: getattr(complaint, ours) for ours, theirs in CARRIED.items()}
    consumer = complaint.complainant
    reporter = Reported(name=consumer.name, phone=consumer.phone, address=consumer.address)
    return Intake(source=Clue.Source.COMPLAINT, suspected_act=suspected_act, original_number=complaint.dossier.number, reporter=reporter, **carried)
