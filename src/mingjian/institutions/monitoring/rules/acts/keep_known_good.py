"""Put a shop on the list of those that no rule need look at."""

from datetime import date, datetime

from mingjian.institutions.monitoring.models import KnownGood
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def keep_known_good(
    *, by: Officer, at: datetime, platform_name: str, shop_number: str, known_good_kind: str, known_good_ground: str, known_until: str = ""
) -> Account[KnownGood]:
    """Put a shop on the list, with why and until when; a shop that is on it already is told anew."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    until = date.fromisoformat(known_until) if known_until else None
    told = {"kind": known_good_kind, "why": known_good_ground[:300], "until": until, "by": by, "at": at}
    kept, _ = KnownGood.objects.update_or_create(platform=platform_name[:60], shop_id=shop_number[:100], department=by.department, defaults=told)
    return Account(kept, {"subject": kept.subject, "why": kept.why, "until": kept.until or ""})
