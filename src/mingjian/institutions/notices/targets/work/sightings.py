"""Look in the market's records for what came back: an address whose measure stands, its listing, or its picture with another listing of the platform."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from mingjian.core.engines import Engine
from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_apart
from mingjian.core.errors import BadInput
from mingjian.core.records.lake import Load
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.notices.models import STANDING, Sighting, Target
from mingjian.institutions.notices.services.bank import BITS, differ, hashed, pictures_of_listing
from mingjian.institutions.notices.services.foreign import names_of
from mingjian.institutions.notices.services.reappearance import WITHIN
from mingjian.office.models import Department, Officer

FRESH = timedelta(days=2)  # records loaded within it are those of the last night: of them alone pictures are compared
MOST_PICTURED = 5000  # listings whose pictures are compared in a night; what is left out is told
#: The listings of some addresses by the records, and what the records saw of these after each measure.
_KNOWN = "SELECT DISTINCT asked.target, asked.decided, rows.platform, rows.listing_id FROM rows JOIN asked ON rows.url = asked.address"
_AGAIN = """SELECT known.target, rows.platform, rows.listing_id, max(rows.url) AS url, max(rows.seen_at) AS seen_at
FROM rows JOIN known ON rows.platform = known.platform AND rows.listing_id = known.listing_id
WHERE rows.seen_at > known.decided GROUP BY known.target, rows.platform, rows.listing_id"""
_FRESH = """SELECT platform, listing_id, max(url) AS url, max(seen_at) AS seen_at, max(shop_id) AS shop_id, max(title) AS title
FROM rows GROUP BY platform, listing_id"""


@dataclass(frozen=True)
class Night:
    """What a night found: new sightings by address and by picture, and how many listings with pictures were left for another night."""

    addresses: int = 0
    pictures: int = 0
    left: int = 0


def find_returned(at: datetime, guard: Callable[[], None] = lambda: None) -> Night:
    """Look for what came back and note it once; `guard` is asked before anything is stored."""
    upheld = {row.pk: row for row in upheld_rows(at)}
    loads = [load for load in lake_of_node().loads() if load.kind == "listing"]
    if not upheld or not loads:
        return Night()
    with open_engine("duckdb") as engine:
        rows = rows_apart(engine, loads)
        known = engine.keep(engine.sql(_KNOWN, rows=rows, asked=engine.from_arrow(_asked(upheld.values()))))
        again = engine.to_arrow(engine.sql(_AGAIN, rows=rows, known=known)).to_pylist()
        listings = engine.to_arrow(known).to_pylist()
        fresh = fresh_listings(engine, loads, at)
    by_address = [_sighting(upheld[one["target"]], "address", one, at) for one in again]
    by_picture, left = _by_picture(upheld, listings, fresh, at)
    guard()
    return Night(_kept(by_address), _kept(by_picture), left)


def upheld_rows(at: datetime) -> list[Target]:
    """Return the rows whose measure stands and was taken within the time looked back."""
    return list(_upheld(at).select_related("platform").only("pk", "address", "decided_at", "platform"))


def is_any_upheld(at: datetime) -> bool:
    """Return whether there is anything to look for."""
    return _upheld(at).exists()


def _upheld(at: datetime) -> "QuerySet[Target]":
    return Target.objects.filter(state__in=STANDING, decided_at__gte=at - WITHIN)


def settle(sightings: Iterable[int], by: Officer, at: datetime) -> int:
    """Note that the platform of an officer looked into some sightings; return how many that were."""
    own = Sighting.objects.filter(pk__in=list(sightings), platform=by.department_id, settled_at__isnull=True)
    return own.update(settled_at=at, settled_by=by)


def _asked(rows: Iterable[Target]) -> pa.Table:
    told = [(row.pk, row.address, row.decided_at.astimezone(UTC).replace(tzinfo=None)) for row in rows if row.decided_at]
    targets, addresses, decided = zip(*told, strict=True)
    return pa.table({"target": pa.array(targets, pa.int64()), "address": list(addresses), "decided": pa.array(decided, pa.timestamp("us"))})


def fresh_listings(engine: Engine, loads: Sequence[Load], at: datetime) -> list[dict[str, Any]]:
    """Return the listings of the newest records."""
    newest = [load for load in loads if datetime.fromisoformat(load.at) >= at - FRESH]
    if not newest:
        return []
    found: list[dict[str, Any]] = engine.to_arrow(engine.sql(_FRESH, rows=rows_apart(engine, newest))).to_pylist()
    return found


def _by_picture(
    upheld: Mapping[int, Target], listings: Sequence[Mapping[str, Any]], fresh: Sequence[Mapping[str, Any]], at: datetime
) -> tuple[list[Sighting], int]:
    """Return which new listings of the same platform have a picture near one of a listing that a measure stands on; and how many were not looked at."""
    own = [(upheld[one["target"]], one["listing_id"], _hashes(str(one["listing_id"]))) for one in listings]
    own = [one for one in own if one[2]]
    known = {(one["platform"], one["listing_id"]) for one in listings}
    pictured = [one for one in fresh if own and (one["platform"], one["listing_id"]) not in known and pictures_of_listing(str(one["listing_id"]))]
    names: dict[Department, frozenset[str]] = {target.platform: names_of(target.platform) for target, _, _ in own}
    found = []
    for one in pictured[:MOST_PICTURED]:
        hashes = [first for first, *_ in _hashes(str(one["listing_id"]))]
        for target, _, others in own:
            if hashes and str(one["platform"]).lower() in names[target.platform]:
                bits = min(differ(mine, other) for mine in hashes for theirs in others for other in theirs)
                if bits <= BITS:
                    found.append(_sighting(target, "picture", one, at, bits))
    return found, max(0, len(pictured) - MOST_PICTURED)


def _hashes(listing: str) -> list[list[str]]:
    """Return the hashes of a listing's pictures, each as it is, turned and mirrored; a broken picture has none."""
    found = []
    for path in pictures_of_listing(listing):
        try:
            found.append(hashed(path.read_bytes()))
        except (BadInput, OSError):
            continue
    return [one for one in found if one]


def _sighting(target: Target, by: str, row: Mapping[str, Any], at: datetime, bits: int | None = None) -> Sighting:
    seen = row["seen_at"].replace(tzinfo=UTC) if row["seen_at"] else at
    told = {"listing": f"{row['platform']}/{row['listing_id']}"[:300], "address": row["url"] or "", "seen_at": seen, "found_at": at, "bits": bits}
    return Sighting(target=target, platform=target.platform, by=by, **told)


def _kept(found: Sequence[Sighting]) -> int:
    """Keep those that are new, and tell anew of what was seen once more after its platform looked into it; return how many both are."""
    held = {(one.target_id, one.by, one.listing): one for one in Sighting.objects.filter(target__in={one.target_id for one in found})}
    new = {(one.target_id, one.by, one.listing): one for one in found}
    fresh = [one for key, one in new.items() if key not in held]
    Sighting.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    again = 0
    for key, one in new.items():
        before = held.get(key)
        if before and before.settled_at and one.seen_at > before.settled_at:
            told = {"seen_at": one.seen_at, "found_at": one.found_at, "address": one.address, "settled_at": None, "settled_by": None}
            again += Sighting.objects.filter(pk=before.pk).update(**told)
    return len(fresh) + again
