"""What of a made market only its pictures tell, and whom a node would spare: dealers that the right holder authorised."""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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
#: What the truth says of a listing that shows its maker's picture with leave: label and way.
ON_THE_LIST = ("makers_picture", "on_the_list")
_NEEDED = ("cv2", "PIL")  # of the extra [vision]


def settings_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return the settings of detectors that look at the market's pictures; none where there are no pictures, or the extra is absent."""
    if not (folder / PICTURES).is_dir() or not all(map(find_spec, _NEEDED)):
        return {}
    return {"copied_listing": {"pictures": str(folder / PICTURES)}}


def spared(folder: Path, truth: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """
    Return the listings (each behind its kind) of which an authorisation answers a suspicion: a dealer's, of the brand for which the holder has it on the list.

    A list names a shop for a brand, as on a node: what the same shop shows of another brand is looked at.
    """
    shown = [row["subject"] for row in truth if row["label"] == ON_THE_LIST[0] and row["disguise"] == ON_THE_LIST[1]]
    if not shown:
        return frozenset()
    columns = ("platform", "shop_id", "listing_id", "brand")
    rows: list[Mapping[str, str | None]] = pq.read_table(folder / "listing.parquet", columns=list(columns)).to_pylist()
    brand_of = {f"{row['platform']}/{row['listing_id']}": (f"{row['platform']}/{row['shop_id']}", row["brand"]) for row in rows}
    held = {brand_of[one] for one in shown if one in brand_of}
    return frozenset(f"listing {name}" for name, whose in brand_of.items() if whose in held)
