"""
Listings that behave as fakes do: sent back as not genuine, complained of, rated low, cheap for their brand, new, and put up again after they were removed.

What a platform counts of a listing says more than its words. Each figure is held against listings of the same kind and age on the same platform, and shown
beside what is usual there. One figure alone is never told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.detectors import Detector, finding, findings, knob, knobs_of
from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import tally
from mingjian.core.exhibits.signals import Signal, Signals
from mingjian.core.language import Text, amount


@dataclass(frozen=True)
class Limits:
    """The detector's settings, each named, explained and bounded here alone."""

    times: float = knob(2.0, Text("比例的置信下限须超过同类的多少倍", "Times the usual part that the lower bound of a listing's own must exceed"), 1, 100)
    floor: float = knob(
        0.01,
        Text(
            "以“假货”为由的退货、投诉，置信下限至少占售出的几成",
            "Part of what is sold that returns and complaints as not genuine must reach, by their lower bound",
        ),
        0,
        1,
    )
    few: int = knob(3, Text("少于多少件不作为迹象", "Below so many units a figure is no sign"), 1, 1000)
    cheap: float = knob(0.6, Text("价格不高于同品牌同类中位价的几成", "Part of the brand's median price in that kind up to which it is cheap"), 0.05, 1)
    new_listing: int = knob(60, Text("上架多少天以内算新商品", "Days since it was put up within which a listing is new"), 1, 3650)
    new_shop: int = knob(180, Text("开店多少天以内算新店", "Days since it was opened within which a shop is new"), 1, 3650)
    kinds: int = knob(20, Text("至少多少件同类商品才能比较", "So many other listings are needed to compare"), 3, 100_000)
    least: float = knob(0.55, Text("报告的最低分", "The lowest score that is told"), 0, 1)


DETECTOR = Detector(
    key="behaves_as_fake",
    title=Text("表现异常、疑似售假的商品", "Listings that behave as fakes"),
    summary=Text(
        "按平台提供的分期数据，因“假货”退货、投诉、低分评价明显多于同类，且价格、上架时间、反复上下架等另有异常的商品。",
        "Listings of which platforms' figures show far more returns as not genuine, complaints and low ratings than of like ones, beside an odd price, "
        "a new shop, or being put up again and again.",
    ),
    reads=("listing_period", "listing", "operator"),
    ground=("trademark_law/57", "consumer_law/55", "ecl/38"),
    asks_authority=True,
    innocent=(
        Text("新上市的商品，质量或者尺码不合", "New goods that are faulty or do not fit"),
        Text("一批次品", "One bad batch"),
        Text("促销、清仓使价格低、退货多", "A sale or clearance, with low prices and many returns"),
        Text("同业恶意退货、恶意差评", "Returns and ratings by a competitor that means harm"),
        Text("买家不认识正规的平行进口或新包装", "Buyers who do not know lawful parallel imports or a new packaging"),
    ),
    settles=(
        Text("购样鉴定", "A sample that is bought and identified"),
        Text("平台：退货、投诉的原文和检验结果", "The platform: the words of returns and complaints, and what its checks gave"),
        Text("权利人：该店是否获得授权，该价是否可能", "The right holder: whether the shop is authorised and the price possible"),
        Text("进货发票、授权文件", "Purchase invoices and letters of authority"),
    ),
    blind=Text(
        "只看平台给出的数字，没有给出的不看；同类不足时不比；新上架、卖得少的看不出。各迹象的权重是按公开的同类方法设定的，没有文件规定，也未在本国带标注的数据上检验（UNVERIFIED）；"
        "本单位作出的核查结论积累后，以所训练的意见为准。",
        "It sees the figures that platforms give, and none that they do not; it compares nothing where like listings are too few, and sees little of "
        "what is new or sold little. The weights of the signs follow open methods for another country's market; no text gives them, and they were not "
        "tried on labelled data of this one (UNVERIFIED): once an office has verdicts of its own, the opinion fitted on them counts.",
    ),
    settings=knobs_of(Limits),
)

_DAY = "CAST(epoch(CAST({} AS TIMESTAMP)) AS BIGINT) // 86400"
_FROM, _UNTIL = _DAY.format("from_on"), _DAY.format("until_on")
_DAYS = f"{_UNTIL} - {_FROM} + 1"
_MOST = 1_000_000_000  # more than anything is sold: larger figures are mistakes


def _whole(column: str, where: str = "") -> str:
    """Write the sum of a column in whole units, so that no order of adding matters; of those rows alone in which another column is told as well."""
    value = f"CAST(floor(CASE WHEN {column} > {_MOST} THEN {_MOST} ELSE {column} END + 0.5) AS BIGINT)"
    return f"sum(CASE WHEN {where} IS NOT NULL THEN {value} END)" if where else f"sum({value})"


_RATED = [f"rated_{stars}" for stars in range(1, 6)]
_STARS = " + ".join(f"coalesce({name}, 0)" for name in _RATED)
#: By load, listing and length of the span: figures of seven days and of ninety, that end on one day, count the same sales and are not added.
SPANS = f"""
SELECT coalesce(platform, '') AS platform, listing_id,
  CASE WHEN {_DAYS} IS NULL OR {_DAYS} < 1 THEN 0 WHEN {_DAYS} = 1 THEN 1 WHEN {_DAYS} <= 10 THEN 7 WHEN {_DAYS} <= 16 THEN 14 WHEN {_DAYS} <= 45 THEN 30
    WHEN {_DAYS} <= 135 THEN 90 WHEN {_DAYS} <= 270 THEN 180 ELSE 365 END AS span,
  sum({_DAYS}) AS days, min({_FROM}) AS first, max({_UNTIL}) AS last, max(shop_id) AS shop_id, max(nullif(lower(trim(brand)), '')) AS brand,
  max(nullif(lower(trim(category)), '')) AS category, min(coalesce(price, price_low)) AS price,
  {_whole("sold")} AS sold, {_whole("returned")} AS returned, {_whole("sold", "returned")} AS sold_returned,
  {_whole("returned_as_fake")} AS fake, {_whole("sold", "returned_as_fake")} AS sold_fake,
  {_whole("complaints_of_fakes")} AS told, {_whole("sold", "complaints_of_fakes")} AS sold_told,
  {_whole("coalesce(rated_1, 0) + coalesce(rated_2, 0)")} AS low, {_whole(_STARS)} AS rated,
  {_whole("put_up_again")} AS again, {_whole("coalesce(text_changes, 0) + coalesce(picture_changes, 0)")} AS changed,
  min({_DAY.format("listed_on")}) AS listed, min({_DAY.format("shop_opened_on")}) AS opened
FROM rows GROUP BY coalesce(platform, ''), listing_id,
  CASE WHEN {_DAYS} IS NULL OR {_DAYS} < 1 THEN 0 WHEN {_DAYS} = 1 THEN 1 WHEN {_DAYS} <= 10 THEN 7 WHEN {_DAYS} <= 16 THEN 14 WHEN {_DAYS} <= 45 THEN 30
    WHEN {_DAYS} <= 135 THEN 90 WHEN {_DAYS} <= 270 THEN 180 ELSE 365 END
"""  # noqa: S608 - words of ours
_SUMMED = ("days", "sold", "returned", "sold_returned", "fake", "sold_fake", "told", "sold_told", "low", "rated", "again", "changed")
_LEAST, _LARGEST = ("first", "price", "listed", "opened"), ("last", "shop_id", "brand", "category")
#: Of each listing the spans of one length that together cover most days.
CHOSEN = f"""
SELECT * FROM (
  SELECT m.*, row_number() OVER (
    PARTITION BY platform, listing_id ORDER BY least(coalesce(days, 0), coalesce(last - first + 1, 0)) DESC, span DESC) AS place FROM (
    SELECT platform, listing_id, span, {", ".join(f"sum({name}) AS {name}" for name in _SUMMED)}, {", ".join(f"min({name}) AS {name}" for name in _LEAST)},
      {", ".join(f"max({name}) AS {name}" for name in _LARGEST)} FROM spans GROUP BY platform, listing_id, span) AS m) AS c
WHERE place = 1
"""  # noqa: S608 - words of ours
LACKING = "SELECT 1 AS one FROM chosen WHERE category IS NULL OR shop_id IS NULL LIMIT 1"
OF_LISTINGS = """
SELECT coalesce(l.platform, '') AS platform, l.listing_id AS listing_id, max(l.shop_id) AS shop_id, max(nullif(lower(trim(l.brand)), '')) AS brand,
  max(nullif(lower(trim(l.category)), '')) AS category, min(l.price) AS price FROM listings AS l
SEMI JOIN chosen AS c ON c.platform = coalesce(l.platform, '') AND c.listing_id = l.listing_id GROUP BY coalesce(l.platform, ''), l.listing_id
"""
_PLAIN = ", ".join(f"c.{name} AS {name}" for name in ("platform", "listing_id", "span", *_SUMMED, "first", "last", "listed", "opened"))
FILLED = f"""
SELECT {_PLAIN}, coalesce(c.shop_id, l.shop_id) AS shop_id, coalesce(c.brand, l.brand) AS brand, coalesce(c.category, l.category) AS category,
  coalesce(c.price, l.price) AS price FROM chosen AS c LEFT JOIN of_listings AS l ON l.platform = c.platform AND l.listing_id = c.listing_id
"""  # noqa: S608 - words of ours
_RATES = ("returned", "sold_returned", "fake", "sold_fake", "told", "sold_told", "low", "rated")
KINDS = f"""
SELECT platform, coalesce(category, '') AS category, coalesce(last - listed <= $young, FALSE) AS is_new, count(*) AS listings,
  {", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in _RATES)} FROM chosen
GROUP BY platform, coalesce(category, ''), coalesce(last - listed <= $young, FALSE)
"""  # noqa: S608 - words of ours
USUAL = """
SELECT category, brand, median(price) AS price, count(*) AS n FROM chosen WHERE price > 0 AND category IS NOT NULL AND brand IS NOT NULL
GROUP BY category, brand HAVING count(*) > 5
"""
SUSPECTS = """
SELECT c.*, u.price AS usual, u.n AS priced FROM chosen AS c LEFT JOIN usual AS u ON u.category = c.category AND u.brand = c.brand
WHERE coalesce(c.fake, 0) >= $few OR coalesce(c.told, 0) >= $few
  OR (coalesce(c.low, 0) >= $few AND coalesce(c.returned, 0) >= $few AND c.price <= $cheap * u.price)
"""
OPENED = """
SELECT coalesce(o.platform, '') AS platform, o.shop_id AS shop_id, min(CAST(epoch(CAST(o.opened_on AS TIMESTAMP)) AS BIGINT) // 86400) AS opened
FROM operators AS o SEMI JOIN suspects AS s ON s.platform = coalesce(o.platform, '') AND s.shop_id = o.shop_id
WHERE o.opened_on IS NOT NULL GROUP BY coalesce(o.platform, ''), o.shop_id
"""


class Sign(NamedTuple):
    """A figure that may speak: what is counted, among what, how much it weighs, and how it is called."""

    key: str
    of: str
    weight: float
    title: Text
    is_said: bool = False  # buyers say that it is a fake


#: What buyers say weighs most; what only goes along with fakes weighs little. No text gives these weights.
RATIOS = (
    Sign("fake", "sold_fake", 0.5, Text("以“假货”“非正品”为由退货", "returned as not genuine"), is_said=True),
    Sign("told", "sold_told", 0.45, Text("投诉假冒、非正品", "complaints that it is not genuine"), is_said=True),
    Sign("returned", "sold_returned", 0.2, Text("退货", "returned")),
    Sign("low", "rated", 0.2, Text("一星、二星评价", "ratings of one or two stars")),
)
PRICE = Sign("price", "", 0.25, Text("价格（元，同品牌同类的中位价为通常）", "price in yuan (usual: the median of its brand and kind)"))
NEW = Sign("new", "", 0.08, Text("新上架、新开店（天）", "days since it was put up, and since the shop opened"))
AGAIN = Sign("again", "", 0.12, Text("下架后重新上架（次）", "times put up again after it was removed"))
CHANGED = Sign("changed", "", 0.08, Text("标题、描述、图片变更（次）", "changes of title, text or pictures"))
OFTEN_AGAIN, OFTEN_CHANGED, Z = 2, 3, 2.58


@dataclass
class Kinds:
    """Sums of the figures of like listings: of one kind and age, of one kind, of the platform."""

    sums: dict[tuple[str, ...], dict[str, int]]
    least: int

    def usual(self, row: Mapping[str, Any], sign: Sign, young: int) -> float | None:
        """Return what part is usual among the others of its kind and age, or the nearest that are enough; None where none are."""
        for key in _keys(row["platform"], row["category"] or "", _is_new(row, young)):
            known = self.sums.get(key, {})
            among = known.get(sign.of, 0) - (row[sign.of] or 0)
            if known.get("listings", 0) > self.least and among >= 10 * self.least:
                return max(0, known[sign.key] - (row[sign.key] or 0)) / among
        return None


def find(engine: Engine, period: Relation, listing: Relation | None, operator: Relation | None, **settings: Any) -> pa.Table:
    """
    Find listings whose figures are odd for their kind and age, in several ways at once.

    The score is 1 less the product of what each sign leaves: 1 - .5 for returns as not genuine, and so on, by the weights above. A ratio speaks where the lower
    end of its Wilson interval exceeds `times` what is usual. Memory beyond the engine's: a row each kind of goods, and the suspects.
    """
    limits = Limits(**settings)
    chosen = engine.keep(engine.sql(CHOSEN, spans=tally(engine, SPANS, period)))
    if listing is not None and len(engine.to_arrow(engine.sql(LACKING, chosen=chosen))):
        chosen = engine.keep(engine.sql(FILLED, chosen=chosen, of_listings=engine.sql(OF_LISTINGS, listings=listing, chosen=chosen)))
    kinds = _kinds(engine.to_arrow(engine.sql(KINDS, chosen=chosen, young=limits.new_listing)).to_pylist(), limits)
    usual = engine.sql(USUAL, chosen=chosen)
    suspects = engine.keep(engine.sql(SUSPECTS, chosen=chosen, usual=usual, few=limits.few, cheap=limits.cheap))
    opened: dict[tuple[str, str], int] = {}
    if operator is not None:
        told = engine.to_arrow(engine.sql(OPENED, operators=operator, suspects=suspects)).to_pylist()
        opened = {(row["platform"], row["shop_id"]): row["opened"] for row in told}
    looked, uncompared, rows = 0, 0, []
    for row in engine.to_arrow(suspects).to_pylist():
        own = _without_overlap(row)
        own["opened"] = row["opened"] if row["opened"] is not None else opened.get((row["platform"], row["shop_id"] or ""))
        looked += 1
        uncompared += all(kinds.usual(own, sign, limits.new_listing) is None for sign in RATIOS)
        signals = list(_signals(own, kinds, limits))
        if (score := _score(signals)) >= limits.least and any(one.key not in _ALONG for one in signals):
            rows.append(_finding(own, signals, score))
    return findings(rows, _remarks(looked, uncompared, limits))


_ALONG = (NEW.key, AGAIN.key, CHANGED.key)  # what lawful sellers do as well, and never tells by itself


def _remarks(looked: int, uncompared: int, limits: Limits) -> list[Text]:
    if not uncompared:
        return []
    return [
        Text(
            f"同类商品太少，无法判断多少算寻常：有退货、投诉的 {looked} 件商品中，{uncompared} 件未能比较"
            f"（须有 {limits.kinds} 件以上同平台商品、{10 * limits.kinds} 件以上的销量）。",
            f"Too few like listings to tell what is usual: of {looked} with returns or complaints {uncompared} were not compared, "
            f"which takes more than {limits.kinds} listings of the platform and {10 * limits.kinds} units sold.",
        )
    ]


def _kinds(rows: Iterable[Mapping[str, Any]], limits: Limits) -> Kinds:
    sums: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for key in _keys(row["platform"], row["category"], row["is_new"]):
            for name in ("listings", *_RATES):
                sums[key][name] += row[name]
    return Kinds(dict(sums), limits.kinds)


def _keys(platform: str, category: str, is_new: bool) -> tuple[tuple[str, ...], ...]:
    of_platform = ((platform,),)
    return ((platform, category, "new" if is_new else "old"), (platform, category), *of_platform) if category else of_platform


def _is_new(row: Mapping[str, Any], young: int) -> bool:
    return row["last"] is not None and row["listed"] is not None and row["last"] - row["listed"] <= young


def _without_overlap(row: Mapping[str, Any]) -> dict[str, Any]:
    """Count spans that overlap (the last seven days, told each day) for as many days as they cover."""
    days, first, last = row["days"], row["first"], row["last"]
    covered = last - first + 1 if days and first is not None and last is not None else 0
    if not covered or covered >= days:
        return dict(row)
    return {**row, **{name: value * covered // days for name in _SUMMED if (value := row[name]) is not None}}


def _signals(row: Mapping[str, Any], kinds: Kinds, limits: Limits) -> Iterator[Signal]:
    """Return what of a listing's figures is odd, with what is usual beside it."""
    for sign in RATIOS:
        n, among = row[sign.key], row[sign.of]
        usual = kinds.usual(row, sign, limits.new_listing) if n is not None and among else None
        least = max(limits.times * (usual or 0.0), limits.floor if sign.is_said else 0.0)
        if usual is not None and n >= limits.few and among > 0 and _lower(n, among) > least:
            yield _signal(sign, f"{n} / {among} = {min(1, n / among):.1%}", f"{usual:.2%}", among)
    if row["usual"] and row["price"] is not None and 0 < row["price"] <= limits.cheap * row["usual"]:
        yield _signal(PRICE, f"{amount(row['price'])}", f"{amount(row['usual'])}", row["priced"])
    if _is_new(row, limits.new_listing) and row["opened"] is not None and row["last"] - row["opened"] <= limits.new_shop:
        yield _signal(NEW, f"{max(0, row['last'] - row['listed'])} / {max(0, row['last'] - row['opened'])}", None, None)
    if (row["again"] or 0) >= OFTEN_AGAIN:
        yield _signal(AGAIN, row["again"], None, None)
    if (row["changed"] or 0) >= OFTEN_CHANGED:
        yield _signal(CHANGED, row["changed"], None, None)


def _signal(sign: Sign, found: str | int, usual: str | None, known: int | None) -> Signal:
    return Signal(sign.key, sign.title, sign.weight, 0.0, found, usual, known)


def _lower(n: int, among: int) -> float:
    """Return the lower end of Wilson's interval; more returned than sold, as where goods of an earlier span come back, is all of it."""
    part = min(1.0, n / among)
    middle, half = part + Z * Z / (2 * among), Z * sqrt(part * (1 - part) / among + Z * Z / (4 * among * among))
    return max(0.0, (middle - half) / (1 + Z * Z / among))


def _score(signals: Iterable[Signal]) -> float:
    left = 1.0
    for one in signals:
        left *= 1 - one.nats
    return round(1 - left, 4)


def _finding(row: Mapping[str, Any], signals: list[Signal], score: float) -> dict[str, Any]:
    whole = sum(one.nats for one in signals)
    shown = tuple(one._replace(share=round(one.nats / whole, 4)) for one in signals)
    evidence = {
        **Signals(shown).to_json(),
        "days": row["days"],
        "sold": row["sold"],
        "category": row["category"],
        "brand": row["brand"],
        "shops": [f"{row['platform']}/{row['shop_id']}"] if row["shop_id"] else [],
    }
    return finding(DETECTOR, "listing", f"{row['platform']}/{row['listing_id']}", score, _reason(row, signals), evidence)


def _reason(row: Mapping[str, Any], signals: list[Signal]) -> Text:
    zh = "；".join(f"{one.title.zh} {one.found}" + (f"，同类通常为 {one.expected}" if one.expected else "") for one in signals)
    en = "; ".join(f"{one.title.en} {one.found}" + (f", usual {one.expected}" if one.expected else "") for one in signals)
    days, sold = row["days"] or "—", "—" if row["sold"] is None else row["sold"]
    return Text("{days} 天内售出 {sold} 件：{zh}", "{sold} units sold in {days} days: {en}").filled(days=days, sold=sold, zh=zh, en=en)
