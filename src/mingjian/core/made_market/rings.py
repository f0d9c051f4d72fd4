"""Rings of sham transactions in several shapes, behind ordinary orders; and groups that only look like them."""

from dataclasses import dataclass

import numpy as np

from mingjian.core.made_market.operators import Shops
from mingjian.core.made_market.plan import BUYERS_A_SHOP, DAY, Ints, Plan
from mingjian.core.made_market.trade import Trade, refunds, traffic
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import PLATFORMS


@dataclass(frozen=True)
class Shape:
    """
    What a group looks like: so many buyers and shops, each pair trades with probability `density`, 1 + Poisson(`again`) times.

    `when` is one of nights, month, evening, office, half_hour. A bad group leaves traces: `accounts_a_device` accounts share a device and an address,
    a part of the orders is `refunded`, parcels weigh the same and bear running numbers.
    """

    name: str
    buyers: int
    shops: int
    density: float
    again: float
    when: str
    is_bad: bool
    accounts_a_device: int = 1
    refunded: float = 0.06


SHAPES = (
    Shape("tight_ring", 40, 15, 0.7, 0.3, "nights", True, 8, 0.35),
    Shape("lopsided_ring", 150, 5, 0.85, 0.3, "month", True, 6, 0.2),
    Shape("small_ring", 12, 8, 0.8, 0.5, "nights", True, 4, 0.5),
    Shape("two_shop_ring", 40, 2, 0.95, 0.4, "nights", True, 10, 0.3),
    Shape("brushed_shop", 4, 1, 1.0, 20.0, "one_night", True, 4, 0.4),
    Shape("brushed_shop", 2, 1, 1.0, 9.0, "half_hour", True, 2, 0.0),
    Shape("flash_sale", 900, 1, 1.0, 0.0, "half_hour", False),
    Shape("group_purchase", 80, 1, 1.0, 0.0, "evening", False),
    Shape("club", 60, 6, 0.6, 0.2, "month", False),
    Shape("company_order", 1, 3, 1.0, 20.0, "office", False, refunded=0.02),
    Shape("restock", 1, 1, 1.0, 8.0, "half_hour", False, refunded=0.0),
    Shape("top_up", 1, 1, 1.0, 4.0, "half_hour", False, refunded=0.0),
)


@dataclass(frozen=True)
class Group:
    """One planted group: its shape, its name, who and where."""

    shape: Shape
    name: str
    buyers: Ints
    shops: Ints


def plant(plan: Plan, shops: Shops, known: Known) -> tuple[list[Group], list[Trade]]:
    """Plant every shape `plan.copies` times, each within one platform; members of bad groups hide behind as many orders at popular shops."""
    draw = plan.draw("rings")
    groups: list[Group] = []
    parts: list[Trade] = []
    for number in range(plan.copies):
        for place, shape in enumerate(SHAPES):
            group = _choose(plan, draw, shops, shape, f"{shape.name}-{number + 1}-{place + 1}")
            parts.append(_orders(plan, draw, group, len(groups)))
            if shape.is_bad:
                parts.append(_camouflage(plan, draw, shops, group, len(groups), len(parts[-1])))
            groups.append(group)
            _tell(shops, group, known)
    return groups, parts


def _choose(plan: Plan, draw: np.random.Generator, shops: Shops, shape: Shape, name: str) -> Group:
    """Choose members among ordinary buyers and shops that are not the most popular; small markets have small groups."""
    platform = int(draw.random() < 0.3)
    own = shops.of_platform(platform)
    least = min(len(own) // 10, 50)
    many = max(1, min(shape.shops, (len(own) - least) // 2))
    buyers = np.flatnonzero((np.arange(plan.buyers) % 10 >= 7) == bool(platform))
    members = min(shape.buyers, max(2, plan.shops * BUYERS_A_SHOP // 80)) if shape.buyers > 1 else 1
    chosen = draw.choice(buyers, members, replace=False)
    return Group(shape, name, np.sort(chosen), np.sort(draw.choice(own[least:], many, replace=False)))


def _orders(plan: Plan, draw: np.random.Generator, group: Group, number: int) -> Trade:
    shape = group.shape
    pairs = draw.random((len(group.buyers), len(group.shops))) < shape.density
    row, column = np.nonzero(pairs)
    times = 1 + draw.poisson(shape.again, len(row))
    buyer, shop = np.repeat(group.buyers[row], times), np.repeat(group.shops[column], times)
    paid = _instants(plan, draw, shape.when, len(buyer))
    return traffic(number, buyer, shop, paid, is_sham=shape.is_bad, refunded=refunds(draw, paid, shape.refunded))


def _instants(plan: Plan, draw: np.random.Generator, when: str, n: int) -> Ints:
    """Draw when a group orders; seconds since 1970."""
    day = int(draw.integers(0, plan.days))
    if when == "month":
        return plan.ordinary_instants(draw, n)
    if when == "nights":
        nights = draw.integers(0, plan.days, 3)
        return plan.start + nights[draw.integers(0, 3, n)] * DAY + draw.integers(3600, 4 * 3600, n)
    if when == "office":
        return plan.start + draw.integers(0, plan.days, n) * DAY + draw.integers(9 * 3600, 18 * 3600, n)
    hour, length = {"one_night": (1.5, 3000), "evening": (19.0, 3 * 3600), "half_hour": (20.0, 1800)}[when]
    return plan.instant(day, hour) + draw.integers(0, length, n)


def _camouflage(plan: Plan, draw: np.random.Generator, shops: Shops, group: Group, number: int, n: int) -> Trade:
    """Let members order as many times at popular shops, as anybody might."""
    platform = int(shops.platform[group.shops[0]])
    popular = shops.of_platform(platform)[: max(5, plan.shops // 30)]
    weight = shops.popularity[popular] / shops.popularity[popular].sum()
    paid = plan.ordinary_instants(draw, n)
    buyer = group.buyers[draw.integers(0, len(group.buyers), n)]
    return traffic(number, buyer, draw.choice(popular, n, p=weight), paid, is_sham=False, refunded=refunds(draw, paid, 0.06))


def _tell(shops: Shops, group: Group, known: Known) -> None:
    bad, label = group.shape.is_bad, group.shape.name
    platform = PLATFORMS[shops.platform[group.shops[0]]]
    known.add("ring", f"{platform}/{group.name}", label, is_bad=bad, ring=group.name)
    for shop in group.shops.tolist():
        known.add("shop", shops.subject(shop), label, is_bad=bad, ring=group.name)
    for buyer in group.buyers.tolist():
        known.add("buyer", f"{platform}/{buyer_id(buyer)}", label, is_bad=bad, ring=group.name)


def buyer_id(buyer: int) -> str:
    """Write a buyer's number as an id."""
    return f"B{buyer + 1:07d}"
