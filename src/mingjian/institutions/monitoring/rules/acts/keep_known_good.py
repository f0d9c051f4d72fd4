"""Put a shop on the list of those that no rule need look at, or take it off."""

from datetime import date, datetime

from django.db import transaction

from mingjian.core.errors import BadInput
from mingjian.institutions.monitoring.models import KnownGood
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter


def keep_known_good(platform: str, shop_id: str, *, kind: str, why: str, until: date | None, by: Officer, at: datetime) -> KnownGood:
    """Put a shop on the list, with why and until when; a shop that is on it already is told anew."""
    require(by, "monitoring.keep_known_good")
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    platform, shop_id, why = platform.strip(), shop_id.strip(), why.strip()
    if not platform or not shop_id or not why or kind not in KnownGood.Kind.values:
        raise BadInput("请写明平台、店铺和理由。", "Give the platform, the shop, and why.")
    with transaction.atomic():
        told = {"kind": kind, "why": why[:300], "until": until, "by": by, "at": at}
        kept, _ = KnownGood.objects.update_or_create(platform=platform[:60], shop_id=shop_id[:100], department=by.department, defaults=told)
        _note(kept, "known_good_kept", by, at)
    return kept


def drop_known_good(kept: KnownGood, *, by: Officer, at: datetime) -> None:
    """Take a shop off the list."""
    require(by, "monitoring.keep_known_good")
    with transaction.atomic():
        _note(kept, "known_good_dropped", by, at)
        kept.delete()


def _note(kept: KnownGood, kind: str, by: Officer, at: datetime) -> None:
    enter(kind, at=at, by=by, subject=kept.subject, why=kept.why, until=kept.until or "")
