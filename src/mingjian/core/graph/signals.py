"""What the orders of a group say beside the graph: each signal as nats for or against a sham ring, against the market's own rate."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from mingjian.core.graph.pairs import Array
from mingjian.core.language import Text

RING_RATE = 0.3  # a ring that shows a signal shows it in three orders of ten at least
CLOSE = 600.0  # seconds between orders at one shop that count as a burst
NEAR = 3  # waybill numbers this close were drawn from one roll
_TURNS = 10  # after which the shops that set a rate hardly change any more
FEWEST = 5  # orders of which a signal must be known, else it is not looked at

Orders = Mapping[str, Array]  # columns of equal length; float64 with NaN where not known, except shop and buyer (codes)


class Signal(NamedTuple):
    """One signal: how many of `known` orders show it, how many would at the market's rate, and what that is worth in nats."""

    key: str
    title: Text
    known: int
    found: int
    expected: float
    nats: float


def _column(name: str) -> Callable[[Orders], Array]:
    return lambda orders: orders[name]


def repeated(orders: Orders) -> Array:
    """Mark each order whose buyer has ordered at the shop before (in the order of time)."""
    pair = orders["shop"].astype(np.int64) * (1 + int(orders["buyer"].max(initial=0))) + orders["buyer"]
    order = np.lexsort((orders["at"], pair))
    again = np.zeros(len(pair))
    again[order[1:]] = pair[order[1:]] == pair[order[:-1]]
    return again


def close(orders: Orders) -> Array:
    """Mark each order that another at the same shop, whosever it is, precedes by ten minutes at most."""
    return _against_previous(orders, orders["at"], lambda now, before: now - before <= CLOSE)


def same_weight(orders: Orders) -> Array:
    """Mark each order whose parcel weighs, to the gram, what the shop's parcel before it weighed."""
    return _against_previous(orders, orders["weight"], lambda now, before: np.round(now) == np.round(before), by="at")


def running(orders: Orders) -> Array:
    """Mark each order whose waybill number follows that of another of the shop's within three."""
    return _against_previous(orders, orders["waybill"], lambda now, before: now - before <= NEAR)


def _against_previous(orders: Orders, value: Array, alike: Callable[[Array, Array], Array], by: str = "") -> Array:
    """Compare each known value with the one before it at the same shop; NaN where there is none to compare."""
    known = np.flatnonzero(~np.isnan(value))
    marks = np.full(len(value), np.nan)
    order = known[np.lexsort((orders[by][known] if by else value[known], orders["shop"][known]))]
    now, before = order[1:], order[:-1]
    same = orders["shop"][now] == orders["shop"][before]
    marks[now[same]] = alike(value[now[same]], value[before[same]])
    return marks


#: Every signal: its key, its name, and how an order shows it (1), does not (0), or cannot be asked (NaN).
SIGNALS: tuple[tuple[str, Text, Callable[[Orders], Array]], ...] = (
    ("repetition", Text("同一买家在同一网店重复下单", "the same buyer orders again at the same shop"), repeated),
    ("burst", Text("同店十分钟内接连下单", "orders at a shop within ten minutes of each other"), close),
    ("address", Text("收货地址与其他买家相同", "address shared with other buyers"), _column("address")),
    ("phone", Text("电话与其他买家相同", "phone shared with other buyers"), _column("phone")),
    ("device", Text("设备与其他买家相同", "device shared with other buyers"), _column("device")),
    ("refund", Text("付款后退款", "money went back after payment"), _column("refund")),
    ("weight", Text("同店相邻包裹重量相同", "parcels of a shop with equal weight one after another"), same_weight),
    ("waybill", Text("同店运单号连号", "running waybill numbers at a shop"), running),
)
OF_IDENTITY = ("phone", "device", "address", "refund")  # what an innocent club does not share


#: Of each signal, by its key: of how many orders it is known, and how many show it.
Rates = Mapping[str, tuple[int, float]]


def rates_of(orders: Orders) -> Rates:
    """Count the orders that show each signal: those of a market are counted once, for all of its groups."""
    rates = {}
    for key, _, mark in SIGNALS:
        marks = mark(orders)
        known = marks[~np.isnan(marks)]
        rates[key] = len(known), float(known.sum())
    return rates


def weigh_signals(group: Orders, market: Rates) -> list[Signal]:
    """
    Weigh every signal of a group of orders against the rate that orders of the market show it at.

    The ratio of the likelihoods of `found` among `known` at rate max(RING_RATE, found/known) and at the market's rate: positive for a ring, negative
    against one. Orders of one buyer are not independent, so the sum counts each buyer once (times buyers / orders). Where fewer than `FEWEST` orders of
    the group or of the market tell, the signal is left out: not looked at.
    """
    per_buyer = len(np.unique(group["buyer"])) / max(1, len(group["buyer"]))
    weighed, own = [], rates_of(group)
    for key, title, _ in SIGNALS:
        (known, found), (others, shown) = own[key], market[key]
        if known < FEWEST or others < FEWEST or (key == "refund" and not shown and not found):
            continue
        rate = (shown + 1) / (others + 2)
        nats = log_ratio(found, known, rate) * per_buyer
        weighed.append(Signal(key, title, known, int(found), rate * known, nats))
    return weighed


def log_ratio(found: float, known: int, rate: float) -> float:
    """Return the log likelihood ratio, in nats, of a ring's rate against the market's for `found` of `known` orders."""
    ring = min(max(RING_RATE, found / known, min(2 * rate, (1 + rate) / 2)), 1 - 0.5 / (known + 1))
    rate = min(rate, 1 - 0.5 / (known + 1))
    return found * math.log(ring / rate) + (known - found) * math.log((1 - ring) / (1 - rate))


def excess(found: Array, known: Array, rate: float) -> Array:
    """Return the nats (0 where there is no excess) by which found of known exceeds a rate: known times the Kullback-Leibler divergence."""
    share = np.divide(found, known, out=np.zeros(len(known)), where=known > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        nats: Any = found * np.log(share / rate) + np.where(found < known, (known - found) * np.log((1 - share) / (1 - rate)), 0.0)
    return np.where(share > rate, nats, 0.0)


def sum_of_excess(marks: Iterable[tuple[Array, Array]], tau: float) -> Array:
    """
    Return for each shop the nats by which its marked orders exceed `tau` times the rate of the other shops, summed over several marks.

    `marks`: of each mark the orders that show it and those of which it is known, by shop. The rate is that of the shops that are not themselves beyond it:
    first of those below the median, then of all that do not exceed that, until nothing changes. A rate over all shops would hold the suspects against
    themselves, which in a market of a hundred shops, where a ring has a tenth of them, hides it.
    """
    given = list(marks)
    typical = _lower_half(given)
    for _ in range(_TURNS):
        nats = sum((excess(found, known, _base_rate(found, known, typical, tau)) for found, known in given), start=np.zeros(len(typical)))
        others = nats <= math.log(max(len(typical), 2))
        if (others == typical).all() or not others.any():
            break
        typical = others
    return nats


def _lower_half(given: Sequence[tuple[Array, Array]]) -> Array:
    """Mark the shops that show least: those whose share, added up over all marks, is not above the median."""
    shares = sum((np.divide(found, known, out=np.zeros(len(known)), where=known > 0) for found, known in given), start=np.zeros(len(given[0][0])))
    marked: Array = shares <= np.median(shares)
    return marked


def _base_rate(found: Array, known: Array, typical: Array, tau: float) -> float:
    return float(min(0.5, tau * (found[typical].sum() + 1) / (known[typical].sum() + 2)))
