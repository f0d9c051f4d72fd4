"""
How often what measures were taken on came back: per platform and per seller, counted from sealed captures and files; a rate and no verdict.

A notice that nobody looked into counts nothing: its address has to be shown by something sealed after the measure, and of a later notice the right to be
verified. What is counted of a seller is what is of that seller, and not what else the notice named.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from mingjian.core.addresses import page_key
from mingjian.core.capture.outcome import GONE
from mingjian.core.rules import Precision
from mingjian.core.subjects import shop_of
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import VERIFIED, Addition
from mingjian.institutions.notices.queries import notices_visible_to
from mingjian.institutions.notices.services.reappearance import FAILS_FROM, WITHIN, standing_of
from mingjian.office.models import Entry, Officer

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
        """Return whether it is of one seller."""
        return bool(self.seller)


def rates_of(officer: Officer, at: datetime) -> tuple[list[Rate], list[Rate]]:
    """
    Return the rates of platforms and of sellers, over the notices that the officer may see; the surest to come back first.

    A notice counts where a measure of it stands and something of that was shown again, or 90 days have gone by without; a seller is a shop that an address
    names. What was declined or lifted is there by right and counts against nobody.
    """
    visible = notices_visible_to(officer).filter(sent_at__gte=at - LOOKED_BACK, sent_at__lte=at, dossier__isnull=False)
    files = Addition.objects.exclude(sha256="").filter(sealed_at__isnull=False).defer("note", "name")
    plain = visible.prefetch_related(Prefetch("additions", files, to_attr="sealed_files")).defer("facts", "right__identity")
    found: list[Any] = list(plain.order_by("-sent_at", "-id")[:_MOST])
    measured = _measured([one.pk for one in found])
    standing = standing_of(one for one in found if one.pk in measured)
    shown = _shown(found)
    platforms: dict[str, list[bool | None]] = defaultdict(list)
    sellers: dict[tuple[str, str], list[bool | None]] = defaultdict(list)
    for one in (one for one in found if one.pk in standing):
        of_shops: dict[str, set[str]] = defaultdict(set)
        for address in standing[one.pk]:
            of_shops[shop_of(address)] |= _keys(address)
        outcomes = {shop: _outcome(one.department_id, keys, measured[one.pk], shown, at) for shop, keys in of_shops.items()}
        platforms[one.department.name].append(_together(outcomes.values()))
        for shop, outcome in outcomes.items():
            if shop:
                sellers[one.department.name, shop].append(outcome)
    of_platforms = [_rate(platform, "", told) for platform, told in platforms.items()]
    of_sellers = [_rate(platform, shop, told) for (platform, shop), told in sellers.items()]
    return _ordered(of_platforms), _ordered(one for one in of_sellers if one.back.right)


def _keys(address: str) -> set[str]:
    """Return what something that shows it again would share with an address: itself, or its shop."""
    return {key for key in (page_key(address), shop_of(address)) if key}


def _measured(notices: list[int]) -> dict[int, datetime]:
    """Return when measures were taken, by notice: the newest."""
    taken = Entry.objects.filter(kind="take_measures", dossier__notice__in=notices).order_by("index").values_list("dossier__notice", "at")
    return {pk: when for pk, when in taken if pk is not None}


def _shown(found: Iterable[Any]) -> dict[tuple[int, str], list[datetime]]:
    """
    Return when something sealed showed an address or shop, by platform, the earliest first.

    Captures of pages show them, and files of places, of notices on verified rights.
    """
    shown: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    dossiers = {one.dossier_id: one for one in found if one.dossier_id and one.right.standing == VERIFIED}
    captures = Capture.objects.filter(dossier__in=dossiers, stands="kept", taken_at__isnull=False, status__lt=FAILS_FROM).exclude(outcome=GONE)
    for dossier, url, when in captures.values_list("dossier", "url", "taken_at"):
        for key in _keys(url):
            shown[dossiers[dossier].department_id, key] += filter(None, [when])
    for one in dossiers.values():
        for addition in one.sealed_files:
            for key in {key for place in addition.shows for key in _keys(place)}:
                shown[one.department_id, key].append(addition.added_at)
    return {key: sorted(whens) for key, whens in shown.items()}


def _outcome(platform: int, keys: set[str], measured: datetime, shown: dict[tuple[int, str], list[datetime]], at: datetime) -> bool | None:
    """Return whether something was shown again within the time after the measure; None where that time is not over yet."""
    end = measured + WITHIN
    for whens in (shown.get((platform, key), []) for key in keys):
        after = bisect_right(whens, measured)  # one shop may have been shown thousands of times
        if after < len(whens) and whens[after] <= end:
            return True
    return False if end <= at else None


def _together(outcomes: Iterable[bool | None]) -> bool | None:
    """State it of a whole notice: it came back where one of its shops or addresses did."""
    told = list(outcomes)
    return True if True in told else None if None in told else False


def _rate(platform: str, seller: str, told: list[bool | None]) -> Rate:
    ended = [one for one in told if one is not None]
    return Rate(platform, seller, Precision(sum(ended), len(ended)), len(told) - len(ended))


def _ordered(rates: Iterable[Rate]) -> list[Rate]:
    return sorted(rates, key=lambda one: (-one.back.low, -one.back.right, one.platform, one.seller))
