"""What of a made market only its pictures tell, and whom a node would spare: dealers that the right holder authorised."""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq

from mingjian.core.made_market.generation import PICTURES

#: Labels of the truth that nothing but a picture tells of.
PICTURED = frozenset(
    (
        "copied_picture",
        "picture_taken_from",
        "makers_picture",
        "plain_colour",
        "other_goods_on_white",
        "same_goods_photographed_anew",
        "same_frame_other_goods",
    )
)
AUTHORISED = "authorised_dealer"
_NEEDED = ("cv2", "PIL")  # of the extra [vision]


def settings_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return the settings of detectors that look at the market's pictures; none where there are no pictures, or the extra is absent."""
    if not (folder / PICTURES).is_dir() or not all(map(find_spec, _NEEDED)):
        return {}
    return {"copied_listing": {"pictures": str(folder / PICTURES)}}


def spared(folder: Path, shops: Iterable[str]) -> frozenset[str]:
    """Return the subjects that are no matter of these shops' (platform/id): the shops and their listings, each behind its kind."""
    dealers = set(shops)
    rows: list[Mapping[str, str]] = pq.read_table(folder / "listing.parquet", columns=["platform", "shop_id", "listing_id"]).to_pylist() if dealers else []
    listings = {f"listing {row['platform']}/{row['listing_id']}" for row in rows if f"{row['platform']}/{row['shop_id']}" in dealers}
    return frozenset(listings | {f"shop {one}" for one in dealers})
