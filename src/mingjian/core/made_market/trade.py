"""The traffic of the market as arrays: who ordered what from whom and when, and what each order leaves behind."""

from dataclasses import dataclass

import numpy as np

from mingjian.core.made_market.draft import Offers
from mingjian.core.made_market.operators import Shops
from mingjian.core.made_market.plan import DAY, Floats, Ints, Plan

ORDINARY = -1


@dataclass(frozen=True)
class Trade:
    """
    One row an order. `group` says which ring or look-alike placed it (ORDINARY: none), `sham` whether it is one of the ring's own.

    `paid` and `refunded` are seconds since 1970; `refunded` is 0 for orders that were not.
    """

    buyer: Ints
    shop: Ints
    paid: Ints
    group: Ints
    sham: Ints
    refunded: Ints

    def __len__(self) -> int:
        return len(self.buyer)


def traffic(group: int, buyer: Ints, shop: Ints, paid: Ints, *, is_sham: bool, refunded: Ints | None = None) -> Trade:
    """Return some orders of one group."""
    n = len(buyer)
    return Trade(buyer, shop, paid, np.full(n, group), np.full(n, int(is_sham)), np.zeros(n, np.int64) if refunded is None else refunded)


def together(parts: list[Trade]) -> Trade:
    """Put all traffic in the order of its time, so that no number tells who placed an order."""
    paid = np.concatenate([part.paid for part in parts])
    order = np.argsort(paid, kind="stable")
    columns = {name: np.concatenate([getattr(part, name) for part in parts])[order] for name in ("buyer", "shop", "paid", "group", "sham", "refunded")}
    return Trade(**columns)


def ordinary(plan: Plan, shops: Shops) -> Trade:
    """
    Let everybody shop: 1 + lognormal(0.6, 0.9) orders a buyer, at most 120, by the shops' popularity; 15 % repeat the buyer's last shop; 6 % are refunded.

    Buyer b uses the platform on which seven of ten shops are if b % 10 < 7, else the other one.
    """
    draw = plan.draw("traffic")
    many = np.minimum(1 + draw.lognormal(0.6, 0.9, plan.buyers).astype(np.int64), 120)
    buyer = np.repeat(np.arange(plan.buyers), many)
    shop = np.empty(len(buyer), np.int64)
    for platform in (0, 1):
        own, rows = shops.of_platform(platform), np.flatnonzero((buyer % 10 >= 7) == bool(platform))
        ranks = np.searchsorted(np.cumsum(shops.popularity[own])[:-1], draw.random(len(rows)))
        shop[rows] = own[ranks]
    again = np.flatnonzero((draw.random(len(buyer)) < 0.15) & (np.r_[-1, buyer[:-1]] == buyer))
    shop[again] = shop[again - 1]
    paid = plan.ordinary_instants(draw, len(buyer))
    return traffic(ORDINARY, buyer, shop, paid, is_sham=False, refunded=refunds(draw, paid, 0.06))


def refunds(draw: np.random.Generator, paid: Ints, part: float) -> Ints:
    """Draw when orders were refunded: a part of them, one to eight days later; 0 for the others."""
    chosen = draw.random(len(paid)) < part
    return np.where(chosen, paid + draw.integers(DAY, 8 * DAY, len(paid)), 0)


def choose_listings(plan: Plan, trade: Trade, offers: Offers) -> tuple[Ints, Floats]:
    """Choose what is ordered, the shop's first listings most often, and what is paid: the price, at times for two, at times a little less."""
    draw = plan.draw("amounts")
    n = len(trade)
    first, many = offers.first[trade.shop], np.diff(offers.first)[trade.shop]
    listing = first + np.minimum((many * draw.random(n) ** 2).astype(np.int64), many - 1)
    times = np.where(draw.random(n) < 0.12, 2, 1)
    less = np.where(draw.random(n) < 0.3, draw.uniform(0.85, 0.98, n), 1.0)
    return listing, np.round(offers.price[listing] * times * less, 2)
