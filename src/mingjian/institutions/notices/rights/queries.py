"""Questions about what the night found beside banks of pictures, each starting from the rights that the officer keeps."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.institutions.notices.models import BankHit
from mingjian.institutions.notices.queries import rights_kept_by
from mingjian.office.models import Officer


def hits_of(officer: Officer) -> QuerySet[BankHit]:
    """Return what is near the pictures of the rights that the officer keeps, what nobody looked into first."""
    found = BankHit.objects.filter(picture__right__in=rights_kept_by(officer)).select_related("picture__right__department", "settled_by")
    return found.defer("picture__right__identity").order_by("settled_at", "-id")


def hit_visible_to(officer: Officer, pk: int) -> BankHit:
    """Return one; one of a right that the officer does not keep does not exist for them."""
    found = hits_of(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这条比对结果。", "There is no such picture.")
    return found


def settle_hits(hits: Iterable[int], by: Officer, at: datetime) -> int:
    """Note that the keeper of the rights looked into some; return how many that were."""
    own = hits_of(by).filter(pk__in=list(hits), settled_at__isnull=True).order_by()
    return BankHit.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(settled_at=at, settled_by=by)
