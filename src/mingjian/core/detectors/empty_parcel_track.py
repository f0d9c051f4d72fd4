"""
Shops whose parcels left tracks that no parcel leaves: taken in and signed for with nothing in between, seen in two far places within hours, signed for before
they were taken in.

Empty parcels and bought waybill numbers mostly do not travel: somebody notes what should have happened. One odd track is a slip of a scanner; a shop of which
many are odd, where the courier's other senders have next to none, is worth a question.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.detectors.common.distances import coordinates_km, provinces_apart
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import near, tally
from mingjian.core.exhibits.figures import Figures
from mingjian.core.exhibits.timeline import Point, Timeline
from mingjian.core.language import Text, several

DETECTOR = Detector(
    key="empty_parcel_track",
    title=Text("空包物流轨迹", "Tracks of empty parcels"),
    summary=Text(
        "大量快件的物流轨迹不合常理的网店：只有揽收、签收两个节点，数小时内出现在相距数百公里的两地，或者签收早于揽收，而同一快递企业的其他寄件人很少如此。",
        "Shops of whose parcels many have a track that no parcel leaves: only taken in and signed for, seen within hours in two places hundreds of kilometres "
        "apart, or signed for before they were taken in, while the courier's other senders have few such.",
    ),
    reads=("parcel_event", "order", "parcel"),
    ground=("aucl/9", "express_reg/32", "ecl/17"),
    innocent=(
        Text("同城当日达、自提等不经中转的寄递", "Delivery within one city or collection in person, which pass no hub"),
        Text("航空件，而轨迹没有写明航空", "Parcels by air whose track does not say so"),
        Text("快递企业的扫描设备时钟有误，或者补录、漏扫", "A scanner with a wrong clock, scans entered later or left out"),
        Text("运单号重复使用", "A waybill number that was used twice"),
    ),
    settles=(
        Text(
            "快递企业：这些快件的称重、安检图像、中转装车记录和签收凭证",
            "The courier: weight, pictures of the security check, loading records of the hubs and proof of delivery of these parcels",
        ),
        Text("收件人是否收到物品", "Whether the receivers got anything"),
        Text("平台：这些订单的付款是否已退回", "The platform: whether the money of these orders went back"),
    ),
    blind=Text(
        "没有写明节点时间的看不到；地点只写到省的，按两省相距至少多少公里计算，邻近省份之间看不出；写明航空、机场的按飞机速度计算。"
        "某一快递企业两成以上的快件本来就只有两个节点的，不看两个节点这一迹象。"
        "没有订单数据时不知道是哪家店，按寄件人代号列出。多快算不可能、多少件算多，没有文件规定（UNVERIFIED），是可以调整的设定。",
        "It sees nothing of events without a time; where a place is known by its province only, it goes by how far apart the two are at least, and sees "
        "nothing between neighbours; where air or an airport is named it allows the speed of a plane. Where a fifth of a courier's parcels or more have "
        "two nodes anyway, that sign is not used. Without orders it knows tokens of senders, not shops. What speed is impossible, and how many are many, "
        "stands in no text (UNVERIFIED): both are settings.",
    ),
    settings={
        "least": Setting(8, Text("至少多少件轨迹异常", "Parcels with an odd track at least"), 2),
        "share": Setting(0.1, Text("至少占该店有轨迹快件的几成", "Part of the shop's parcels with a track that is odd at least"), 0.01, 1),
        "times": Setting(5.0, Text("至少为该快递企业其他寄件人的多少倍", "Times the part that is usual with the courier's other senders"), 1, 1000),
        "speed": Setting(250, Text("陆运平均时速超过多少公里不可能", "Average speed over land, in km an hour, that is not possible"), 80, 2000),
        "far": Setting(300, Text("两地至少相距多少公里才看速度", "Kilometres between two places from which speed is looked at"), 50, 5000),
    },
)

#: Courier's systems write when a parcel flies: then no speed below a plane's is odd.
_BY_AIR, PLANE = "航空|航班|机场|空港|空运|(?i)\\bair|flight", 1000
HABIT = 0.2  # of a courier's tracks, from which two nodes are its habit
SHOWN = 500
DAY = 86_400_000_000
_COURIER = "coalesce(courier, platform, '')"

DAYS = "SELECT CAST(noted_at AS DATE) AS day, count(*) AS n FROM rows GROUP BY CAST(noted_at AS DATE)"
#: Of each load what adds up to a track: an event that comes in a later file may complete one of an earlier. Within one city no hub need be passed.
TRACKS = f"""
SELECT {_COURIER} AS courier, waybill, count(*) AS nodes, min(CASE WHEN stage = 'accepted' THEN noted_at END) AS accepted,
  min(CASE WHEN stage = 'delivered' THEN noted_at END) AS delivered, min(CASE WHEN stage = 'accepted' THEN region_code END) AS accepted_in,
  min(CASE WHEN stage = 'delivered' THEN region_code END) AS delivered_in FROM rows GROUP BY {_COURIER}, waybill
"""  # noqa: S608 - words of ours
COMPLETE = """
SELECT courier, waybill,
  nodes = 2 AND NOT (length(accepted_in) >= 4 AND coalesce(substr(accepted_in, 1, 4) = substr(delivered_in, 1, 4), FALSE)) AS is_bare,
  delivered < accepted AS is_before, CAST(accepted + INTERVAL 8 HOURS AS DATE) AS day FROM (
  SELECT courier, waybill, sum(nodes) AS nodes, min(accepted) AS accepted, min(delivered) AS delivered,
    coalesce(min(accepted_in), '') AS accepted_in, min(delivered_in) AS delivered_in FROM tracks GROUP BY courier, waybill) AS t
WHERE accepted IS NOT NULL AND delivered IS NOT NULL
"""
HABITS = "SELECT courier, count(*) AS tracks, sum(CASE WHEN is_bare THEN 1 ELSE 0 END) AS bare FROM complete GROUP BY courier ORDER BY courier"
#: Each event with the one right before it, where both lie within a day and in places that may be far apart. Engines round seconds differently.
_BEFORE = ", ".join(
    f"lag({name}) OVER (PARTITION BY {_COURIER}, waybill ORDER BY noted_at, coalesce(event, ''), coalesce(place, '')) AS {name}_before"
    for name in ("noted_at", "event", "place", "region", "latitude", "longitude")
)
FOLLOWED = f"""
SELECT f.part AS part, f.courier AS courier, f.waybill AS waybill, f.noted_at AS noted_at, f.noted_at_before AS noted_at_before, coalesce(f.event, '') AS event,
  coalesce(f.event_before, '') AS event_before, coalesce(f.place, '') AS place, coalesce(f.place_before, '') AS place_before, f.latitude AS latitude,
  f.longitude AS longitude, f.latitude_before AS latitude_before, f.longitude_before AS longitude_before, coalesce(a.km, 0.0) AS km
FROM (SELECT *, {_BEFORE} FROM (SELECT *, substr(region_code, 1, 2) AS region FROM events WHERE noted_at IS NOT NULL) AS e) AS f
LEFT JOIN apart AS a ON a.one = f.region_before AND a.other = f.region
WHERE f.noted_at_before IS NOT NULL AND CAST(epoch(f.noted_at) AS BIGINT) - CAST(epoch(f.noted_at_before) AS BIGINT) <= 86401
  AND (coalesce(a.km, 0.0) >= $far OR abs(f.latitude - f.latitude_before) >= 0.3 OR abs(f.longitude - f.longitude_before) >= 0.3)
""".replace("SELECT *, lag", f"SELECT part, {_COURIER} AS courier, waybill, noted_at, event, place, region, latitude, longitude, lag")  # noqa: S608 - words of ours
FAST = pa.schema([("part", pa.int64()), ("courier", pa.string()), ("waybill", pa.string()), ("km", pa.int64()), ("minutes", pa.int64()), ("way", pa.string())])
ODD = """
SELECT c.courier AS courier, c.waybill AS waybill, c.is_bare AND h.is_sign AS is_bare, c.is_before AS is_before, f.waybill IS NOT NULL AS is_fast, c.day AS day
FROM complete AS c JOIN habits AS h ON h.courier = c.courier
LEFT JOIN (SELECT DISTINCT courier, waybill FROM fast) AS f ON f.courier = c.courier AND f.waybill = c.waybill
WHERE (c.is_bare AND h.is_sign) OR c.is_before OR f.waybill IS NOT NULL
"""
#: A waybill's shop: that of its order, else the sender as the courier knows it.
OF_ORDERS = """
SELECT o.waybill AS waybill, min(coalesce(o.platform, '') || '/' || o.shop_id) AS shop FROM orders AS o
SEMI JOIN wanted AS w ON w.waybill = o.waybill WHERE o.shop_id IS NOT NULL GROUP BY o.waybill
"""
OF_PARCELS = """
SELECT p.waybill AS waybill, min(coalesce(p.courier, p.platform, '')) AS courier, min(p.sender_token) AS sender, min(p.weight_g) AS weight_g FROM parcels AS p
SEMI JOIN wanted AS w ON w.waybill = p.waybill WHERE p.sender_token IS NOT NULL GROUP BY p.waybill
"""
#: So many of a shop's parcels have a complete track with a courier.
SHOP_TRACKS = """
SELECT coalesce(o.platform, '') || '/' || o.shop_id AS who, c.courier AS courier, count(DISTINCT c.waybill) AS n FROM complete AS c
JOIN (SELECT platform, shop_id, waybill FROM orders WHERE shop_id IS NOT NULL AND waybill IS NOT NULL) AS o ON o.waybill = c.waybill
SEMI JOIN named AS w ON w.who = coalesce(o.platform, '') || '/' || o.shop_id GROUP BY coalesce(o.platform, '') || '/' || o.shop_id, c.courier
"""
SENDER_TRACKS = """
SELECT p.sender_token AS who, c.courier AS courier, count(DISTINCT c.waybill) AS n FROM complete AS c
JOIN parcels AS p ON p.waybill = c.waybill SEMI JOIN named AS w ON w.who = p.sender_token GROUP BY p.sender_token, c.courier
"""
_SIGNS = pa.schema([("courier", pa.string()), ("is_sign", pa.bool_())])
_NO_ORDERS = pa.schema([("waybill", pa.string()), ("shop", pa.string())])
_NO_PARCELS = pa.schema([("waybill", pa.string()), ("courier", pa.string()), ("sender", pa.string()), ("weight_g", pa.float64())])


class Who(NamedTuple):
    """Whoever sent parcels: a shop as platform/id, or a sender as the courier knows it."""

    name: str
    is_shop: bool


Sent = tuple[Who, str]  # by which courier


class Odd(NamedTuple):
    """One parcel whose track is odd, and in which ways."""

    waybill: str
    is_bare: bool
    is_before: bool
    way: str  # from where to where how fast; empty where that is not it
    day: str
    sender: str
    weight_g: float | None


def find(
    engine: Engine, event: Relation, order: Relation | None, parcel: Relation | None, *, least: int, share: float, times: float, speed: int, far: int
) -> pa.Table:
    """
    Find shops of which `least` parcels or more with a complete track, and `share` of them, have an odd one, `times` the part of the courier's other senders.

    Where orders do not tell a shop, it is the sender as the courier knows them. The score is n / (n + 20), times the mean of one and the odd part, for n odd
    ones: it rises with both. Memory beyond the engine's: a row each track, and the odd ones.
    """
    complete = engine.keep(engine.sql(COMPLETE, tracks=tally(engine, TRACKS, event)))
    habits = engine.to_arrow(engine.sql(HABITS, complete=complete)).to_pylist()
    signs = engine.from_arrow(pa.Table.from_pylist([{"courier": one["courier"], "is_sign": one["bare"] < HABIT * one["tracks"]} for one in habits], _SIGNS))
    fast = near(engine, _ask_fast(speed, far), event, tally(engine, DAYS, event), speed, far)
    odd = engine.to_arrow(engine.sql(ODD, complete=complete, habits=signs, fast=engine.from_arrow(fast.select(["courier", "waybill"]))))
    remarks = [_habit(one["courier"], one["bare"], one["tracks"]) for one in habits if one["bare"] >= HABIT * one["tracks"]]
    if not len(odd):
        return findings([], remarks)
    if order is None and parcel is None:
        return findings([], [*remarks, _NOBODY])
    senders = _senders(engine, odd, order, parcel)
    counted = _counted(engine, complete, {who for who, _ in senders}, order, parcel)
    usual = _usual(senders, counted, {one["courier"]: one["tracks"] for one in habits}, share)
    ways = {(row["courier"], row["waybill"]): row["way"] for row in fast.sort_by([("minutes", "descending"), ("way", "ascending")]).to_pylist()}
    grouped = {key: [one._replace(way=ways.get((key[1], one.waybill), "")) for one in some] for key, some in senders.items()}
    shops = _shops_of_senders(grouped)
    rows = [
        _finding(who, courier, some, counted[who, courier], usual[courier], shops)
        for (who, courier), some in sorted(grouped.items(), key=lambda one: one[0])
        if len(some) >= least and len(some) >= share * counted[who, courier] and len(some) >= times * usual[courier] * counted[who, courier]
    ]
    return findings(_together(rows), remarks)


_NOBODY = Text(
    "有轨迹异常的快件，但没有订单和寄递数据，不知道是谁寄的。", "There are parcels with odd tracks, but neither orders nor parcels that tell whose they are."
)


def _habit(courier: str, bare: int, tracks: int) -> Text:
    return Text(
        f"“{courier}”的 {tracks} 件快件中 {bare} 件只有揽收、签收两个节点，是其一贯写法，不作为迹象。",
        f"Of {tracks} parcels of “{courier}” {bare} have two nodes only: that is its way of writing, and was not taken for a sign.",
    )


def _ask_fast(speed: int, far: int) -> Any:
    """Return what asks of events for those that come too soon after one far away: told by their part, courier and waybill."""

    def ask(engine: Engine, rows: Relation) -> pa.Table:
        followed = engine.to_arrow(engine.sql(FOLLOWED, events=rows, apart=engine.from_arrow(provinces_apart()), far=far)).combine_chunks()
        told = coordinates_km(*(tuple(followed[f"{name}{of}"].to_numpy(zero_copy_only=False) for name in ("latitude", "longitude")) for of in ("_before", "")))
        km = np.where(np.isnan(told), followed["km"].to_numpy(zero_copy_only=False), told) if len(followed) else np.zeros(0)
        took = np.asarray(
            pc.subtract(followed["noted_at"].cast(pa.timestamp("us")).cast(pa.int64()), followed["noted_at_before"].cast(pa.timestamp("us")).cast(pa.int64()))
        )
        said = pc.binary_join_element_wise(*(followed[name] for name in ("event", "event_before", "place", "place_before")), " ")
        most = np.where(np.asarray(pc.match_substring_regex(said, _BY_AIR), np.bool_), PLANE, speed)
        is_fast = (km >= far) & (took < DAY) & (km * 3_600_000_000 > most * np.maximum(took, 0))
        places = (pc.if_else(pc.equal(followed[name], ""), "？", followed[name]) for name in ("place_before", "place"))
        columns = [followed["part"].cast(pa.int64()), followed["courier"], followed["waybill"], pa.array(km.astype(np.int64)), pa.array(took // 60_000_000)]
        table = pa.Table.from_arrays([*(_flat(one) for one in columns), _flat(pc.binary_join_element_wise(*places, " → "))], schema=FAST)
        return table.filter(pa.array(is_fast))

    return ask


def _flat(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _senders(engine: Engine, odd: pa.Table, order: Relation | None, parcel: Relation | None) -> dict[Sent, list[Odd]]:
    """Put odd parcels to whoever sent them, by (shop or sender, courier): the shop whose order it was, else the courier's token behind a hash."""
    wanted = engine.from_arrow(odd.select(["waybill"]))
    shops = _NO_ORDERS.empty_table() if order is None else engine.to_arrow(engine.sql(OF_ORDERS, orders=order, wanted=wanted))
    sent = _NO_PARCELS.empty_table() if parcel is None else engine.to_arrow(engine.sql(OF_PARCELS, parcels=parcel, wanted=wanted))
    shop_of = dict(zip(shops["waybill"].to_pylist(), shops["shop"].to_pylist(), strict=True))
    parcel_of = {row["waybill"]: row for row in sent.to_pylist()}
    found: dict[Sent, list[Odd]] = defaultdict(list)
    for row in odd.sort_by([("courier", "ascending"), ("waybill", "ascending")]).to_pylist():
        known = parcel_of.get(row["waybill"], {})
        shop, sender = shop_of.get(row["waybill"]), known.get("sender")
        if shop or sender:
            who = Who(str(shop or sender), bool(shop))
            one = Odd(row["waybill"], row["is_bare"], row["is_before"], "", str(row["day"]), known.get("sender") or "", known.get("weight_g"))
            found[who, row["courier"]].append(one)
    return dict(found)


def _counted(engine: Engine, complete: Relation, named: set[Who], order: Relation | None, parcel: Relation | None) -> Counter[Sent]:
    """Return how many complete tracks each of these shops or senders has with each courier."""
    counted: Counter[Sent] = Counter()
    for query, name, rows in ((SHOP_TRACKS, "orders", order), (SENDER_TRACKS, "parcels", parcel)):
        some = sorted(who.name for who in named if who.is_shop == (name == "orders"))
        if rows is not None and some:
            told = engine.sql(query, complete=complete, named=engine.from_arrow(pa.table({"who": pa.array(some, pa.string())})), **{name: rows})
            counted.update({(Who(row["who"], name == "orders"), row["courier"]): row["n"] for row in engine.to_arrow(told).to_pylist()})
    return counted


def _usual(senders: Mapping[Sent, list[Odd]], counted: Mapping[Sent, int], tracks: Mapping[str, int], share: float) -> dict[str, float]:
    """Return the part of a courier's tracks that is odd with those senders of whom few are: those with many would be held against themselves."""
    odd, all_tracks = Counter[str](), Counter(tracks)
    for key, some in senders.items():
        if len(some) >= share * counted[key]:
            all_tracks[key[1]] -= counted[key]
        else:
            odd[key[1]] += len(some)
    return {courier: odd[courier] / max(1, all_tracks[courier]) for courier in tracks}


def _shops_of_senders(grouped: Mapping[Sent, list[Odd]]) -> dict[str, set[str]]:
    """Return for which shops each sender's odd parcels were."""
    found: dict[str, set[str]] = defaultdict(set)
    for (who, _), some in grouped.items():
        for sender in {one.sender for one in some if one.sender} if who.is_shop else ():
            found[sender].add(who.name)
    return found


def _finding(who: Who, courier: str, some: list[Odd], tracks: int, usual: float, shops: Mapping[str, set[str]]) -> dict[str, Any]:
    n, part = len(some), min(1.0, len(some) / tracks)
    senders = sorted({one.sender for one in some if one.sender})
    beside = sorted({shop for sender in senders for shop in shops.get(sender, ())} - {who.name})
    days, weights = Counter(one.day for one in some), [one.weight_g for one in some if one.weight_g is not None]
    evidence = {
        **Figures(shops=1 + len(beside) if who.is_shop else None).to_json(),
        "courier": courier,
        "parcels": n,
        "tracks": tracks,
        "usual": round(usual, 4),
        "bare": sum(one.is_bare for one in some),
        "too_fast": sum(bool(one.way) for one in some),
        "signed_before": sum(one.is_before for one in some),
        "ways": [[way, count] for way, count in sorted(Counter(one.way for one in some if one.way).items(), key=lambda one: (-one[1], one[0]))[:20]],
        "weight_g": float(np.median(weights)) if weights else None,
        "waybills": [one.waybill for one in some[:SHOWN]],
        "senders": senders[:SHOWN],
        "shops": [who.name, *beside][:SHOWN] if who.is_shop else [],
        **Timeline(tuple(Point(day, days[day]) for day in sorted(days))).to_json(),
    }
    subject = who.name if who.is_shop else f"{courier}/sender-{sha256(who.name.encode()).hexdigest()[:12]}"
    score = round(n / (n + 20) * (1 + part) / 2, 4)
    return finding(DETECTOR, "shop" if who.is_shop else "source", subject, score, _reason(evidence, part), evidence)


def _together(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep of a shop that sends by several couriers the most remarkable, which names the others."""
    best: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        best[row["subject_kind"], row["subject"]].append(row)
    return list(_most_remarkable(best.values()))


def _most_remarkable(groups: Iterable[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for some in groups:
        first, *others = sorted(some, key=lambda row: (-row["score"], row["reason_zh"]))
        if others:
            told = json.loads(first["evidence"]) | {"other_couriers": [json.loads(row["evidence"])["courier"] for row in others]}
            first["evidence"] = json.dumps(told, ensure_ascii=False)
        yield first


def _reason(told: Mapping[str, Any], part: float) -> Text:
    ways = [
        (told["bare"], Text("{n} 件只有揽收、签收两个节点", "{n} have two nodes only, taken in and signed for")),
        (told["too_fast"], Text("{n} 件在途时间不可能（如 {way}）", "{n} went faster than is possible (such as {way})")),
        (told["signed_before"], Text("{n} 件签收早于揽收", "{n} were signed for before they were taken in")),
    ]
    way = told["ways"][0][0] if told["ways"] else ""
    said = [text.filled(n=n, way=way) for n, text in ways if n]
    beside = len(told["shops"]) - 1
    also = Text("；同一寄件人另为 {n} 家网店寄出此类快件", "; the same sender sent such for {en} besides").filled(n=beside, en=several(beside, "shop"))
    return Text(
        "“{courier}”承运、有完整轨迹的 {tracks} 件快件中，{parcels} 件（{part}）轨迹不合常理：{zh}；该企业其他寄件人的快件中为 {usual}{also_zh}",
        "Of {tracks} parcels that “{courier}” carried with a complete track, {parcels} ({part}) have an odd one: {en}; "
        "of the parcels of its other senders {usual} do{also_en}",
    ).filled(
        courier=told["courier"], tracks=told["tracks"], parcels=told["parcels"], part=f"{part:.0%}", usual=f"{told['usual']:.2%}",
        zh="，".join(one.zh for one in said), en=", ".join(one.en for one in said),
        also_zh=also.zh if beside > 0 else "", also_en=also.en if beside > 0 else "",
    )  # fmt: skip
