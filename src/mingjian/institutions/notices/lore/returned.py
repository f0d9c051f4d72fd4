"""What came back: an address, or another of the same shop, that a measure was taken on not long before."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import Q

from mingjian.institutions.notices.lore.addresses import subject_of
from mingjian.institutions.notices.models import Notice
from mingjian.office.lists import search

#: How long a platform looks back. No article names a term for what comes back: this is the node's own figure, and decides nothing.
WITHIN = timedelta(days=90)
_MOST = 200  # earlier notices looked at
_SHOWN = 5
_IN_PATH = re.compile(r"/(?:shop|store|mall|seller)s?/([A-Za-z0-9_-]{1,60})(?:/|$)", re.IGNORECASE)
_IN_QUERY = re.compile(r"(?:^|&)(?:shop|store|seller)_?id=([A-Za-z0-9_-]{1,60})(?:&|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Return:
    """An earlier notice on which measures were taken, what it shares with the present one, and how many days lie between."""

    before: Notice
    address: str
    is_same_address: bool
    days: int


def shop_of(address: str) -> str:
    """Give `host/shop` where an address says which shop it is of, of a place `platform/kind/name`; empty where it does not."""
    if subject := subject_of(address):
        return subject
    parts = urlsplit(address)
    found = _IN_PATH.search(parts.path) or _IN_QUERY.search(parts.query)
    return f"{(parts.hostname or '').lower()}/{found[1]}" if found else ""


def came_back(notice: Notice) -> list[Return]:
    """Give the earlier notices of the same platform that measures were taken on within the time looked back, of an address or shop of this one."""
    found: dict[int, Return] = {}
    for address in notice.addresses:
        shop = shop_of(address)
        for before in _earlier(notice, address, shop):
            same = address in before.addresses
            if before.pk not in found and (same or (shop and any(shop_of(one) == shop for one in before.addresses))):
                found[before.pk] = Return(before, address, same, (notice.sent_at - before.sent_at).days)
        if len(found) >= _SHOWN:
            break
    return sorted(found.values(), key=lambda one: one.days)[:_SHOWN]


def _earlier(notice: Notice, address: str, shop: str) -> list[Notice]:
    """Look up candidates by the words of the shop or address; whether they are of it is seen afterwards."""
    span = Q(sent_at__gte=notice.sent_at - WITHIN, sent_at__lte=notice.sent_at)
    before = Notice.objects.filter(span, department=notice.department_id, dossier__entries__kind="take_measures").exclude(pk=notice.pk).distinct()
    parts = shop.split("/")
    words = f"{parts[0]} {parts[-1]}" if len(parts) > 2 else shop.replace("/", " ")  # of a place, whose kind is written in a language
    return list(search.search(before, "notice", words if shop else address).order_by("-sent_at")[:_MOST])
