"""
What came back: an address, or another of the same shop, on which a measure of not long before stands, and that a capture shows again afterwards.

A notice alone proves nothing: anybody may send one. It is told to the platform as what it says, apart from what a capture shows; rates count captures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mingjian.core.addresses import page_key
from mingjian.core.capture.outcome import GONE
from mingjian.core.subjects import APART, shop_of
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import STANDING, VERIFIED, Notice, Target
from mingjian.institutions.notices.services.rows import digests_of, parts_of
from mingjian.office.lists import search
from mingjian.office.models import Entry

#: How long a platform looks back. No article names a term for what comes back: this is the node's own figure, and decides nothing.
WITHIN = timedelta(days=90)
_MOST = 200  # earlier notices looked at
_LOOKED = 200  # addresses of one notice that are looked up
_SHOWN = 5
FAILS_FROM = 400  # of answers: from here on the page itself did not come


@dataclass(frozen=True)
class Return:
    """An earlier notice on which measures were taken, what it shares with the present one, how many days lie between; whether a capture shows it since."""

    before: Notice
    address: str
    is_same_address: bool
    days: int
    is_proven: bool = False


def came_back(notice: Notice) -> list[Return]:
    """Return the earlier notices of the same platform by which a measure stands on an address or shop of this one, within the time looked back."""
    if notice.right.standing != VERIFIED:
        return []
    addresses = notice.addresses[:_LOOKED]
    named = [(address, page_key(address), shop_of(address)) for address in addresses]
    candidates = _candidates(notice, named)
    standing = standing_of(candidates)
    found: list[Return] = []
    for before in candidates:
        stands = standing.get(before.pk, [])
        pages, shops = {page_key(one) for one in stands}, {shop_of(one) for one in stands}
        match = next(((address, page in pages) for address, page, shop in named if page in pages or (shop and shop in shops)), None)
        if match is not None:
            days = (notice.sent_at - before.sent_at).days
            found.append(Return(before, *match, days, _is_shown(notice, match[0], before.measured)))
        if len(found) >= _SHOWN:
            break
    return found


def _candidates(notice: Notice, named: list[tuple[str, str, str]]) -> list[Any]:
    """Return earlier notices that measures were taken on, and that name one of some pages or may name one of their shops; the newest first."""
    digests = [digest for address, _, _ in named for digest in digests_of(address)]
    same = Target.objects.filter(platform=notice.department_id, digest__in=digests).exclude(notice=notice.pk).values("notice")
    earlier = _earlier(notice)
    found = {one.pk: one for one in earlier.filter(pk__in=same).order_by("-sent_at")[:_MOST]}
    for words in {_words(shop) for _, _, shop in named if shop}:  # fifty listings of one shop are looked up once
        found |= {one.pk: one for one in search.search(earlier, "notice", words).order_by("-sent_at")[:_MOST]}
    return sorted(found.values(), key=lambda one: (one.sent_at, one.pk), reverse=True)


def standing_of(notices: Iterable[Notice]) -> dict[int, list[str]]:
    """
    Return the addresses of notices on which a measure stands, by notice.

    What was declined, or lifted since (by mistake, after a lapse or a decision, since its sender took it back), is there by right: it did not come back.
    """
    found: dict[int, list[str]] = {}
    for part in parts_of([one.pk for one in notices]):
        rows = Target.objects.filter(notice__in=part, state__in=STANDING).order_by("notice", "position")
        for pk, address in rows.values_list("notice", "address").iterator(chunk_size=2000):
            found.setdefault(pk, []).append(address)
    return found


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


def _words(shop: str) -> str:
    """Return the words by which notices about a shop are looked up."""
    parts = shop.split("/")
    return f"{parts[0]} {parts[-1]}"  # without the kind of a place, which is written in a language


def _earlier(notice: Notice) -> QuerySet[Any]:
    """Return the notices of the time looked back, each with `measured`, when measures were taken on it before this notice."""
    span = Q(sent_at__gte=notice.sent_at - WITHIN, sent_at__lte=notice.sent_at)
    taken = Entry.objects.filter(dossier=OuterRef("dossier"), kind="take_measures").order_by("-index").values("at")[:1]
    before = Notice.objects.filter(span, department=notice.department_id, dossier__isnull=False).exclude(pk=notice.pk).defer("facts")
    return before.annotate(measured=Subquery(taken)).filter(measured__lt=notice.sent_at)
