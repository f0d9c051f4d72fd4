"""Keep what an officer wants to be told, and where each channel finds them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingjian.institutions.notifications.models import Address, Reach
from mingjian.institutions.notifications.queries import addresses_of, reach_of
from mingjian.institutions.notifications.services.encryption import hint_of, seal, unseal
from mingjian.office.models import Officer


def keep_reach(reach: Reach) -> None:
    """Keep what an officer chose."""
    reach.save()


def keep_address(officer: Officer, channel: str, told: dict[str, Any], *, language: str, at: datetime) -> None:
    """Keep an address with its secret, switched on or off; an empty one leaves what is kept. Who had chosen nothing is told all, in their language."""
    with transaction.atomic():
        held = addresses_of(officer).get(channel)
        if told["address"]:
            kept = {"sealed": seal(told["address"], told.get("secret", "")), "hint": hint_of(told["address"])[:20], "since": at}
            Address.objects.update_or_create(officer=officer, channel=channel, defaults={**kept, "is_on": told["is_on"]})
        elif held:
            _change(held, told)
        reach = reach_of(officer, at)
        if reach.pk is None:
            reach.language = "en" if language == "en" else "zh-hans"
            reach.save()


def _change(held: Address, told: dict[str, Any]) -> None:
    """Switch an address on or off, and give it another secret where one was typed."""
    held.is_on = told["is_on"]
    if told.get("secret"):
        held.sealed = seal(unseal(held.sealed)[0], told["secret"])
    held.save()


def remove_address(officer: Officer, channel: str) -> None:
    """Remove an address: what was written for it and not sent is said to be not sent."""
    Address.objects.filter(officer=officer, channel=channel).delete()
