"""Hold the newest listings of the records against the banks of pictures of verified rights, by night."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet
from django.utils.timezone import localtime

from mingjian.core.engines.factory import open_engine
from mingjian.core.errors import BadInput
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.notices.models import VERIFIED, BankHit, RightPicture, Seller
from mingjian.institutions.notices.services.bank import BITS, hashed, pictures_of_listing
from mingjian.institutions.notices.services.foreign import names_of
from mingjian.institutions.notices.targets.work.sightings import MOST_PICTURED, fresh_listings

_HASHES = 8  # of a picture: as it is, turned and mirrored


@dataclass(frozen=True)
class Night:
    """How many pictures of listings are near one of a bank and new, and how many listings were left for another night."""

    found: int = 0
    left: int = 0


@dataclass(frozen=True)
class _Bank:
    """The pictures of one platform's rights in the order of the rows of `hashes`, and the shops that each right's holder authorised."""

    pictures: list[RightPicture]
    hashes: npt.NDArray[np.uint64]
    authorised: dict[int, set[str]]

    def near(self, own: int) -> list[tuple[RightPicture, int]]:
        """Return the pictures that a hash is near, with the bits in which they differ."""
        bits = np.bitwise_count(self.hashes ^ np.uint64(own)).min(axis=1)
        return [(self.pictures[nth], int(bits[nth])) for nth in np.flatnonzero(bits <= BITS)]


def pictures_searched(on: date) -> "QuerySet[RightPicture]":
    """Return the pictures that are compared on a day: in force, of a verified right, and such as this node could read."""
    held = RightPicture.objects.filter(until__gte=on, right__standing=VERIFIED).exclude(hashes=[])
    return held.select_related("right__department").defer("right__identity")


def search_banks(at: datetime, guard: Callable[[], None] = lambda: None) -> Night:
    """Compare, and keep what is new; `guard` is asked before anything is stored."""
    on = localtime(at).date()
    pictures = list(pictures_searched(on))
    loads = [load for load in lake_of_node().loads() if load.kind == "listing"]
    if not pictures or not loads:
        return Night()
    with open_engine("duckdb") as engine:
        fresh = fresh_listings(engine, loads, at)
    banks = _banks(pictures, on)
    of_these = [one for one in fresh if str(one["platform"]).lower() in banks and pictures_of_listing(str(one["listing_id"]))]
    found = [hit for one in of_these[:MOST_PICTURED] for hit in _hits(one, banks[str(one["platform"]).lower()], at)]
    guard()
    return Night(_kept(found), max(0, len(of_these) - MOST_PICTURED))


def _banks(pictures: Sequence[RightPicture], on: date) -> dict[str, _Bank]:
    """Return the bank of each platform, by each name that the records call it."""
    listed: dict[int, set[str]] = {}
    for right, shop in Seller.objects.filter(right__in={one.right_id for one in pictures}, until__gte=on).values_list("right", "shop"):
        listed.setdefault(right, set()).add(shop)
    found: dict[str, _Bank] = {}
    for platform in {one.right.department for one in pictures}:
        own = [one for one in pictures if one.right.department_id == platform.pk]
        rows = [([int(text, 16) for text in one.hashes] * _HASHES)[:_HASHES] for one in own]
        bank = _Bank(own, np.array(rows, dtype=np.uint64), listed)
        found |= {name.lower(): bank for name in names_of(platform)}
    return found


def _hits(listing: dict[str, Any], bank: _Bank, at: datetime) -> Iterable[BankHit]:
    """Return what a listing's pictures are near, each picture of a bank once, where its shop is not on the holder's list."""
    nearest: dict[int, tuple[RightPicture, int, str]] = {}
    for path in pictures_of_listing(str(listing["listing_id"])):
        try:
            hashes = hashed(path.read_bytes())
        except (BadInput, OSError):  # a broken picture in the folder is near to none
            continue
        for picture, bits in bank.near(int(hashes[0], 16)) if hashes else ():
            if picture.pk not in nearest or bits < nearest[picture.pk][1]:
                nearest[picture.pk] = (picture, bits, path.name)
    seen = listing["seen_at"].replace(tzinfo=UTC) if listing["seen_at"] else at
    told = {"listing": f"{listing['platform']}/{listing['listing_id']}"[:300], "address": listing["url"] or "", "seen_at": seen, "found_at": at}
    told |= {"shop": str(listing["shop_id"] or "")[:100], "title": str(listing["title"] or "")[:300]}
    for picture, bits, name in nearest.values():
        if told["shop"] not in bank.authorised.get(picture.right_id, ()):
            yield BankHit(picture=picture, platform=picture.right.department, bits=bits, own_picture=name[:200], **told)


def _kept(found: Sequence[BankHit]) -> int:
    """Keep what is new; what was seen before is told no second time. Return how many are new."""
    held = set(BankHit.objects.filter(picture__in={one.picture_id for one in found}).values_list("picture", "listing"))
    fresh = [one for one in found if (one.picture_id, one.listing) not in held]
    BankHit.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    return len(fresh)
