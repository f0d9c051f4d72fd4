"""
The tracks of parcels as couriers write them: one courier notes four nodes, one only two, one hands none over; and shops whose parcels never travelled.

What only looks like it: deliveries within a city, parcels by air, slips of a scanner's clock, scans left out.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.operators import Shops, as_kind
from mingjian.core.made_market.parcels import Sent
from mingjian.core.made_market.plan import Flags, Ints, Plan
from mingjian.core.made_market.trade import Trade
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import COURIERS, PLACES

FULL, BARE = 0, 2  # couriers: of the first all nodes are handed over, of the other two
BARE_DAYS = 10
HOUR, MICROSECONDS = 3600, 1_000_000
#: (way, it is wrong, part of the shop's tracks that it has): eight shops each in 2,000.
WAYS = (
    ("two_nodes", True, 0.4),
    ("far_apart", True, 0.4),
    ("signed_before", True, 0.4),
    ("few_of_many", True, 0.06),
    ("same_city", False, 0.6),
    ("by_air", False, 0.6),
    ("clock_slips", False, 0.02),
    ("scans_left_out", False, 0.03),
)
FEWEST = 60  # tracks of a shop in which a way is planted
_FAR = (("110000", "北京转运中心"), ("650100", "乌鲁木齐转运中心"))


class Node(NamedTuple):
    event: str
    stage: str


TAKEN, LEFT, ARRIVED, SIGNED = Node("已揽收", "accepted"), Node("离开转运中心", "scanned"), Node("到达转运中心", "scanned"), Node("已签收", "delivered")


@dataclass
class _Tracks:
    """Events while they are written, one array a node: of which parcel, what, when, where."""

    parcels: list[Ints] = field(default_factory=list)
    nodes: list[list[Node]] = field(default_factory=list)
    at: list[Ints] = field(default_factory=list)
    places: list[list[tuple[str, str]]] = field(default_factory=list)

    def add(self, parcels: Ints, node: Node, at: Ints, places: list[tuple[str, str]]) -> None:
        self.parcels.append(parcels)
        self.nodes.append([node] * len(parcels))
        self.at.append(at)
        self.places.append(places)


def make_tracks(plan: Plan, shops: Shops, trade: Trade, sent: Sent, parcels: pa.Table, known: Known) -> pa.Table:
    """Write the events of the parcels of two couriers, and tell which shops' were planted. Parcels stand in the order of the orders that were sent."""
    draw = plan.draw("tracks")
    rows = np.flatnonzero(sent.was_sent)
    courier, shop, sham = sent.courier[rows], trade.shop[rows], trade.sham[rows] == 1
    left, signed = (parcels[name].to_numpy(zero_copy_only=False).astype("datetime64[us]").astype(np.int64) // MICROSECONDS for name in ("sent_at", "signed_at"))
    is_signed = ~np.isnan(parcels["signed_at"].cast(pa.int64()).to_numpy(zero_copy_only=False).astype(np.float64))
    full = np.flatnonzero((courier == FULL) & is_signed)
    chosen = _chosen(plan, draw, shops, shop[full], sham[full], known)
    way = np.array([""] * len(full), dtype=object)
    for one, (name, part) in chosen.items():
        own = np.flatnonzero((shop[full] == one) & ~sham[full])
        way[own[draw.random(len(own)) < part]] = name
    way[sham[full] & (draw.random(len(full)) < 0.8)] = "two_nodes"
    _tell_rings(shops, shop[full], sham[full], set(chosen), known)
    tracks = _Tracks()
    _write(draw, tracks, full, left[full], signed[full], way, _homes(shops, shop[full]), _homes(shops, trade.buyer[rows][full] % plan.shops))
    late = plan.start + (plan.days - BARE_DAYS) * 24 * HOUR
    bare = np.flatnonzero((courier == BARE) & is_signed & (left >= late))
    tracks.add(bare, TAKEN, left[bare], _homes(shops, shop[bare]))
    tracks.add(bare, SIGNED, signed[bare], _homes(shops, trade.buyer[rows][bare] % plan.shops))
    return _table(tracks, parcels, courier)


def _chosen(plan: Plan, draw: np.random.Generator, shops: Shops, shop: Ints, sham: Flags, known: Known) -> dict[int, tuple[str, float]]:
    """Choose the shops in which each way is planted, those with most tracks that no ring has."""
    of_ring = set(shop[sham].tolist())
    many = np.bincount(shop, minlength=plan.shops)
    free = [one for one in np.argsort(-many, kind="stable").tolist() if many[one] >= FEWEST and one not in of_ring]
    free = [free[place] for place in draw.permutation(min(len(free), 3 * len(WAYS) * plan.share(8)))]
    found: dict[int, tuple[str, float]] = {}
    for name, is_bad, part in WAYS * plan.share(8):
        if free:
            found[one := free.pop()] = (name, part)
            known.add("shop", shops.subject(one), "empty_tracks" if is_bad else f"tracks_{name}", is_bad=is_bad, disguise=name if is_bad else None)
    return found


def _tell_rings(shops: Shops, shop: Ints, sham: Flags, chosen: set[int], known: Known) -> None:
    many = np.bincount(shop[sham], minlength=len(shops.ids))
    for one in np.flatnonzero(many >= 12).tolist():
        if one not in chosen:
            known.add("shop", shops.subject(one), "empty_tracks", is_bad=True, disguise="ring")


def _homes(shops: Shops, shop: Ints) -> list[tuple[str, str]]:
    return [(PLACES[place].code, f"{PLACES[place].city}{PLACES[place].county}") for place in shops.place[shop].tolist()]


def _write(
    draw: np.random.Generator,
    tracks: _Tracks,
    full: Ints,
    left: Ints,
    signed: Ints,
    way: np.ndarray,
    homes: list[tuple[str, str]],
    goals: list[tuple[str, str]],
) -> None:
    """Write four nodes of each parcel, as its way has them."""
    n = len(full)
    span = np.maximum(signed - left, 4 * HOUR)
    first, last = left + (span * draw.uniform(0.1, 0.2, n)).astype(np.int64), left + (span * draw.uniform(0.75, 0.9, n)).astype(np.int64)
    is_before, is_far, by_air = np.isin(way, ("signed_before", "clock_slips")), np.isin(way, ("far_apart", "few_of_many")), way == "by_air"
    taken = np.where(is_before, signed + draw.integers(HOUR, 9 * HOUR, n), left)
    goals = [homes[k] if way[k] == "same_city" else goal for k, goal in enumerate(goals)]
    tracks.add(full, TAKEN, taken, homes)
    tracks.add(full, SIGNED, signed, goals)
    noted = ~np.isin(way, ("two_nodes", "same_city", "scans_left_out"))
    hubs = np.flatnonzero(noted)
    tracks.add(full[hubs], LEFT, first[hubs], [homes[k] for k in hubs.tolist()])
    last = np.where(is_far, first + draw.integers(600, 1800, n), np.where(by_air, first + 2 * HOUR, last))
    far = [_FAR[k] for k in draw.integers(0, len(_FAR), n).tolist()]
    places = [far[k] if is_far[k] else ("110000", "北京航空件中心") if by_air[k] else goals[k] for k in hubs.tolist()]
    tracks.add(full[hubs], ARRIVED, last[hubs], places)


def _table(tracks: _Tracks, parcels: pa.Table, courier: Ints) -> pa.Table:
    rows, at = np.concatenate(tracks.parcels), np.concatenate(tracks.at)
    nodes = [node for some in tracks.nodes for node in some]
    places = [place for some in tracks.places for place in some]
    order = np.argsort(at, kind="stable")
    names = [COURIERS[k][0] for k in courier[rows[order]].tolist()]
    return as_kind(
        "parcel_event",
        {
            "waybill": parcels["waybill"].take(pa.array(rows[order])).combine_chunks(),
            "platform": names,
            "courier": names,
            "event": [nodes[k].event for k in order.tolist()],
            "stage": [nodes[k].stage for k in order.tolist()],
            "noted_at": pa.array(at[order] * MICROSECONDS),
            "place": [places[k][1] for k in order.tolist()],
            "region_code": [places[k][0] for k in order.tolist()],
        },
    )
