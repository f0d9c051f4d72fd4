"""
Rings of buyers and shops that trade with each other far more densely than a market does: a sign of sham transactions.

The graph is scanned for blocks (`core.graph.rings`); what the orders of a block say beside the graph (`core.graph.signals`) is added in nats. A ring of one
or two shops looks like a flash sale in the graph: it is named only where different buyers share devices or phones far beyond the market.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from math import exp, log
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.detectors.common.order_graph import OrderGraph
from mingjian.core.detectors.common.recent import DAYS, recent
from mingjian.core.engines import Engine, Relation
from mingjian.core.exhibits.figures import Figures
from mingjian.core.exhibits.ring import Ring
from mingjian.core.exhibits.signals import Signal as Exhibited
from mingjian.core.exhibits.signals import Signals
from mingjian.core.exhibits.timeline import Point, Timeline
from mingjian.core.graph.rings import MARGIN, TAU, find_rings
from mingjian.core.graph.signals import OF_IDENTITY, Rates, Signal, rates_of, sum_of_excess, weigh_signals
from mingjian.core.language import Text
from mingjian.core.records.reading.order_status import WHOLLY_BACK

DETECTOR = Detector(
    key="sham_ring",
    title=Text("虚假交易团伙", "Sham transaction ring"),
    summary=Text(
        "一批买家与一批网店之间的成交，远比各自的活跃度与人气所能解释的密集；再看设备、地址、电话、退款、运单等旁证。",
        "Buyers and shops that trade with each other far more densely than their activity and popularity explain; "
        "devices, addresses, phones, refunds and waybills are looked at beside it.",
    ),
    reads=("order", "parcel"),
    ground=("aucl/9", "ecl/17"),
    innocent=(
        Text("团购或企业集采", "A group purchase or a company's order"),
        Text("大促或秒杀当日的集中成交", "A sale day"),
        Text("兴趣相投的同好圈子", "A club of people with the same sharp taste"),
    ),
    settles=(
        Text("寄递记录：是否有空包、同一寄件人、轻重不符", "parcels: empty ones, one sender, weights that do not fit"),
        Text("买家账号的设备、付款是否同一控制", "whether devices and payments of the buyers are held by one hand"),
        Text("平台关于退款返现的答复", "the platform's answer on refunds and cash back"),
        Text("同期团购、拼单活动的记录", "records of group purchases of that time"),
    ),
    blind=Text(
        "只看最近一段时间的订单（设置 days），更早的团伙看不到；"
        "看不到太小的团伙（约少于 6 名买家×6 家网店），看不到成员只下一单者；旁证为空时仅凭图，同好圈子与稀疏团伙无法区分。",
        "It looks at the orders of a recent time (setting days) and does not see rings before it, nor very small rings (under about 6 buyers x 6 shops), "
        "nor members with a single order; "
        "where nothing is known beside the graph, a club cannot be told from a thin ring.",
    ),
    version="3",
    settings={
        "days": Setting(
            DAYS,
            Text(
                "看最近多少天的订单（各平台自其最后一日起算；0 为全部）",
                "Days of orders that are looked at, back from the last day of each platform's; 0: all",
            ),
            0,
            36_500,
        ),
        "tau": Setting(TAU, Text("仍算正常口味的倍数", "How many times the expectation still counts as innocent taste"), 1, 1000),
        "margin": Setting(MARGIN, Text("点名所需的净证据，纳特", "Net evidence needed to name a ring, in nats"), 0, 10_000),
        "most_pairs": Setting(
            200_000_000,
            Text(
                "成交对超过此数时，不可能属于团伙的买家与网店留在引擎内，仅计其数",
                "Above this many pairs, buyers and shops that cannot belong to a ring stay in the engine and are only counted",
            ),
            0,
        ),
        "show_clubs": Setting(
            False,
            Text(
                "是否也列出旁证全部相反、更像同好圈子的密集群体", "Show dense groups, too, whose other signals all speak against a ring: they look like clubs"
            ),
        ),
    },
)

ORDERS_SHOWN, EDGES_SHOWN, MEMBERS_SHOWN = 2000, 2000, 2000
SAMPLE = 200_000  # orders of the market that rates are taken from, at most
FEWEST_BUYERS = 8  # who share devices or phones at the shops of one group, before it is named for that alone
FEWEST_AT_SHOP = 4  # of them at each shop
LEAST_PART = 0.05  # of a shop's orders, on a shared device or phone: popular shops where the accounts of a ring hide have less
SPOKEN_FOR = 2.0  # nats above which a signal speaks for a ring
FEW_SHOPS = 2
FEWEST_SHOPS = 20  # of a platform, with orders: among fewer no habit of buyers can be told
BEIJING = timezone(timedelta(hours=8))
LEAST_CLUB_SIGNALS = 2  # of identity, that must be known before a dense group is called a club

#: What is looked at of an order.
COLUMNS = """o.order_id AS order_id, coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, o.buyer_id AS buyer_id, o.paid_at AS paid_at,
  o.waybill AS waybill, o.refunded_at AS refunded_at, o.state AS state, o.amount AS amount, o.refund AS refund,
  o.address_token AS address_token, o.phone_token AS phone_token, o.device_token AS device_token"""
INSIDE = """
SELECT s.ring AS ring, {columns} FROM orders AS o
JOIN named AS s ON s.kind = 's' AND s.platform = coalesce(o.platform, '') AND s.id = o.shop_id
JOIN named AS b ON b.kind = 'b' AND b.platform = coalesce(o.platform, '') AND b.id = o.buyer_id AND b.ring = s.ring
"""
TYPICAL = """
WITH counted AS (
  SELECT coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, count(*) AS n FROM orders AS o
  SEMI JOIN named AS k ON k.platform = coalesce(o.platform, '')
  WHERE o.shop_id IS NOT NULL AND o.buyer_id IS NOT NULL GROUP BY coalesce(o.platform, ''), o.shop_id),
summed AS (SELECT platform, shop_id, sum(n) OVER (ORDER BY md5(shop_id), shop_id, platform ROWS UNBOUNDED PRECEDING) AS n FROM counted WHERE n <= $largest)
SELECT platform, shop_id FROM summed WHERE n <= $sample
"""
SAMPLED = """
SELECT -1 AS ring, {columns} FROM orders AS o
SEMI JOIN typical AS t ON t.platform = coalesce(o.platform, '') AND t.shop_id = o.shop_id
WHERE o.buyer_id IS NOT NULL
"""
# More than one buyer: told by the first and the last of them in half of the time that counting takes.
SHARED = """
SELECT coalesce(platform, '') AS platform, {token} AS token FROM orders WHERE {token} IS NOT NULL AND buyer_id IS NOT NULL
GROUP BY coalesce(platform, ''), {token} HAVING min(buyer_id) <> max(buyer_id)
"""
SHOPS = """
SELECT coalesce(platform, '') AS platform, count(DISTINCT shop_id) AS shops FROM orders WHERE shop_id IS NOT NULL AND buyer_id IS NOT NULL
GROUP BY coalesce(platform, '') ORDER BY platform
"""
# What is shared at one shop is shared on its platform.
SHARED_IN_SHOP = """
SELECT t.platform AS platform, o.shop_id AS shop_id, t.token AS token FROM orders AS o
JOIN shared AS t ON t.platform = coalesce(o.platform, '') AND t.token = o.{token}
WHERE o.buyer_id IS NOT NULL AND o.shop_id IS NOT NULL GROUP BY t.platform, o.shop_id, t.token HAVING min(o.buyer_id) <> max(o.buyer_id)
"""
AT_SHOPS = """
SELECT coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, count(o.device_token) AS devices, count(d.token) AS shared_devices,
  count(o.phone_token) AS phones, count(p.token) AS shared_phones,
  count(DISTINCT CASE WHEN d.token IS NOT NULL OR p.token IS NOT NULL THEN o.buyer_id END) AS sharers
FROM orders AS o
LEFT JOIN devices AS d ON d.platform = coalesce(o.platform, '') AND d.shop_id = o.shop_id AND d.token = o.device_token
LEFT JOIN phones AS p ON p.platform = coalesce(o.platform, '') AND p.shop_id = o.shop_id AND p.token = o.phone_token
WHERE o.shop_id IS NOT NULL AND o.buyer_id IS NOT NULL GROUP BY coalesce(o.platform, ''), o.shop_id
"""
SHARERS = """
SELECT DISTINCT coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, o.buyer_id AS buyer_id FROM orders AS o
JOIN few AS f ON f.platform = coalesce(o.platform, '') AND f.shop_id = o.shop_id
LEFT JOIN devices AS d ON d.platform = coalesce(o.platform, '') AND d.shop_id = o.shop_id AND d.token = o.device_token
LEFT JOIN phones AS p ON p.platform = coalesce(o.platform, '') AND p.shop_id = o.shop_id AND p.token = o.phone_token
WHERE o.buyer_id IS NOT NULL AND (d.token IS NOT NULL OR p.token IS NOT NULL)
"""
LOOKED_AT = """
WITH picked AS (SELECT * FROM inside UNION ALL SELECT * FROM sampled)
SELECT o.ring AS ring, o.order_id AS order_id, o.platform AS platform, o.shop_id AS shop_id, o.buyer_id AS buyer_id,
  CAST(epoch(o.paid_at) AS DOUBLE) AS at, o.waybill AS waybill_text, w.weight_g AS weight,
  CASE WHEN {back} THEN 1.0 ELSE 0.0 END AS refund,
  CASE WHEN o.address_token IS NULL THEN NULL WHEN a.token IS NULL THEN 0.0 ELSE 1.0 END AS address,
  CASE WHEN o.phone_token IS NULL THEN NULL WHEN p.token IS NULL THEN 0.0 ELSE 1.0 END AS phone,
  CASE WHEN o.device_token IS NULL THEN NULL WHEN d.token IS NULL THEN 0.0 ELSE 1.0 END AS device
FROM picked AS o
LEFT JOIN addresses AS a ON a.platform = o.platform AND a.token = o.address_token
LEFT JOIN phones AS p ON p.platform = o.platform AND p.token = o.phone_token
LEFT JOIN devices AS d ON d.platform = o.platform AND d.token = o.device_token
LEFT JOIN weights AS w ON w.waybill = o.waybill
ORDER BY ring, platform, shop_id, buyer_id, order_id
"""
NO_WEIGHTS = pa.schema([("waybill", pa.string()), ("weight_g", pa.float64())])
NAMED = pa.schema([("ring", pa.int64()), ("kind", pa.string()), ("platform", pa.string()), ("id", pa.string())])


class Group(NamedTuple):
    """One suspected ring by names, and what the graph says of it; `net` is 0 where only other signals do."""

    platform: str
    buyers: list[str]
    shops: list[str]
    pairs: int
    expected: float
    density: float
    net: float
    taste: float


def find(
    engine: Engine, order: Relation, parcel: Relation | None = None, *, days: int, tau: float, margin: float, most_pairs: int, show_clubs: bool
) -> pa.Table:
    """
    Find rings among the orders of the last `days`, platform by platform, and say of each what it rests on.

    The score is 1 - exp(-nats / pairs), nats being the graph's net evidence and that of all signals: it rises with the taste that would explain the ring,
    and with every other signal. A dense group for which no signal speaks, though at least two of phones, devices, addresses and refunds are known, is taken
    for a club and left out (`show_clubs` shows it with at most 0.2); so is a group of two shops for which no signal speaks. One shop is named only where
    the sharing of devices or phones exceeds `tau` times the market's by `margin` nats. In memory: two int32 a pair, the orders of rings, and a sample of
    `SAMPLE` orders.
    """
    order, parcel = recent(engine, order, parcel, days)
    groups = _from_graph(engine, order, tau, margin, most_pairs)
    shared = {name: engine.keep(engine.sql(SHARED.format(token=token), orders=order)) for name, token in _TOKENS.items()}
    groups += _from_shops(engine, order, shared, {(group.platform, shop) for group in groups for shop in group.shops}, tau, margin)
    small = {row["platform"]: row["shops"] for row in engine.to_arrow(engine.sql(SHOPS, orders=order)).to_pylist() if row["shops"] < FEWEST_SHOPS}
    remarks = [_too_few(platform, shops) for platform, shops in small.items()]
    groups = [group for group in groups if group.platform not in small]
    if not groups:
        return findings([], remarks)
    looked_at = _look_at(engine, order, parcel, groups, shared)
    others, rings = _without_rings(looked_at), looked_at["ring"].to_numpy()
    market = {name: rates_of(_columns(others.filter(pc.equal(others["platform"], name)))) for name in {group.platform for group in groups}}
    first, last = (np.searchsorted(rings, range(len(groups)), side) for side in ("left", "right"))
    orders = [looked_at.slice(begin, end - begin) for begin, end in zip(first.tolist(), last.tolist(), strict=True)]
    rows = (_finding(group, inside, market[group.platform], tau, show_clubs) for group, inside in zip(groups, orders, strict=True))
    return findings([row for row in rows if row is not None], remarks)


def _too_few(platform: str, shops: int) -> Text:
    return Text(
        f"平台“{platform}”只有 {shops} 家网店有订单，不足 {FEWEST_SHOPS} 家，无法判断买家与网店之间怎样算寻常：该平台未提示任何团伙。",
        f"Too few shops on “{platform}” to tell what is common: {shops} have orders, fewer than {FEWEST_SHOPS}. No ring was named there.",
    )


def _from_graph(engine: Engine, order: Relation, tau: float, margin: float, most_pairs: int) -> list[Group]:
    graph = OrderGraph(engine, order, most_pairs)
    found = [(market.platform, ring) for market in graph.markets() for ring in find_rings(*market[1:5], tau=tau, margin=margin, beyond=market.beyond)]
    names = graph.names(found) if found else []
    return [
        Group(platform, buyers, shops, ring.pairs, ring.expected, ring.density, ring.net, ring.taste)
        for (platform, ring), (buyers, shops) in zip(found, names, strict=True)
    ]


def _from_shops(engine: Engine, order: Relation, shared: Mapping[str, Relation], named: set[tuple[str, str]], tau: float, margin: float) -> list[Group]:
    """
    Find shops whose buyers share devices or phones tau times more than those of the platform's other shops do.

    What the shops of the same people show is added up before it is held against the margin: each shop of a small ring shows little.
    """
    in_shops = (engine.sql(SHARED_IN_SHOP.format(token=token), orders=order, shared=shared[name]) for name, token in _TOKENS.items())
    devices, phones = (engine.keep(found) for found in in_shops)
    if not any(_is_filled(engine, found) for found in (devices, phones)):
        return []
    table = engine.to_arrow(engine.sql(AT_SHOPS, orders=order, devices=devices, phones=phones))
    suspicious: dict[tuple[str, str], float] = {}
    for platform in sorted(table["platform"].unique().to_pylist()):
        here = table.filter(pc.equal(table["platform"], platform))
        column = {name: np.asarray(here[name].to_numpy(), np.float64) for name in here.column_names[2:]}
        marks = [(column[f"shared_{kind}"], column[kind]) for kind in ("devices", "phones")]
        nats = sum_of_excess(marks, tau) - log(len(here))
        part = np.max([found / np.maximum(known, 1) for found, known in marks], axis=0)
        chosen = (nats > 0) & (column["sharers"] >= FEWEST_AT_SHOP) & (part >= LEAST_PART)
        fresh = zip(here["shop_id"].filter(pa.array(chosen)).to_pylist(), nats[chosen].tolist(), strict=True)
        suspicious |= {(platform, shop): worth for shop, worth in fresh if (platform, shop) not in named}
    if not suspicious:
        return []
    few = engine.from_arrow(pa.table({"platform": [p for p, _ in suspicious], "shop_id": [s for _, s in suspicious]}))
    sharers = engine.to_arrow(engine.sql(SHARERS, orders=order, few=few, devices=devices, phones=phones)).to_pylist()
    people: dict[tuple[str, str], set[str]] = {}
    for row in sharers:
        people.setdefault((row["platform"], row["shop_id"]), set()).add(row["buyer_id"])
    return [
        _group(platform, shops, buyers)
        for platform, shops, buyers in _merged(people)
        if len(buyers) >= FEWEST_BUYERS and sum(suspicious[platform, shop] for shop in shops) > margin
    ]


def _merged(people: dict[tuple[str, str], set[str]]) -> list[tuple[str, dict[str, set[str]], set[str]]]:
    """Put shops of one platform together where at least half the people of the smaller are the larger's."""
    merged: list[tuple[str, dict[str, set[str]], set[str]]] = []
    for (platform, shop), buyers in sorted(people.items(), key=lambda item: (-len(item[1]), item[0])):
        home = next((each for each in merged if each[0] == platform and 2 * len(each[2] & buyers) >= len(buyers)), None)
        if home is None:
            merged.append((platform, {shop: buyers}, set(buyers)))
        else:
            home[1][shop] = buyers
            home[2].update(buyers)
    return merged


def _group(platform: str, shops: dict[str, set[str]], buyers: set[str]) -> Group:
    pairs = sum(len(each) for each in shops.values())
    return Group(platform, sorted(buyers), sorted(shops), pairs, float(pairs), pairs / (len(buyers) * len(shops)), 0.0, 1.0)


def _look_at(engine: Engine, order: Relation, parcel: Relation | None, groups: list[Group], shared: Mapping[str, Relation]) -> pa.Table:
    """
    Fetch the orders inside each group (`ring` its number) and those of a sample of their platforms' shops (`ring` -1).

    Whole shops are taken, in the order of md5(shop_id), while their orders together fit `SAMPLE`; one with a quarter of that would stand for itself.
    """
    rows = [(ring, kind, group.platform, name) for ring, group in enumerate(groups) for kind, ids in (("b", group.buyers), ("s", group.shops)) for name in ids]
    named = engine.from_arrow(pa.table(list(zip(*rows, strict=True)), schema=NAMED))
    inside = engine.keep(engine.sql(INSIDE.format(columns=COLUMNS), orders=order, named=named))
    typical = engine.keep(engine.sql(TYPICAL, orders=order, named=named, largest=SAMPLE // 4, sample=SAMPLE))
    sampled = engine.sql(SAMPLED.format(columns=COLUMNS), orders=order, typical=typical)
    tokens = {**shared, "addresses": engine.sql(SHARED.format(**_ADDRESSES), orders=order)}
    weights = (
        engine.from_arrow(NO_WEIGHTS.empty_table())
        if parcel is None
        else engine.sql("SELECT waybill, max(weight_g) AS weight_g FROM parcels WHERE weight_g IS NOT NULL GROUP BY waybill", parcels=parcel)
    )
    return engine.to_arrow(engine.sql(LOOKED_AT.format(back=WHOLLY_BACK), inside=inside, sampled=sampled, weights=weights, **tokens))


def _without_rings(looked_at: pa.Table) -> pa.Table:
    """
    Return the orders of the sample that no ring has placed: in a small market a ring has a large part of all orders, and would be held against itself.

    The whole sample where that leaves less than a tenth of it.
    """
    sampled, inside = (looked_at.filter(mask) for mask in (pc.equal(looked_at["ring"], -1), pc.greater_equal(looked_at["ring"], 0)))
    keys = [pc.binary_join_element_wise(table["platform"], table["order_id"], "/") for table in (sampled, inside)]
    others = sampled.filter(pc.invert(pc.is_in(keys[0], value_set=keys[1].combine_chunks())))
    return others if len(others) >= len(sampled) // 10 else sampled


def _is_filled(engine: Engine, relation: Relation) -> bool:
    return len(engine.to_arrow(engine.sql("SELECT 1 AS one FROM rows LIMIT 1", rows=relation))) > 0


_ADDRESSES = {"token": "address_token"}
_TOKENS = {"devices": "device_token", "phones": "phone_token"}  # by which accounts of one hand are known


def _columns(orders: pa.Table) -> dict[str, npt.NDArray[Any]]:
    """Turn orders into the arrays that signals are weighed on."""
    shops = pc.binary_join_element_wise(orders["platform"], orders["shop_id"], "/")
    arrays = {name: shop.combine_chunks().dictionary_encode().indices.to_numpy() for name, shop in (("shop", shops), ("buyer", orders["buyer_id"]))}
    for name in ("at", "weight", "refund", "address", "phone", "device"):
        arrays[name] = np.asarray(orders[name].cast(pa.float64()).to_numpy(), np.float64)
    digits = pc.replace_substring_regex(orders["waybill_text"], "[^0-9]", "").to_pylist()
    arrays["waybill"] = np.array([float(text[-15:]) if text and len(text) >= 6 else np.nan for text in digits])
    return arrays


def _finding(group: Group, orders: pa.Table, market: Rates, tau: float, show_clubs: bool) -> dict[str, Any] | None:
    signals = weigh_signals(_columns(orders), market)
    told = sum(signal.key in OF_IDENTITY for signal in signals) >= LEAST_CLUB_SIGNALS
    # Sister shops with the same loyal customers look like a ring of two shops: the graph alone cannot say.
    is_club = (told or len(group.shops) <= FEW_SHOPS) and all(signal.nats <= SPOKEN_FOR for signal in signals)
    if is_club and not show_clubs:
        return None
    nats = group.net + sum(signal.nats for signal in signals)
    score = 1 - exp(-max(0.0, nats) / max(1, group.pairs))
    members = sorted([f"b/{name}" for name in group.buyers] + [f"s/{name}" for name in group.shops])
    subject = f"{group.platform}/ring-{sha256(json.dumps(members).encode()).hexdigest()[:12]}"
    evidence = _evidence(group, orders, signals, tau) | {"looks_like_club": is_club}
    return finding(DETECTOR, "ring", subject, min(score, 0.2) if is_club else score, _reason(group, signals, is_club), evidence)


def _evidence(group: Group, orders: pa.Table, signals: list[Signal], tau: float) -> dict[str, Any]:
    counts = orders.group_by(["buyer_id", "shop_id"]).aggregate([("order_id", "count")]).to_pylist()
    edges = sorted(((row["buyer_id"], row["shop_id"], row["order_id_count"]) for row in counts), key=lambda edge: (-edge[2], edge[0], edge[1]))
    weights = sum(abs(signal.nats) for signal in signals) + abs(group.net)
    named = {signal.key for signal in signals}
    return {
        "platform": group.platform,
        "buyers": group.buyers[:MEMBERS_SHOWN],
        "shops": group.shops[:MEMBERS_SHOWN],
        "orders": orders["order_id"].to_pylist()[:ORDERS_SHOWN],
        **_figures(group, len(orders)).to_json(),
        "net": round(group.net, 2),
        "tau": tau,
        "graph_share": round(group.net / weights, 4) if weights else 0.0,
        **Signals(tuple(_signal(signal, weights) for signal in signals)).to_json(),
        "not_looked_at": [key for key in _ALL_SIGNALS if key not in named],
        **Ring(tuple(edges[:EDGES_SHOWN])).to_json(),
        "edges_counted": len(edges),
        **_timeline(orders).to_json(),
    }


def _figures(group: Group, orders: int) -> Figures:
    return Figures(
        orders=orders,
        buyers=len(group.buyers),
        shops=len(group.shops),
        pairs_found=group.pairs,
        pairs_expected=round(group.expected, 1),
        density=round(group.density, 4),
        taste=round(group.taste, 2),
    )


_ALL_SIGNALS = ("repetition", "burst", "address", "phone", "device", "refund", "weight", "waybill")


def _signal(signal: Signal, weights: float) -> Exhibited:
    share = round(signal.nats / weights, 4) if weights else 0.0
    return Exhibited(signal.key, signal.title, round(signal.nats, 2), share, signal.found, round(signal.expected, 2), signal.known)


def _timeline(orders: pa.Table) -> Timeline:
    """Count the orders of each day (in Beijing) whose time is known."""
    days: dict[str, int] = {}
    for at in orders["at"].drop_null().to_pylist():
        day = datetime.fromtimestamp(at, BEIJING).date().isoformat()
        days[day] = days.get(day, 0) + 1
    return Timeline(tuple(Point(day, days[day]) for day in sorted(days)))


def _reason(group: Group, signals: list[Signal], is_club: bool) -> Text:
    counts = {"a": len(group.buyers), "b": len(group.shops), "expected": f"{group.expected:.1f}", "found": group.pairs}
    graph = (
        Text(
            "这 {a} 名买家在这 {b} 家店的不同成交对，按各自活跃度预期 {expected} 对，实有 {found} 对",
            "These {a} buyers have {found} distinct pairs with these {b} shops; by their own activity {expected} were to be expected",
        )
        if group.net > 0
        else Text(
            "这 {b} 家店的 {a} 名买家彼此共用设备或电话，远超本平台常情",
            "{a} buyers of these {b} shops share devices or phones far beyond the platform's habit",
        )
    ).filled(**counts)
    for_it = [s for s in sorted(signals, key=lambda s: -s.nats) if s.nats > SPOKEN_FOR]
    zh = "；".join(f"{s.title.zh}：{s.known} 单中 {s.found} 单，按市场比例预期 {s.expected:.1f} 单" for s in for_it)
    en = "; ".join(f"{s.title.en}: {s.found} of {s.known} orders, {s.expected:.1f} expected at the market's rate" for s in for_it)
    if is_club:
        zh, en = "旁证均不支持刷单，更像同好圈子", "no other signal speaks for a ring: it looks like a club"
    elif not for_it:
        zh, en = "其余旁证或未提供，或不突出", "other signals are not known or not remarkable"
    return Text(f"{graph.zh}。{zh}。", f"{graph.en}. {en[0].upper()}{en[1:]}.")
