"""What copied_listing sees of pictures: files of a folder named after listings, alike to those of other shops. Needs the extra [vision]."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.detectors.common.stock_bound import Many
from mingjian.core.engines import Engine, Relation
from mingjian.core.errors import BadInput
from mingjian.core.language import name_of
from mingjian.core.matching.hashes import BITS, near_pictures, shown_by_many
from mingjian.core.matching.overlays import shared_parts
from mingjian.core.matching.parts import Common, grey_of
from mingjian.core.matching.pictures import files_in, open_picture
from mingjian.core.matching.seen import Album, Seen

WITH_PICTURES = """
SELECT l.listing_id AS listing_id, l.subject AS subject, l.shop AS shop, coalesce(o.owner, l.shop) AS owner, l.seen_at AS seen_at FROM (
  SELECT l.listing_id AS listing_id, coalesce(l.platform, '') || '/' || l.listing_id AS subject, coalesce(l.platform, '') || '/' || l.shop_id AS shop,
    min(l.seen_at) AS seen_at
  FROM listings AS l JOIN names AS n ON l.listing_id = n.name WHERE l.shop_id IS NOT NULL
  GROUP BY l.listing_id, coalesce(l.platform, '') || '/' || l.listing_id, coalesce(l.platform, '') || '/' || l.shop_id
) AS l LEFT JOIN owners AS o ON o.shop = l.shop ORDER BY l.subject, l.shop
"""


class Shown(NamedTuple):
    """One picture of one listing: its file, its name within the folder, and what it looks like."""

    listing: dict[str, Any]
    path: Path
    name: str
    seen: Seen


class Compared(NamedTuple):
    """What was found alike; of how many shops there were pictures; how many may show one before it is stock; which listings had pictures taken for that."""

    alike: list["Likeness"]
    shops: int = 0
    bound: int = 0
    aside: tuple[str, ...] = ()


class Likeness(NamedTuple):
    """
    A picture of a listing and one of another shop's that is alike: as a whole, by bits in which their hashes differ, or by a part that both share.

    `part` has the listing's own picture first; then `distance` says nothing.
    """

    own: Shown
    other: Shown
    distance: int
    is_turned: bool
    part: Common | None = None

    @property
    def sureness(self) -> float:
        """Return how alike, 0 to 1."""
        return 1 - self.distance / BITS if self.part is None else self.part.sureness


def likenesses(engine: Engine, listing: Relation, owners_of_shops: Relation, folder: Path, album: Album, *, many: Many, most: int, cover: float) -> Compared:
    """
    Return, from both sides, pictures of different shops that differ in at most `most` bits, or share a part that fills at least `cover` of one of them.

    Pictures that too many of the shops with pictures show (`many`) are left out. What `album` keeps is not looked at again.
    """
    by_name = files_in(folder)
    names = engine.from_arrow(pa.table({"name": pa.array(sorted(by_name), pa.string())}))
    rows = engine.to_arrow(engine.sql(WITH_PICTURES, listings=listing, names=names, owners=owners_of_shops)).to_pylist()
    shown = list(_shown(rows, by_name, folder, album))
    album.trim()
    if not shown:
        return Compared([])
    numbers = {owner: number for number, owner in enumerate(sorted({one.listing["owner"] for one in shown}))}
    owners = np.array([numbers[one.listing["owner"]] for one in shown])
    stock = many.among(len(numbers))
    hashes = np.array([one.seen.hashes for one in shown])
    common = shown_by_many(hashes, owners, most, stock)  # they go in the end; held against each other first, one that fifty thousand show would fill the memory
    unsure = common | np.array([one.seen.is_shaded for one in shown])
    found = {(one.first, one.second): (one.distance, one.is_turned) for one in near_pictures(hashes, owners, most, unsure)}
    alike = [two for (first, second), near in found.items() for two in _both_ways(shown[first], shown[second], *near, None)]
    grey = lru_cache(64)(lambda number: grey_of(open_picture(shown[number].path)))
    features, embeddings = [one.seen.features for one in shown], [one.seen.embedding for one in shown]
    for first, second, part in shared_parts(features, embeddings, owners, grey, cover=cover, passed=found.keys(), aside=unsure):
        alike += _both_ways(shown[first], shown[second], BITS, part.is_mirrored, part)
    of_many = _of_many(alike, stock) | {shown[number].path for number in np.flatnonzero(common)}
    aside = tuple(dict.fromkeys(picture.listing["subject"] for picture in shown if picture.path in of_many))
    return Compared([two for two in alike if two.own.path not in of_many], len(numbers), stock, aside)


def _both_ways(first: Shown, second: Shown, distance: int, is_turned: bool, part: Common | None) -> Iterator[Likeness]:
    yield Likeness(first, second, distance, is_turned, part)
    yield Likeness(second, first, distance, is_turned, part._replace(first=part.second, second=part.first) if part else None)


def _shown(rows: list[dict[str, Any]], by_name: dict[str, list[Path]], folder: Path, album: Album) -> Iterator[Shown]:
    seen: dict[Path, Seen | None] = {}
    for row in rows:
        for path in by_name[row["listing_id"]]:
            if path not in seen:
                seen[path] = _seen(path, album)
            if (known := seen[path]) is not None:
                yield Shown(row, path, name_of(path.relative_to(folder)), known)


def _seen(path: Path, album: Album) -> Seen | None:
    try:
        return album.seen(path)
    except BadInput:  # one broken picture among many is no reason to stop
        return None


def _of_many(found: list[Likeness], stock: int) -> set[Path]:
    """Return the pictures that more than so many shops show."""
    shops: dict[Path, set[str]] = {}
    for one in found:
        shops.setdefault(one.own.path, {one.own.listing["shop"]}).add(one.other.listing["shop"])
    return {path for path, showing in shops.items() if len(showing) > stock}
