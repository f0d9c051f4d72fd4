"""
Shops where, within one hour, far more orders come from far fewer buyers than anywhere else: orders brushed by a few accounts.

The rule is that of a public contest (Shopee Code League 2020, "Order Brushing"): in some closed window, orders divided by distinct buyers reaches a ratio;
all orders of all such windows count, and the buyers with the largest share of them are named. A window may begin anywhere, also between two orders.
"""

from datetime import datetime
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.compiled import kernel
from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.engines import Engine, Relation
from mingjian.core.exhibits.figures import Figures
from mingjian.core.exhibits.ring import Ring
from mingjian.core.language import Text, several

DETECTOR = Detector(
    key="order_concentration",
    title=Text("订单集中", "Concentrated orders"),
    summary=Text(
        "一小时内的单数与买家数之比达到 3 的网店：少数账号反复下单，疑似刷单。",
        "Shops where orders divided by distinct buyers reaches 3 within an hour: a few accounts order again and again, perhaps to raise credit.",
    ),
    reads=("order",),
    ground=("aucl/9", "ecl/17"),
    innocent=(
        Text("团购、拼单由一人代为多次下单", "One person orders for a group, again and again"),
        Text("大促或秒杀时限购拆单", "A sale with a limit per order, so that buyers split theirs"),
        Text("企业或经销商补货", "A company or dealer restocks"),
        Text("礼品卡、充值等小额多次购买", "Gift cards or top-ups bought in many small amounts"),
    ),
    settles=(
        Text("物流记录：这些订单是否有重量合理、地址各异的包裹", "parcels of these orders: sensible weights, different addresses"),
        Text("同一时段是否有平台促销或者直播", "whether a promotion or live stream ran at that hour"),
        Text("退款和评价的时间", "when refunds and reviews came"),
    ),
    blind=Text(
        "看不到一人一单的刷单（由许多账号分摊），也看不到跨网店的团伙；买家、网店或付款时间不明的订单不计。",
        "It does not see brushing shared among many accounts with one order each, nor rings across shops; "
        "orders without buyer, shop or time of payment are left out.",
    ),
    version="2",
    settings={
        "window": Setting(3600, Text("时间窗口的长度，秒", "Length of the window in seconds"), 1, 31 * 86400),
        "ratio": Setting(3.0, Text("单数与买家数之比达到多少即提示", "Orders divided by distinct buyers that is remarkable"), 1.5, 1000),
    },
)

BEIJING = ZoneInfo("Asia/Shanghai")
ORDERS_SHOWN = 2000  # a brushed shop may have hundreds of thousands of orders; the finding says how many there are
PERIODS_SHOWN = 200
NAMED_IN_WORDS = 10

PAIRS = """
SELECT coalesce(platform, '') AS platform, shop_id, buyer_id, count(*) AS n FROM orders
WHERE shop_id IS NOT NULL AND buyer_id IS NOT NULL AND paid_at IS NOT NULL GROUP BY coalesce(platform, ''), shop_id, buyer_id
"""

TYPICAL = """
SELECT platform, median(each) AS typical FROM (
  SELECT platform, shop_id, CAST(sum(n) AS DOUBLE) / count(*) AS each FROM pairs GROUP BY platform, shop_id) AS shops
GROUP BY platform ORDER BY platform
"""

# A window that reaches the ratio holds some buyer with that many orders. So the buyers who have `least` orders within a window are looked for first,
# and only what lies within one window's length of these orders can matter. Engines round seconds differently: `slot` is one second longer.
HOT = """
WITH several AS (SELECT platform, shop_id, buyer_id FROM pairs WHERE n >= $least),
timed AS (
  SELECT coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, o.buyer_id AS buyer_id, CAST(epoch(o.paid_at) AS BIGINT) AS at FROM orders AS o
  SEMI JOIN several AS s ON coalesce(o.platform, '') = s.platform AND o.shop_id = s.shop_id AND o.buyer_id = s.buyer_id
  WHERE o.paid_at IS NOT NULL),
followed AS (SELECT platform, shop_id, at, lag(at, $back) OVER (PARTITION BY platform, shop_id, buyer_id ORDER BY at) AS before FROM timed),
hot AS (SELECT platform, shop_id, at // $slot AS place FROM followed WHERE at - before <= $slot)
SELECT platform, shop_id, place FROM hot UNION SELECT platform, shop_id, place - 1 FROM hot UNION SELECT platform, shop_id, place + 1 FROM hot
"""

NEAR = """
SELECT coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, o.buyer_id AS buyer_id, o.order_id AS order_id, o.paid_at AS paid_at FROM orders AS o
SEMI JOIN hot AS h ON coalesce(o.platform, '') = h.platform AND o.shop_id = h.shop_id AND CAST(epoch(o.paid_at) AS BIGINT) // $slot = h.place
WHERE o.buyer_id IS NOT NULL ORDER BY platform, shop_id, paid_at, order_id
"""

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Suspect(NamedTuple):
    """One shop's suspicious orders, as rows of the table of orders sorted by shop and time."""

    rows: Ints
    densest: Ints  # the rows of the densest window
    periods: list[Ints]  # `rows`, cut where more than a window's length lies between two


def find(engine: Engine, order: Relation, *, window: int, ratio: float) -> pa.Table:
    """
    Find shops with a closed window of `window` seconds in which orders / distinct buyers >= `ratio`.

    The score is e / (e + 10), where e counts the orders of such windows beyond each buyer's first. The evidence names the buyers with the largest share
    (ascending, as numbers where all are digits), the orders, the periods and the densest window. Memory beyond the engine's: the orders near suspects.
    """
    pairs = engine.keep(engine.sql(PAIRS, orders=order))
    typical = dict(zip(*(column.to_pylist() for column in engine.to_arrow(engine.sql(TYPICAL, pairs=pairs)).columns), strict=True))
    least, slot = ceil(ratio), window + 1
    hot = engine.keep(engine.sql(HOT, orders=order, pairs=pairs, least=least, back=least - 1, slot=slot))
    near = engine.to_arrow(engine.sql(NEAR, orders=order, hot=hot, slot=slot)).combine_chunks()
    settings = {"window": window, "ratio": ratio}
    return findings([_finding(near, shop, typical[near["platform"][int(shop.rows[0])].as_py()], settings) for shop in suspects(near, window, ratio)])


def suspects(near: pa.Table, window: int, ratio: float) -> list[Suspect]:
    """Scan each shop's orders (columns platform, shop_id, buyer_id, paid_at, all set), sorted by platform, shop and time."""
    if near.num_rows == 0:
        return []
    at = near["paid_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    buyer = near["buyer_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    reach = window * 1_000_000
    found = []
    for first, beyond in pairwise(_shop_edges(near).tolist()):
        covered, low, high, buyers = scan(at[first:beyond], np.unique(buyer[first:beyond], return_inverse=True)[1], reach, ratio)
        if buyers:
            rows = np.flatnonzero(covered) + first
            breaks = np.flatnonzero(np.diff(at[rows]) > reach) + 1
            found.append(Suspect(rows, np.arange(first + low, first + high), np.split(rows, breaks)))
    return found


def _shop_edges(near: pa.Table) -> Ints:
    """Return the rows where a shop begins, and the number of rows."""
    changes = np.zeros(near.num_rows, np.bool_)
    changes[0] = True
    for name in ("platform", "shop_id"):
        code = near[name].combine_chunks().dictionary_encode().indices.to_numpy()
        changes[1:] |= code[1:] != code[:-1]
    edges: Ints = np.r_[np.flatnonzero(changes), near.num_rows]
    return edges


@kernel
def scan(at: Ints, buyer: Ints, reach: int, ratio: float) -> tuple[Flags, int, int, int]:
    """
    Move a closed window of `reach` over one shop's orders, `at` ascending, `buyer` numbered from 0, and see every set of orders that it can hold.

    The set changes only where the window's end meets an order and just after its start has passed one. Gives which orders lie in a window of at least
    `ratio` orders a buyer; then first, beyond and buyers of the densest such window (the most orders a buyer, then the most orders), or three zeros.
    """
    n = len(at)
    count = np.zeros(n, np.int64)
    edge = np.zeros(n + 1, np.int64)
    low = high = buyers = 0
    best_low = best_high = best_buyers = 0
    while low < n:
        if high < n and (low == high or at[high] - reach <= at[low]):
            instant = at[high]
            while high < n and at[high] == instant:
                buyers += count[buyer[high]] == 0
                count[buyer[high]] += 1
                high += 1
        else:
            instant = at[low]
            while low < high and at[low] == instant:
                count[buyer[low]] -= 1
                buyers -= count[buyer[low]] == 0
                low += 1
        orders = high - low
        if buyers and orders >= ratio * buyers:
            edge[low] += 1
            edge[high] -= 1
            lead = orders * best_buyers - (best_high - best_low) * buyers  # which has more orders a buyer, without dividing
            if best_buyers == 0 or lead > 0 or (lead == 0 and orders > best_high - best_low):
                best_low, best_high, best_buyers = low, high, buyers
    return np.cumsum(edge)[:n] > 0, best_low, best_high, best_buyers


def _finding(near: pa.Table, suspect: Suspect, typical: float, settings: dict[str, float]) -> dict[str, Any]:
    orders = near.take(pa.array(suspect.rows))
    counts = {pair["values"]: pair["counts"] for pair in pc.value_counts(orders["buyer_id"]).to_pylist()}
    most = max(counts.values())
    named = sorted((buyer for buyer, n in counts.items() if n == most), key=_ascending)
    excess = len(orders) - len(counts)
    evidence = {
        **Ring(tuple((buyer, orders["shop_id"][0].as_py(), most) for buyer in named), tuple(named)).to_json(),
        **Figures(orders=len(orders), buyers=len(counts), typical=round(typical, 3)).to_json(),
        "densest": _span(near, suspect.densest),
        "periods": [_span(near, rows) for rows in suspect.periods[:PERIODS_SHOWN]],
        "orders": orders["order_id"].to_pylist()[:ORDERS_SHOWN],
        **settings,
    }
    return finding(DETECTOR, "shop", f"{orders['platform'][0]}/{orders['shop_id'][0]}", excess / (excess + 10), _reason(evidence), evidence)


def _ascending(identifier: str) -> tuple[bool, int, str]:
    """Order as numbers where all is digits, and after them as text."""
    digits = identifier.isascii() and identifier.isdigit()
    return (not digits, len(identifier) if digits else 0, identifier)


def _span(near: pa.Table, rows: Ints) -> dict[str, Any]:
    """Describe some orders of a shop, in order of time: from when to when (UTC), how many, of how many buyers."""
    orders = near.take(pa.array(rows))
    first, last = (f"{orders['paid_at'][place].as_py().isoformat()}Z" for place in (0, len(rows) - 1))
    return {"from": first, "to": last, "orders": len(rows), "buyers": pc.count_distinct(orders["buyer_id"]).as_py()}


def _reason(evidence: dict[str, Any]) -> Text:
    densest, named = evidence["densest"], evidence["buyers"]
    since, until = (datetime.fromisoformat(densest[end]).astimezone(BEIJING) for end in ("from", "to"))
    until_text = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%Y-%m-%d %H:%M}"
    length = _length(evidence["window"])
    return Text(
        "{since} 至 {until}（北京时间，{length.zh}内）{orders} 单仅来自 {buyers} 名买家（{each:.1f} 单/人），同平台网店每名买家单数的中位数为 {typical:.1f}；"
        "此类时段共 {counted} 单、{people} 名买家，其中下单最多者（各 {most} 单）：{named}{rest}",
        "From {since} to {until} (Beijing time, within {length.en}) {orders} orders came from only {by} ({each:.1f} each); "
        "the median shop of the platform has {typical:.1f} orders a buyer. "
        "Such periods hold {counted} orders of {of}; most orders ({most} each): {named}{rest}",
    ).filled(
        since=f"{since:%Y-%m-%d %H:%M}",
        until=until_text,
        length=length,
        orders=densest["orders"],
        buyers=densest["buyers"],
        each=densest["orders"] / densest["buyers"],
        typical=evidence["typical"],
        counted=evidence["orders_counted"],
        people=evidence["buyers_counted"],
        by=several(densest["buyers"], "buyer"),
        of=several(evidence["buyers_counted"], "buyer"),
        most=evidence["orders_of_each"],
        named=", ".join(named[:NAMED_IN_WORDS]),
        rest=" …" if len(named) > NAMED_IN_WORDS else "",
    )


def _length(seconds: int) -> Text:
    """Describe a length of time in its largest whole unit."""
    for size, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute")):
        if seconds % size == 0:
            return Text(f"{seconds // size} {zh}", several(seconds // size, en))
    return Text(f"{seconds} 秒", several(seconds, "second"))
