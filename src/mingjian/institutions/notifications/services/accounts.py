"""What administrators ask and do about an officer's account: told to the officer at each stage, whatever else they chose to be told."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import override

from mingjian.institutions.notifications.models import Address, Reach, Telling
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.outbox import write
from mingjian.office.models import Consent

FRESH = timedelta(days=3)  # what is older is no news


def write_accounts(at: datetime) -> int:
    """Notify officers what was asked or given about their accounts and is not told yet; give how many messages that were."""
    reached = Reach.objects.filter(officer__in=Address.objects.filter(is_on=True).values("officer"), officer__is_active=True)
    reaches = {reach.officer_id: reach for reach in reached.select_related("officer")}
    recent = Q(asked_at__gt=at - FRESH) | Q(answered_at__gt=at - FRESH, is_given=True)
    fresh = Consent.objects.filter(recent, officer__in=reaches).order_by("pk")
    return sum(_tell(reaches[one.officer_id], one, at) for one in fresh)


def _tell(reach: Reach, consent: Consent, at: datetime) -> bool:
    stage = "given" if consent.is_given else "asked"
    name = f"consent/{consent.pk}/{stage}"
    if Telling.objects.filter(officer=reach.officer_id, name=name).exists():
        return False
    with override(reach.language):
        word = texts.account(consent)
    try:
        with transaction.atomic():
            Telling.objects.create(officer_id=reach.officer_id, name=name, at=at)
            return bool(write(reach, word, at=at))
    except IntegrityError:  # another sweep was first, and told
        return False
