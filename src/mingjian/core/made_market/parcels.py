"""Parcels as couriers would hand them over: ordinary ones, and the empty ones of rings, all of one weight with running numbers."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.draft import Offers
from mingjian.core.made_market.operators import Shops, as_kind, tokens
from mingjian.core.made_market.plan import DAY, Flags, Floats, Ints, Plan
from mingjian.core.made_market.trade import Trade
from mingjian.core.made_market.words import COURIERS, PLACES

MICROSECONDS = 1_000_000
NEVER_SENT = 0.04


@dataclass(frozen=True)
class Sent:
    """How each order was sent: the token of where to (`tokens[where]`), the courier, and the number of its waybill, null if it never was."""

    tokens: list[str]
    where: Ints
    courier: Ints
    waybills: pa.Array
    was_sent: Flags


def number_waybills(plan: Plan, places: tuple[list[str], Ints], trade: Trade) -> Sent:
    """
    Return out waybill numbers: each courier counts up by the time of sending, with gaps, so that a shop's own numbers lie far apart.

    A ring buys a run of numbers and uses them one after the other.
    """
    draw = plan.draw("waybills")
    n = len(trade)
    courier = np.where(trade.sham == 1, trade.group % len(COURIERS), (trade.shop + (draw.random(n) < 0.2)) % len(COURIERS))
    number = np.cumsum(draw.integers(1, 40, n)) + 1_000_000_000
    for group in np.unique(trade.group[trade.sham == 1]).tolist():
        rows = np.flatnonzero((trade.group == group) & (trade.sham == 1))
        number[rows] = 5_000_000_000 + group * 1_000_000 + np.arange(len(rows))
    was_sent = (draw.random(n) >= NEVER_SENT) | (trade.sham == 1)
    signs = [sign for _, sign in COURIERS]
    texts = [f"{signs[c]}{k:012d}" for c, k in zip(courier.tolist(), number.tolist(), strict=True)]
    return Sent(*places, courier, pa.array(texts, mask=~was_sent), was_sent)


def make_parcels(plan: Plan, shops: Shops, offers: Offers, listing: Ints, trade: Trade, sent: Sent) -> pa.Table:
    """Write one parcel for every order that was sent, in the order of the orders."""
    draw = plan.draw("parcels")
    rows = np.flatnonzero(sent.was_sent)
    sham = trade.sham[rows] == 1
    n = len(rows)
    left = trade.paid[rows] + draw.integers(3600, 2 * DAY, n)
    arrived = left + np.where(sham, draw.integers(6 * 3600, DAY, n), draw.integers(DAY, 5 * DAY, n))
    is_signed = draw.random(n) < 0.97
    shop = trade.shop[rows]
    courier = sent.courier[rows].tolist()
    outlets = [f"{COURIERS[c][0]}{PLACES[p].county}营业部" for c, p in zip(courier, shops.place[shop].tolist(), strict=True)]
    goods = np.array(offers.goods, dtype=object)[listing[rows]]
    goods[sham] = "礼品"
    columns = {
        "waybill": sent.waybills.take(pa.array(rows)),
        "platform": [COURIERS[c][0] for c in courier],
        "courier": [COURIERS[c][0] for c in courier],
        "outlet": outlets,
        "sender_token": pa.array(tokens(draw, plan.shops)).take(pa.array(shop)),
        "receiver_token": pa.array(sent.tokens).take(pa.array(sent.where[rows])),
        "weight_g": _weights(draw, trade.group[rows], listing[rows], sham, len(offers.ids)),
        "goods": goods.tolist(),
        "id_checked": draw.random(n) < np.where(sham, 0.3, 0.97),
        "sent_at": pa.array(left * MICROSECONDS),
        "signed_at": pa.array(arrived * MICROSECONDS, mask=~is_signed),
    }
    return as_kind("parcel", columns)


def _weights(draw: np.random.Generator, group: Ints, listing: Ints, sham: Flags, listings: int) -> Floats:
    """Weigh parcels in grams, to ten: a listing's own weight with some variation; a ring's all alike, but for a few."""
    usual = draw.lognormal(6.3, 0.8, listings)
    weight = np.round(usual[listing] * draw.normal(1, 0.06, len(listing)).clip(0.7, 1.3), -1).clip(20)
    alike = sham & (draw.random(len(listing)) < 0.95)
    return np.where(alike, 100.0 + 20.0 * (group % 5), weight)
