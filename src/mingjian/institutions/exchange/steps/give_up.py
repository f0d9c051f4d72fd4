"""Give up an envelope that does not arrive: its items are named as not sent. It is still tried, since its number holds what comes after it."""

from datetime import datetime

from django.db import transaction

from mingjian.core.errors import StepRefused
from mingjian.institutions.exchange.models import Envelope
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, enter


def give_up(envelope: Envelope, *, by: Officer, at: datetime) -> None:
    """Note that nobody counts on an envelope any more. Raises StepRefused unless it is stuck."""
    require(by, "exchange.give_up")
    with transaction.atomic():
        one = Envelope.objects.select_for_update().select_related("peer").get(pk=envelope.pk)
        if one.state != Envelope.State.STUCK:
            raise StepRefused("只有滞留的信封可以放弃。", "Only an envelope that is stuck is given up.")
        one.state, one.why = Envelope.State.GIVEN_UP, "given_up"
        one.save(update_fields=["state", "why"])
        enter("envelope_given_up", at=at, by=by, envelope=one.sha256, to=one.peer.node, sequence=Count(one.sequence))
