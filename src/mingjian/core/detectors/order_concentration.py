"""
Shops where, within one hour, far more orders come from far fewer buyers than anywhere else: orders brushed by a few accounts.

The rule is that of a public contest (Shopee Code League 2020, "Order Brushing"): in some closed window, orders divided by distinct buyers reaches a ratio;
all orders of all such windows count, and the buyers with the largest share of them are named. A window may begin anywhere, also between two orders.

Where orders say from which device or to which address they were made, a single account that shares neither with another buyer and returned little is left
out: so a small shop restocks, or somebody tops up. Where they say nothing of it, the rule decides alone.
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
from mingjian.core.engines.memo import near, tally
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
        "看不到一人一单的刷单（由许多账号分摊），也看不到跨网店的团伙；买家、网店或付款时间不明的订单不计；"
        "订单载明设备或者地址时，不报由单一账号所下、看不出与他人有关、又很少退款的，故由一个账号刷单的看不到。",
        "It does not see brushing shared among many accounts with one order each, nor rings across shops; "
        "orders without buyer, shop or time of payment are left out. Where orders tell devices or addresses, it leaves out those of a single account "
        "that shares neither with anybody and returned little, and so does not see brushing by one account.",
    ),
    version="3",
    settings={
        "window": Setting(3600, Text("时间窗口的长度，秒", "Length of the window in seconds"), 1, 31 * 86400),
        "ratio": Setting(3.0, Text("单数与买家数之比达到多少即提示", "Orders divided by distinct buyers that is remarkable"), 1.5, 1000),
        "alone": Setting(
            0,
            Text(
                "单一账号、设备和地址不与他人相同、很少退款的，也报（1 报，0 不报）",
                "Name single accounts that share no device or address and return little, too (1 or 0)",
            ),
            0,
            1,
        ),
    },
)

BEIJING = ZoneInfo("Asia/Shanghai")
ORDERS_SHOWN = 2000  # a brushed shop may have hundreds of thousands of orders; the finding says how many there are
PERIODS_SHOWN = 200
NAMED_IN_WORDS = 10
MUCH_RETURNED = 5  # one in so many orders of an account paid back says that they were not meant

SAMPLE = 200_000  # orders of a platform, of whole shops, by which it is told how many a buyer has at a shop
LONGEST_APART = 86_400 // 3  # seconds: whether an order lies near a suspicious one is told by those of three windows around it, and these must lie in a day

DAYS = "SELECT CAST(paid_at AS DATE) AS day, count(*) AS n FROM rows WHERE paid_at IS NOT NULL GROUP BY CAST(paid_at AS DATE)"
SHOPS = """
SELECT coalesce(platform, '') AS platform, shop_id, count(*) AS n FROM rows
WHERE shop_id IS NOT NULL AND buyer_id IS NOT NULL AND paid_at IS NOT NULL GROUP BY coalesce(platform, ''), shop_id
"""
# Whole shops in the order of md5(shop_id), until their orders together are the sample; at least one.
SAMPLED = """
WITH counted AS (SELECT platform, shop_id, sum(n) AS n FROM shops GROUP BY platform, shop_id),
summed AS (
  SELECT platform, shop_id, n, sum(n) OVER (PARTITION BY platform ORDER BY md5(shop_id), shop_id ROWS UNBOUNDED PRECEDING) AS until FROM counted)
SELECT platform, shop_id FROM summed WHERE until - n < $sample
"""
TYPICAL = """
SELECT platform, median(each) AS typical FROM (
  SELECT s.platform AS platform, s.shop_id AS shop_id, CAST(count(*) AS DOUBLE) / count(DISTINCT o.buyer_id) AS each FROM orders AS o
  JOIN sampled AS s ON s.platform = coalesce(o.platform, '') AND s.shop_id = o.shop_id
  WHERE o.buyer_id IS NOT NULL AND o.paid_at IS NOT NULL GROUP BY s.platform, s.shop_id) AS shops
GROUP BY platform ORDER BY platform
"""

PAIRS = """
SELECT coalesce(platform, '') AS platform, shop_id, buyer_id, count(*) AS n FROM orders
WHERE shop_id IS NOT NULL AND buyer_id IS NOT NULL AND paid_at IS NOT NULL GROUP BY coalesce(platform, ''), shop_id, buyer_id
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
SELECT o.part AS part, coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, o.buyer_id AS buyer_id, o.order_id AS order_id, o.paid_at AS paid_at,
  o.device_token AS device, o.address_token AS address, o.refunded_at IS NOT NULL AS is_returned FROM orders AS o
SEMI JOIN hot AS h ON coalesce(o.platform, '') = h.platform AND o.shop_id = h.shop_id AND CAST(epoch(o.paid_at) AS BIGINT) // $slot = h.place
WHERE o.buyer_id IS NOT NULL
"""
_BY_TIME = [(name, "ascending") for name in ("platform", "shop_id", "paid_at", "order_id")]

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Suspect(NamedTuple):
    """One shop's suspicious orders, as rows of the table of orders sorted by shop and time."""

    rows: Ints
    densest: Ints  # the rows of the densest window
    periods: list[Ints]  # `rows`, cut where more than a window's length lies between two


def find(engine: Engine, order: Relation, *, window: int, ratio: float, alone: int) -> pa.Table:
    """
    Find shops with a closed window of `window` seconds in which orders / distinct buyers >= `ratio`.

    The score is e / (e + 10), where e counts the orders of such windows beyond each buyer's first. The evidence names the buyers with the largest share
    (ascending, as numbers where all are digits), the orders, the periods and the densest window. Memory beyond the engine's: the orders near suspects.
    """
    least = ceil(ratio)
    close = _near(engine, order, window, least).sort_by(_BY_TIME).combine_chunks()
    settings = {"window": window, "ratio": ratio}
    buyers = _numbered(close["buyer_id"])
    found = suspects(close, window, ratio)
    told = [shop for shop in found if alone or not _is_one_persons(close.take(pa.array(shop.rows)), least)]
    typical = _typical(engine, order) if told else {}
    rows = [_finding(close, buyers, shop, typical[close["platform"][int(shop.rows[0])].as_py()], settings) for shop in told]
    return findings(rows, _left_out(len(found) - len(told)))


def _near(engine: Engine, order: Relation, window: int, least: int) -> pa.Table:
    """Return the orders near any buyer who ordered `least` times within a window at one shop. Where windows are short, loads that lie apart are asked apart."""
    slot = window + 1

    def ask(asked: Engine, orders: Relation) -> pa.Table:
        pairs = asked.keep(asked.sql(PAIRS, orders=orders))
        hot = asked.keep(asked.sql(HOT, orders=orders, pairs=pairs, least=least, back=least - 1, slot=slot))
        return asked.to_arrow(asked.sql(NEAR, orders=orders, hot=hot, slot=slot))

    if slot > LONGEST_APART:
        return ask(engine, engine.sql("SELECT *, 0 AS part FROM orders", orders=order))
    return near(engine, ask, order, tally(engine, DAYS, order), window, least)


def _typical(engine: Engine, order: Relation) -> dict[str, float]:
    """Return by platform how many orders a buyer has at the median shop, of a sample of whole shops."""
    sampled = engine.keep(engine.sql(SAMPLED, shops=tally(engine, SHOPS, order), sample=SAMPLE))
    told = engine.to_arrow(engine.sql(TYPICAL, orders=order, sampled=sampled))
    return dict(zip(told["platform"].to_pylist(), told["typical"].to_pylist(), strict=True))


def _is_one_persons(orders: pa.Table, least: int) -> bool:
    """
    Return whether a shop's concentrated orders are those of one account, alone on its devices and at its addresses, that returned little.

    Who restocks or tops up orders so, while brushing takes several accounts, which share devices and addresses. False where orders tell neither.
    """
    counts = {pair["values"]: pair["counts"] for pair in pc.value_counts(orders["buyer_id"]).to_pylist()}
    again = [buyer for buyer, n in counts.items() if n >= least]  # a window that reaches the ratio holds at least one such account
    if len(again) != 1:
        return False
    rows = orders.select(["buyer_id", "device", "address", "is_returned"]).to_pylist()
    own = [row for row in rows if row["buyer_id"] == again[0]]
    others = {(name, row[name]) for row in rows if row["buyer_id"] != again[0] for name in ("device", "address")}
    is_told = all(row["device"] or row["address"] for row in own)
    is_shared = any((name, row[name]) in others for row in own for name in ("device", "address") if row[name])
    return is_told and not is_shared and sum(row["is_returned"] for row in own) * MUCH_RETURNED < len(own)


def _left_out(shops: int) -> list[Text]:
    """State how many shops were left out because a single account ordered there."""
    if not shops:
        return []
    return [
        Text(
            f"有 {shops} 家网店的集中订单出自单一账号，设备和收货地址不与其他买家相同，也很少退款，与补货、充值无法区分，未报（设置 alone 为 1 则报）。",
            f"Concentrated orders of {several(shops, 'shop')} come from a single account that shares no device or address with other buyers and "
            "returned little, as those of who restocks or tops up do; they are not named (unless alone is set to 1).",
        )
    ]


def suspects(near: pa.Table, window: int, ratio: float) -> list[Suspect]:
    """Scan each shop's orders (columns platform, shop_id, buyer_id, paid_at, all set), sorted by platform, shop and time."""
    if near.num_rows == 0:
        return []
    at = near["paid_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    buyer = _numbered(near["buyer_id"])
    reach = window * 1_000_000
    found = []
    for first, beyond in pairwise(_shop_edges(near).tolist()):
        covered, low, high, buyers = scan(at[first:beyond], np.unique(buyer[first:beyond], return_inverse=True)[1], reach, ratio)
        if buyers:
            rows = np.flatnonzero(covered) + first
            breaks = np.flatnonzero(np.diff(at[rows]) > reach) + 1
            found.append(Suspect(rows, np.arange(first + low, first + high), np.split(rows, breaks)))
    return found


def _numbered(column: pa.ChunkedArray) -> Ints:
    """Number the distinct texts of a column."""
    numbers: Ints = column.combine_chunks().dictionary_encode().indices.to_numpy()
    return numbers


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


def _finding(near: pa.Table, buyers: Ints, suspect: Suspect, typical: float, settings: dict[str, float]) -> dict[str, Any]:
    orders = near.take(pa.array(suspect.rows))
    counts = {pair["values"]: pair["counts"] for pair in pc.value_counts(orders["buyer_id"]).to_pylist()}
    most = max(counts.values())
    named = sorted((buyer for buyer, n in counts.items() if n == most), key=_ascending)
    excess = len(orders) - len(counts)
    evidence = {
        **Ring(tuple((buyer, orders["shop_id"][0].as_py(), most) for buyer in named), tuple(named)).to_json(),
        **Figures(orders=len(orders), buyers=len(counts), typical=round(typical, 3)).to_json(),
        "densest": _span(near, suspect.densest, buyers),
        "periods": [_span(near, rows, buyers) for rows in suspect.periods[:PERIODS_SHOWN]],
        "orders": orders["order_id"].to_pylist()[:ORDERS_SHOWN],
        **settings,
    }
    return finding(DETECTOR, "shop", f"{orders['platform'][0]}/{orders['shop_id'][0]}", excess / (excess + 10), _reason(evidence), evidence)


def _ascending(identifier: str) -> tuple[bool, int, str]:
    """Order as numbers where all is digits, and after them as text."""
    digits = identifier.isascii() and identifier.isdigit()
    return (not digits, len(identifier) if digits else 0, identifier)


def _span(near: pa.Table, rows: Ints, buyers: Ints) -> dict[str, Any]:
    """Describe some orders of a shop, in order of time: from when to when (UTC), how many, of how many buyers. `buyers` numbers those of all rows."""
    first, last = (f"{near['paid_at'][int(place)].as_py().isoformat()}Z" for place in (rows[0], rows[-1]))
    return {"from": first, "to": last, "orders": len(rows), "buyers": len(np.unique(buyers[rows]))}


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
