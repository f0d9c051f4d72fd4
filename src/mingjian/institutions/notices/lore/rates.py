"""How often what measures were taken on came back: per platform and per seller, counted from notices; a rate and no verdict."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mingjian.core.rules import Precision
from mingjian.institutions.notices.lore.returned import WITHIN, shop_of
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.queries import notices_visible_to
from mingjian.office.models import Officer

#: How far the count looks back. No article names a term: this is the node's own figure.
LOOKED_BACK = timedelta(days=365)
_MOST = 20_000  # notices looked through, the newest


@dataclass(frozen=True)
class Rate:
    """Of the notices that a platform, or against a seller, took measures on: how many came back, with bounds; those not 90 days old yet are apart."""

    platform: str
    seller: str
    back: Precision
    young: int

    @property
    def is_of_seller(self) -> bool:
        """Whether it is of one seller."""
        return bool(self.seller)


def rates_of(officer: Officer, at: datetime) -> tuple[list[Rate], list[Rate]]:
    """
    Give the rates of platforms and of sellers, over the notices that the officer may see; the surest to come back first.

    A notice counts where measures were taken on it and it came back, or 90 days have gone by without; a seller is a shop that an address names.
    """
    found = list(notices_visible_to(officer).filter(sent_at__gte=at - LOOKED_BACK, sent_at__lte=at).order_by("-sent_at", "-id")[:_MOST])
    measured = set(Notice.objects.filter(pk__in=[one.pk for one in found], dossier__entries__kind="take_measures").values_list("pk", flat=True))
    later = _seen_at(found)
    platforms: dict[str, list[bool | None]] = defaultdict(list)
    sellers: dict[tuple[str, str], list[bool | None]] = defaultdict(list)
    for one in found:
        if one.pk in measured:
            outcome = _outcome(one, later, at)
            platforms[one.department.name].append(outcome)
            for shop in {shop for address in one.addresses if (shop := shop_of(address))}:
                sellers[one.department.name, shop].append(outcome)
    of_platforms = [_rate(platform, "", told) for platform, told in platforms.items()]
    of_sellers = [_rate(platform, shop, told) for (platform, shop), told in sellers.items()]
    return _ordered(of_platforms), _ordered(one for one in of_sellers if one.back.right)


def _keys(notice: Notice) -> set[tuple[int, str]]:
    """Give what a later notice would share with this one: an address, or the shop of one, on the same platform."""
    return {(notice.department_id, key) for address in notice.addresses for key in (address, shop_of(address)) if key}


def _seen_at(found: Iterable[Notice]) -> dict[tuple[int, str], list[tuple[datetime, int]]]:
    seen: dict[tuple[int, str], list[tuple[datetime, int]]] = defaultdict(list)
    for one in found:
        for key in _keys(one):
            seen[key].append((one.sent_at, one.pk))
    return seen


def _outcome(notice: Notice, later: dict[tuple[int, str], list[tuple[datetime, int]]], at: datetime) -> bool | None:
    """Say whether it came back within the time; None where that time is not over yet."""
    end = notice.sent_at + WITHIN
    if any(notice.sent_at < sent <= end and pk != notice.pk for key in _keys(notice) for sent, pk in later[key]):
        return True
    return False if end <= at else None


def _rate(platform: str, seller: str, told: list[bool | None]) -> Rate:
    ended = [one for one in told if one is not None]
    return Rate(platform, seller, Precision(sum(ended), len(ended)), len(told) - len(ended))


def _ordered(rates: Iterable[Rate]) -> list[Rate]:
    return sorted(rates, key=lambda one: (-one.back.low, -one.back.right, one.platform, one.seller))
