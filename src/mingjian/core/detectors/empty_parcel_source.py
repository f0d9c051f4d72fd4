"""
Whoever sells empty parcels, as a subject of its own: one run of waybill numbers, all of one weight and one kind of goods, used up by several shops.

A shop that fakes its trade buys waybills by the hundred; whoever sells them serves many shops out of one series. So the parcels of strangers stand number by
number beside each other, alike to the gram, and that names the source behind the shops, where rings of orders only name the shops.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.engines import Engine, Relation
from mingjian.core.exhibits.ring import Ring
from mingjian.core.exhibits.timeline import Point, Timeline
from mingjian.core.language import Text, several

DETECTOR = Detector(
    key="empty_parcel_source",
    title=Text("空包、单号来源", "Source of empty parcels"),
    summary=Text(
        "同一快递的连续单号由多家店铺使用，且重量、品名完全相同：指向出售空包、单号的上游，而不是某一家店。",
        "One run of a courier's waybill numbers used up by several shops, all of one weight and kind of goods: it points to whoever sells them.",
    ),
    reads=("parcel", "order"),
    ground=("aucl/9", "express_reg/32", "ecl/17"),
    innocent=(
        Text("云仓、代发仓替多家店铺发同一种小件", "A warehouse that sends the same small article for several shops"),
        Text("同一经营者的几家店共用一段电子面单", "Several shops of one operator that share one series of waybills"),
        Text("真实的礼品、样品派发活动", "Gifts or samples that are truly given away"),
    ),
    settles=(
        Text(
            "快递企业：这段单号由谁申领、在何处揽收、是否查验内件和身份",
            "The courier: who was given the series, where it was taken in, whether contents and identity were checked",
        ),
        Text("收件人是否收到物品", "Whether the receivers got anything"),
        Text("平台：这些订单的付款是否已退回", "The platform: whether the money of these orders went back"),
    ),
    blind=Text(
        "单号不连续，或者重量、品名有意打散的看不到；没有重量的寄递数据不看；没有订单数据时只知道寄件人代号，不知道是哪些店铺。",
        "It sees no source whose numbers are scattered or whose weights and goods are varied on purpose, and passes over parcels without a weight; "
        "without orders it knows tokens of senders, not shops.",
    ),
    version="3",
    settings={
        "least": Setting(20, Text("一段单号至少有多少件", "Parcels that a run has at least"), 2),
        "shops": Setting(2, Text("至少由多少家使用，每家三件以上", "Shops or senders that use it at least, each with three parcels or more"), 2),
        "gap": Setting(5, Text("相邻单号至多相差多少", "How far apart neighbouring numbers may lie"), 1, 1000),
    },
)

#: Parcels of one sender, before it counts as a user of the run.
FEW = 3
SHOWN = 2000
BEIJING = timezone(timedelta(hours=8))
_SERIES = ("courier", "goods", "weight_g", "head")
_LAST_DIGITS = re.compile(r"[0-9]{1,18}$")
_NUMBER = r"(?s)^(?P<head>.*?)(?P<number>[0-9]{5,18})$"

#: Numbers that share all but so many of their last digits: of a series, how many lie in each such stretch.
ALIKE = """
SELECT coalesce(courier, platform, '') AS courier, coalesce(goods, '') AS goods, weight_g, substr(waybill, 1, length(waybill) - $digits) AS block FROM parcels
WHERE weight_g IS NOT NULL AND length(waybill) > 4 AND sender_token IS NOT NULL
GROUP BY coalesce(courier, platform, ''), coalesce(goods, ''), weight_g, substr(waybill, 1, length(waybill) - $digits)
HAVING count(*) >= $few
"""
PARCELS = """
SELECT coalesce(p.courier, p.platform, '') AS courier, coalesce(p.goods, '') AS goods, p.weight_g AS weight_g, p.waybill AS waybill,
  p.sender_token AS sender, coalesce(p.outlet, '') AS outlet, p.id_checked AS id_checked, CAST(epoch(p.sent_at) AS BIGINT) AS at FROM parcels AS p
JOIN alike AS a ON a.courier = coalesce(p.courier, p.platform, '') AND a.goods = coalesce(p.goods, '') AND a.weight_g = p.weight_g
  AND a.block = substr(p.waybill, 1, length(p.waybill) - $digits)
WHERE p.sender_token IS NOT NULL
"""
ORDERS = """
SELECT o.waybill AS waybill, min(coalesce(o.platform, '') || '/' || o.shop_id) AS shop, min(o.buyer_id) AS buyer FROM orders AS o
SEMI JOIN used AS u ON u.waybill = o.waybill WHERE o.shop_id IS NOT NULL GROUP BY o.waybill ORDER BY waybill
"""


class Order(NamedTuple):
    """Whose order a waybill was for: the shop as platform/id, and the buyer where one is named."""

    shop: str
    buyer: str | None


def find(engine: Engine, parcel: Relation, order: Relation | None, *, least: int, shops: int, gap: int) -> pa.Table:
    """
    Find runs of `least` parcels or more of one courier, one kind of goods and one weight, each number at most `gap` after the one before.

    At least `shops` senders have three or more of them. The score is n / (n + 20) for n parcels, times s / (s + 1) for s senders: it rises with both.
    Memory beyond the engine's: the parcels that lie so densely that they may be of such a run, and those beside them.
    """
    digits = len(str((least - 1) * gap))  # so many parcels of a run lie in two neighbouring stretches of ten to the power of this, half of them in one
    dense = engine.to_arrow(engine.sql(ALIKE, parcels=parcel, few=(least + 1) // 2, digits=digits))
    alike = engine.from_arrow(_with_neighbours(dense))
    table = engine.to_arrow(engine.sql(PARCELS, parcels=parcel, alike=alike, digits=digits)).combine_chunks()
    found = [run for run in runs(table, gap, least) if len(users(run)) >= shops]
    known = _orders(engine, order, found)
    return findings([_finding(run, known) for run in found])


def _with_neighbours(dense: pa.Table) -> pa.Table:
    """Add the stretches right before and after each: a run may begin and end there."""
    rows = {(row["courier"], row["goods"], row["weight_g"], block) for row in dense.to_pylist() for block in _beside(row["block"])}
    return pa.Table.from_pylist([dict(zip(dense.schema.names, row, strict=True)) for row in sorted(rows)], dense.schema)


def _beside(block: str) -> set[str]:
    """Return a stretch and its neighbours, however many digits they are written with."""
    read = _LAST_DIGITS.search(block)
    head, digits = (block[: read.start()], read.group()) if read else (block, "")
    numbers = [number for number in (int(digits or 0) - 1, int(digits or 0) + 1) if number >= 0]
    beside = {head + written for number in numbers for written in (str(number).zfill(len(digits)), str(number))}
    return {block, *beside} | ({head} if 0 in numbers else set())


def runs(table: pa.Table, gap: int, least: int = 1) -> Iterator[pa.Table]:
    """
    Cut parcels where courier, goods, weight or what stands before the number changes, or a number lies more than `gap` behind the one before.

    Give the runs of `least` parcels or more.
    """
    read = pc.extract_regex(table["waybill"].combine_chunks(), _NUMBER)
    for name, kind in (("head", pa.string()), ("number", pa.int64())):
        table = table.append_column(name, pc.struct_field(read, name).cast(kind))
    table = table.filter(pc.is_valid(table["number"]))
    if not table.num_rows:
        return
    table = table.sort_by([(name, "ascending") for name in (*_SERIES, "number", "waybill")]).combine_chunks()
    cuts = np.diff(table["number"].to_numpy()) > gap
    for name in _SERIES:
        code = pc.rank(table[name], tiebreaker="min").to_numpy()
        cuts |= code[1:] != code[:-1]
    edges = np.concatenate([[0], np.flatnonzero(cuts) + 1, [table.num_rows]])
    for place in np.flatnonzero(np.diff(edges) >= least):
        yield table.slice(edges[place], edges[place + 1] - edges[place])


def users(run: pa.Table) -> list[str]:
    """Return the senders that have three or more parcels of a run, who have the most first."""
    counted = Counter(run["sender"].to_pylist())
    return [sender for sender, n in sorted(counted.items(), key=lambda one: (-one[1], one[0])) if n >= FEW]


def _orders(engine: Engine, order: Relation | None, found: list[pa.Table]) -> dict[str, Order]:
    """Return whose orders the parcels of the runs were for, by waybill; nothing without orders."""
    if order is None or not found:
        return {}
    used = engine.from_arrow(pa.table({"waybill": pa.concat_arrays([pa.array(run["waybill"].to_pylist(), pa.string()) for run in found])}))
    told = engine.to_arrow(engine.sql(ORDERS, orders=order, used=used)).to_pylist()
    return {row["waybill"]: Order(row["shop"], row["buyer"]) for row in told}


def _finding(run: pa.Table, known: Mapping[str, Order]) -> dict[str, Any]:
    n, senders = run.num_rows, users(run)
    waybills = run["waybill"].to_pylist()
    orders = [known[one] for one in waybills if one in known]
    shops = [shop for shop, _ in sorted(Counter(one.shop for one in orders).items(), key=lambda one: (-one[1], one[0]))]
    pairs = sorted(Counter((one.buyer, one.shop) for one in orders if one.buyer).items(), key=lambda one: (-one[1], one[0]))
    outlets = Counter(one for one in run["outlet"].to_pylist() if one)
    courier, goods, weight = (run[name][0].as_py() for name in ("courier", "goods", "weight_g"))
    evidence = {
        "parcels": n,
        "courier": courier,
        "goods": goods,
        "weight_g": weight,
        "first": waybills[0],
        "last": waybills[-1],
        "senders": senders[:SHOWN],
        "shops": shops[:SHOWN],
        "outlets": [[name, count] for name, count in sorted(outlets.items(), key=lambda one: (-one[1], one[0]))][:SHOWN],
        "unchecked": sum(one is False for one in run["id_checked"].to_pylist()),
        **(Ring(tuple((str(buyer), shop, count) for (buyer, shop), count in pairs[:SHOWN])).to_json() if pairs else {}),
        **_timeline(run).to_json(),
    }
    subject = f"{courier}/source-{sha256(f'{goods}|{weight}|{waybills[0]}'.encode()).hexdigest()[:12]}"
    score = n / (n + 20) * len(senders) / (len(senders) + 1)
    return finding(DETECTOR, "source", subject, round(score, 4), _reason(evidence), evidence)


def _timeline(run: pa.Table) -> Timeline:
    """Count the parcels of each day in Beijing whose time is known."""
    days = Counter(datetime.fromtimestamp(at, UTC).astimezone(BEIJING).date().isoformat() for at in run["at"].to_pylist() if at is not None)
    return Timeline(tuple(Point(day, days[day]) for day in sorted(days)))


def _reason(told: Mapping[str, Any]) -> Text:
    shops = (
        Text("，据订单属 {shops} 家网店", "; by the orders they are of {en}").filled(shops=len(told["shops"]), en=several(len(told["shops"]), "shop"))
        if told["shops"]
        else Text("，订单数据中查不到所属网店", "; the orders do not tell which shops")
    )
    return Text(
        "{courier} 单号 {first} 至 {last} 之间 {parcels} 件，均登记为“{goods}”、重 {weight_g:g} 克，由 {users} 个寄件人交替使用{shops.zh}；"
        "其中 {unchecked} 件未查验身份，收寄于 {outlets} 个网点",
        "{parcels} parcels of {courier} between numbers {first} and {last}, all declared as “{goods}” of {weight_g:g} g, were used in turns by {users} senders"
        "{shops.en}; of {unchecked} the sender's identity was not checked, and {took} took them in",
    ).filled(
        **{
            **told,
            "goods": told["goods"] or "—",
            "users": len(told["senders"]),
            "shops": shops,
            "outlets": len(told["outlets"]),
            "took": several(len(told["outlets"]), "outlet"),
        }
    )
