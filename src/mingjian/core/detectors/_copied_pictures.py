"""What copied_listing sees of pictures: files of a folder that are named after listings, near to those of listings of other shops. Needs the extra [vision]."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.compiled import Array
from mingjian.core.engines import Engine, Relation
from mingjian.core.errors import BadInput
from mingjian.core.matching.pictures import files_in, hashes_of, near_pictures, open_picture

WITH_PICTURES = """
SELECT l.listing_id, coalesce(l.platform, '') || '/' || l.listing_id AS subject, coalesce(l.platform, '') || '/' || l.shop_id AS shop, min(l.seen_at) AS seen_at
FROM listings AS l JOIN names AS n ON l.listing_id = n.name WHERE l.shop_id IS NOT NULL
GROUP BY l.listing_id, coalesce(l.platform, '') || '/' || l.listing_id, coalesce(l.platform, '') || '/' || l.shop_id
ORDER BY subject, shop
"""


class Shown(NamedTuple):
    """One picture of one listing."""

    listing: dict[str, Any]
    path: Path
    hashes: Array


class Likeness(NamedTuple):
    """A picture of a listing and one of another shop's, bits in which they differ, and whether one is turned or mirrored."""

    own: Shown
    other: Shown
    distance: int
    is_turned: bool


def likenesses(engine: Engine, listing: Relation, folder: Path, most: int, stock: int) -> list[Likeness]:
    """Give, from both sides, pictures of different shops that differ in at most `most` bits; pictures that more than `stock` shops show are left out."""
    by_name = files_in(folder)
    names = engine.from_arrow(pa.table({"name": pa.array(sorted(by_name), pa.string())}))
    rows = engine.to_arrow(engine.sql(WITH_PICTURES, listings=listing, names=names)).to_pylist()
    shown = list(_shown(rows, by_name))
    if not shown:
        return []
    shops = {shop: number for number, shop in enumerate(sorted({one.listing["shop"] for one in shown}))}
    owners = np.array([shops[one.listing["shop"]] for one in shown])
    found = []
    for near in near_pictures(np.array([one.hashes for one in shown]), owners, most):
        first, second = shown[near.first], shown[near.second]
        found += [Likeness(first, second, near.distance, near.is_turned), Likeness(second, first, near.distance, near.is_turned)]
    return _without_stock(found, stock)


def _shown(rows: list[dict[str, Any]], by_name: dict[str, list[Path]]) -> Iterable[Shown]:
    hashes: dict[Path, Array | None] = {}
    for row in rows:
        for path in by_name[row["listing_id"]]:
            if path not in hashes:
                hashes[path] = _hashes(path)
            if (known := hashes[path]) is not None:
                yield Shown(row, path, known)


def _hashes(path: Path) -> Array | None:
    try:
        return hashes_of(open_picture(path))
    except BadInput:  # one broken picture among many is no reason to stop
        return None


def _without_stock(found: list[Likeness], stock: int) -> list[Likeness]:
    shops: dict[Path, set[str]] = {}
    for one in found:
        shops.setdefault(one.own.path, {one.own.listing["shop"]}).add(one.other.listing["shop"])
    return [one for one in found if len(shops[one.own.path]) <= stock]
