"""
What came back: an address, or another of the same shop, that a measure was taken on not long before, and that a capture shows again afterwards.

A notice alone proves nothing: anybody may send one. It is told to the platform as what it says, apart from what a capture shows; rates count captures.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mingjian.core.capture.outcome import GONE
from mingjian.core.subjects import APART
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.lore.addresses import subject_of
from mingjian.institutions.notices.models import VERIFIED, Notice
from mingjian.office.lists import search
from mingjian.office.models import Entry

#: How long a platform looks back. No article names a term for what comes back: this is the node's own figure, and decides nothing.
WITHIN = timedelta(days=90)
_MOST = 200  # earlier notices looked at
_LOOKED = 200  # addresses of one notice that are looked up
_SHOWN = 5
FAILS_FROM = 400  # of answers: from here on the page itself did not come
_IN_PATH = re.compile(r"/(?:shop|store|mall|seller)s?/([A-Za-z0-9_-]{1,60})(?:/|$)", re.IGNORECASE)
_IN_QUERY = re.compile(r"(?:^|&)(?:shop|store|seller)_?id=([A-Za-z0-9_-]{1,60})(?:&|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Return:
    """An earlier notice on which measures were taken, what it shares with the present one, how many days lie between; whether a capture shows it since."""

    before: Notice
    address: str
    is_same_address: bool
    days: int
    is_proven: bool = False


def shop_of(address: str) -> str:
    """Return `host/shop` where an address says which shop it is of, of a place `platform/kind/name`; empty where it does not."""
    if subject := subject_of(address):
        return subject
    parts = urlsplit(address)
    found = _IN_PATH.search(parts.path) or _IN_QUERY.search(parts.query)
    return f"{(parts.hostname or '').lower()}/{found[1]}" if found else ""


def came_back(notice: Notice) -> list[Return]:
    """Return the earlier notices of the same platform that measures were taken on within the time looked back, of an address or shop of this one."""
    found: dict[int, Return] = {}
    looked: dict[str, list[Any]] = {}
    if notice.right.standing != VERIFIED:
        return []
    for address in notice.addresses[:_LOOKED]:
        shop = shop_of(address)
        words = _words(address, shop)
        if words not in looked:  # fifty listings of one shop are looked up once
            looked[words] = _earlier(notice, words)
        for before in looked[words]:
            same = address in before.addresses
            if before.pk not in found and (same or (shop and any(shop_of(one) == shop for one in before.addresses))):
                days = (notice.sent_at - before.sent_at).days
                found[before.pk] = Return(before, address, same, days, _is_shown(notice, address, before.measured))
        if len(found) >= _SHOWN:
            break
    return sorted(found.values(), key=lambda one: one.days)[:_SHOWN]


def _is_shown(notice: Notice, address: str, since: datetime) -> bool:
    """Return whether something sealed with a notice shows an address after a measure: a capture of the page itself, or a file of the place."""
    if APART in address:
        sealed = notice.additions.filter(sealed_at__isnull=False, added_at__gt=since).exclude(sha256="")
        return any(address in places for places in sealed.values_list("shows", flat=True))
    return pages_shown([address], since).exists()


def pages_shown(addresses: Iterable[str], since: datetime) -> QuerySet[Capture]:
    """Return the sealed captures that show one of some pages after an instant: the page came, and what it held was not gone."""
    shown = Capture.objects.filter(stands="kept", url__in=list(addresses), taken_at__gt=since, status__lt=FAILS_FROM)
    return shown.exclude(outcome=GONE)


def _words(address: str, shop: str) -> str:
    """Return the words by which candidates are looked up: of the shop, or of the address itself."""
    parts = shop.split("/")
    if len(parts) > 2:
        return f"{parts[0]} {parts[-1]}"  # of a place, whose kind is written in a language
    return shop.replace("/", " ") or address


def _earlier(notice: Notice, words: str) -> list[Any]:
    """Return candidates, each with `measured`, when measures were taken on it before this notice; whether they are of its shop is seen afterwards."""
    span = Q(sent_at__gte=notice.sent_at - WITHIN, sent_at__lte=notice.sent_at)
    taken = Entry.objects.filter(dossier=OuterRef("dossier"), kind="take_measures").order_by("-index").values("at")[:1]
    before = Notice.objects.filter(span, department=notice.department_id, dossier__isnull=False).exclude(pk=notice.pk).defer("facts")
    measured = before.annotate(measured=Subquery(taken)).filter(measured__lt=notice.sent_at)
    return list(search.search(measured, "notice", words).order_by("-sent_at")[:_MOST])
