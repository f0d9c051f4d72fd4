"""
Branded goods priced far below like ones and offered with words that do not fit: openly fake at a small part of the genuine price, with words of copies
well below it, or sold as genuine below it.

Cheap alone is never enough. The reference is the median of like listings of the same brand and category in other shops, the right holder's own where it sells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from mingjian.core.detectors import Detector, finding, findings, knob, knobs_of
from mingjian.core.detectors.common.like_goods import SAMPLE, Group, MarksOnFile, Offer, Reference, by_group, offer_of, prices_of, reference_of
from mingjian.core.engines import Engine, Relation
from mingjian.core.language import Text, amount, several
from mingjian.core.matching.goods import classes_of, nice_classes
from mingjian.core.redaction import shown
from mingjian.core.wording import Mention, Reading, Texts, counter, evidence, quoted


@dataclass(frozen=True)
class Limits:
    """The detector's settings, each named, explained and bounded here alone."""

    fake_most: float = knob(0.3, Text("“明目张胆”的最高价格比", "The highest part of the usual price that counts as openly fake"), 0.02, 0.5)
    coded_most: float = knob(0.6, Text("有仿品暗语时“明显偏低”的最高价格比", "The highest part that counts as far less, beside words of copies"), 0.02, 0.6)
    fake_least: float = knob(0.02, Text("低于此比例多半是标错或定金", "Below this part of the usual price it is a slip or a deposit"), 0, 0.2)
    genuine_least: float = knob(0.6, Text("“当正品卖”的最低价格比", "The lowest part of the usual price at which goods pass as genuine"), 0.3, 0.9)
    genuine_most: float = knob(0.95, Text("“当正品卖”的最高价格比", "The highest such part"), 0.5, 1)
    enough: int = knob(5, Text("至少多少件同类才比较", "So many like listings are needed to compare"), 3, 1000)
    shops: int = knob(3, Text("至少来自多少家其他网店", "From so many other shops"), 1, 100)
    least: float = knob(0.35, Text("报告的最低分", "The lowest score that is told"), 0, 1)


DETECTOR = Detector(
    key="price_outlier",
    title=Text("价格异常的品牌商品", "Branded goods at odd prices"),
    summary=Text(
        "价格低于同类、且用词可疑的品牌商品：价格只有正常价零头的，价格明显偏低并有仿品用语的，或以正品之名低于正常价出售的。",
        "Branded goods cheaper than like ones and offered in words that do not fit: at a small part of the usual price, far below it with words of copies, or "
        "sold as genuine below it.",
    ),
    reads=("listing", "right", "operator"),
    ground=("trademark_law/57", "consumer_law/55"),
    asks_authority=True,
    version="8",
    rests_on_brands=True,
    innocent=(
        Text("促销、清仓、团购或补贴", "a sale, a clearance, a group purchase or a subsidy"),
        Text("平行进口或权利人允许的渠道", "parallel imports, or a channel that the right holder allows"),
        Text("规格、成色或型号不同", "another size, condition or model"),
    ),
    settles=(
        Text("权利人答复：该店是否授权，该价是否可能", "the right holder's answer: whether the shop is authorised and the price possible"),
        Text("购样鉴定", "a sample that is bought and identified"),
        Text("进货发票", "purchase invoices"),
    ),
    blind=Text(
        "没有价格的、品牌或类目既未载明也未能从标题读出的商品不看；同类不足时不比；规格只能从文字判断；不知道实际成交价。",
        "It leaves out listings without a price, or whose brand or category is neither told nor read from the title, and "
        "compares none where like ones are too few; "
        "it reads sizes from words only and knows no paid prices.",
    ),
    settings=knobs_of(Limits),
)

CODES, CLAIMS, STORIES = ("grade", "trade_code", "hint", "link"), ("genuine", "channel"), ("channel",)

SAMPLE_OF_SORT = 2000  # listings of one category by which its words are weighed, brands taken together
UNCOMPARED = 5  # one in so many listings with a word that may matter can be without like ones before a run says that it cannot judge
LONGEST = 200  # characters of a title that goods are read from
_COMPARED = ("mark", "sort", "platform", "listing_id", "shop_id", "price", "title")
_GOODS = pa.schema([("title", pa.string()), ("sort", pa.string())])
_KEYS = pa.schema([("platform", pa.string()), ("listing_id", pa.string())])
_WORDED = pa.schema([*_KEYS, *((name, pa.bool_()) for name in ("coded", "claimed", "storied"))])

OFFERED = """
SELECT coalesce(platform, '') AS platform, listing_id, coalesce(shop_id, '') AS shop_id, title, text, brand, category, price,
       lower(trim(brand)) AS mark, nullif(trim(category), '') AS sort, brand_from
FROM listing WHERE brand IS NOT NULL AND trim(brand) <> '' AND price > 0 AND title IS NOT NULL
"""
UNSORTED = "SELECT DISTINCT title FROM offered WHERE sort IS NULL"
SORTED = """
SELECT o.platform AS platform, o.listing_id AS listing_id, o.shop_id AS shop_id, o.title AS title, o.text AS text, o.brand AS brand, o.category AS category,
       o.price AS price, o.mark AS mark, coalesce(o.sort, r.sort) AS sort, o.brand_from AS brand_from
FROM offered AS o LEFT JOIN goods AS r ON o.sort IS NULL AND o.title = r.title WHERE coalesce(o.sort, r.sort) IS NOT NULL
"""
GROUPS = """
SELECT mark, sort FROM offered GROUP BY mark, sort HAVING count(*) > $enough
"""
CHOSEN = """
SELECT o.platform AS platform, o.listing_id AS listing_id, o.shop_id AS shop_id, o.title AS title, o.text AS text, o.brand AS brand, o.category AS category,
       o.price AS price, o.mark AS mark, o.sort AS sort, o.brand_from AS brand_from, w.coded AS coded, w.claimed AS claimed, w.storied AS storied
FROM offered AS o JOIN (
    SELECT platform, listing_id, bool_or(coded) AS coded, bool_or(claimed) AS claimed, bool_or(storied) AS storied FROM words GROUP BY platform, listing_id
) AS w ON o.platform = w.platform AND o.listing_id = w.listing_id JOIN big AS g ON o.mark = g.mark AND o.sort = g.sort
"""
# What one shop offers several times under one title has the same like goods, which are looked for once.
BY_TITLE = "SELECT * FROM chosen ORDER BY mark, sort, platform, shop_id, title, listing_id"
LIKE = """
SELECT mark, sort, platform, listing_id, shop_id, title, price, is_claimed FROM (
    SELECT o.mark AS mark, o.sort AS sort, o.platform AS platform, o.listing_id AS listing_id, o.shop_id AS shop_id, o.title AS title, o.price AS price,
           w.listing_id IS NOT NULL AS is_claimed,
           row_number() OVER (PARTITION BY o.mark, o.sort ORDER BY md5(o.listing_id), o.platform, o.listing_id) AS n
    FROM offered AS o JOIN (SELECT DISTINCT mark, sort FROM chosen) AS c ON o.mark = c.mark AND o.sort = c.sort
    LEFT JOIN (SELECT DISTINCT platform, listing_id FROM words) AS w ON o.platform = w.platform AND o.listing_id = w.listing_id
) AS s WHERE n <= $sample ORDER BY mark, sort, n
"""
OF_SORTS = """
SELECT mark, sort, platform, listing_id, shop_id, title, price, is_claimed FROM (
    SELECT o.mark AS mark, o.sort AS sort, o.platform AS platform, o.listing_id AS listing_id, o.shop_id AS shop_id, o.title AS title, o.price AS price,
           w.listing_id IS NOT NULL AS is_claimed,
           row_number() OVER (PARTITION BY o.sort ORDER BY md5(o.listing_id), o.platform, o.listing_id) AS n
    FROM offered AS o JOIN (SELECT DISTINCT sort FROM chosen) AS c ON o.sort = c.sort
    LEFT JOIN (SELECT DISTINCT platform, listing_id FROM words) AS w ON o.platform = w.platform AND o.listing_id = w.listing_id
) AS s WHERE n <= $sample ORDER BY sort, n
"""
HELD = """
SELECT lower(trim(r.name)) AS mark, coalesce(o.platform, '') AS platform, o.shop_id AS shop_id
FROM owner AS r JOIN operator AS o ON trim(r.holder) = trim(o.name) WHERE r.name IS NOT NULL AND o.shop_id IS NOT NULL
UNION
SELECT lower(trim(r.name)) AS mark, coalesce(o.platform, '') AS platform, o.shop_id AS shop_id
FROM owner AS r JOIN operator AS o ON r.uscc = o.uscc WHERE r.name IS NOT NULL AND o.shop_id IS NOT NULL
"""
MARKS = "SELECT DISTINCT lower(trim(name)) AS mark FROM owner WHERE name IS NOT NULL"


def find(engine: Engine, listing: Relation, right: Relation | None, operator: Relation | None, **settings: Any) -> pa.Table:
    """Find listings whose price and words do not fit. The score rises with the gap for openly fake ones, and with the number of words."""
    limits = Limits(**settings)
    named = engine.keep(engine.sql(OFFERED, listing=listing))
    goods = engine.keep(engine.map_arrow(_with_goods, engine.sql(UNSORTED, offered=named), _GOODS))
    offered = engine.keep(engine.sql(SORTED, offered=named, goods=goods))
    words = engine.keep(engine.map_arrow(_with_words(), offered, _WORDED))
    big = engine.sql(GROUPS, offered=offered, enough=limits.enough)
    chosen = engine.keep(engine.sql(CHOSEN, offered=offered, words=words, big=big))
    of_sorts = engine.to_arrow(engine.sql(OF_SORTS, offered=offered, chosen=chosen, words=words, sample=SAMPLE_OF_SORT)).to_pylist()
    known = _known(engine, right, operator)
    like = by_group(engine.to_arrow(engine.sql(LIKE, offered=offered, chosen=chosen, words=words, sample=SAMPLE)).to_pylist(), of_sorts, known)
    compared = Compared(int(engine.to_arrow(engine.sql("SELECT count(*) AS n FROM words", words=words))["n"][0].as_py()))
    batches = engine.to_arrow(engine.sql(BY_TITLE, chosen=chosen)).to_batches()
    rows = [row for batch in batches for row in _judge(Texts(batch), like, known, limits, compared)]
    return findings(rows, compared.remarks(limits))


@dataclass
class Compared:
    """Of so many listings with a word that may matter, how many had like goods enough to be compared with."""

    listings: int
    with_like: int = 0

    def remarks(self, limits: Limits) -> list[Text]:
        """State so where more than a fifth had none: where goods are few, those with words of copies are the first that cannot be compared."""
        without = self.listings - self.with_like
        if UNCOMPARED * without <= self.listings:
            return []
        return [
            Text(
                f"同类商品太少，无法判断多少算正常价：用词可疑的 {self.listings} 件商品中，{without} 件未能比较"
                f"（须有其他 {limits.shops} 家网店的 {limits.enough} 件同类）。",
                f"Too few like listings to tell what is the usual price: of {self.listings} with a word that may matter {without} were not compared, "
                f"which takes {limits.enough} like ones of {limits.shops} other shops.",
            )
        ]


def _with_goods(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read what is sold out of titles, as the headings of the classes whose words stand there; titles that name none are left out."""
    for batch in batches:
        read = ((title, classes_of(title[:LONGEST])) for title in batch.column("title").to_pylist())
        rows = [{"title": title, "sort": "、".join(nice_classes()[one].title.zh for one in sorted(found))} for title, found in read if found]
        yield from pa.Table.from_pylist(rows, _GOODS).to_batches()


def _with_words() -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """
    Return the keys of the rows that hold any word that could matter, a price alone being never enough, and of which sort: before any counter-signal.

    `coded`: words of copies, of some strength; `claimed`: that it is genuine; `storied`: of a channel.
    """

    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            texts = Texts(batch)
            rows = texts.rows_with((*CODES, *CLAIMS), 1)
            kept = batch.take(pa.array(rows))
            sorts = [pa.array(np.isin(rows, texts.rows_with(some, least))) for some, least in ((CODES, 2), (CLAIMS, 1), (STORIES, 1))]
            yield pa.RecordBatch.from_arrays([*(kept.column(name) for name in _KEYS.names), *sorts], schema=_WORDED)

    return kernel


def _known(engine: Engine, right: Relation | None, operator: Relation | None) -> MarksOnFile:
    if right is None:
        return MarksOnFile(frozenset(), frozenset(), is_asked=False)
    marks = engine.to_arrow(engine.sql(MARKS, owner=right))["mark"].to_pylist()
    held = engine.to_arrow(engine.sql(HELD, owner=right, operator=operator)).to_pylist() if operator is not None else []
    return MarksOnFile(frozenset(marks), frozenset((row["mark"], row["platform"], row["shop_id"]) for row in held), is_asked=True)


def _judge(texts: Texts, like: Mapping[tuple[str, str], Group], known: MarksOnFile, limits: Limits, compared: Compared) -> Iterator[dict[str, object]]:
    reference, of = None, None
    for row, told_of in enumerate(texts.batch.select([*_COMPARED, "coded", "claimed", "storied"]).to_pylist()):
        own, mark = offer_of(told_of), told_of["mark"]
        if (mark, own.platform, own.shop) in known.shops:
            compared.with_like += 1
            continue
        if of != (of := (mark, told_of["sort"], own.platform, own.shop, own.words)):
            reference = reference_of(own, like.get((mark, told_of["sort"])), enough=limits.enough, shops=limits.shops)
        compared.with_like += reference is not None
        if reference is None or not _may_be_odd(own, reference, limits, told_of):
            continue  # before its words are read, which costs most
        if oddity := _weigh(own, texts.reading(row), reference, limits, is_on_file=mark in known.marks):
            kind = {"brand": shown(texts.value(row, "brand")), "category": shown(told_of["sort"])}
            is_read = bool(texts.value(row, "brand_from"))
            yield _finding(own, oddity, reference, kind, _doubt(mark, known, is_read=is_read))


@dataclass(frozen=True)
class Oddity:
    """What is odd of a price: in which of two ways, how much so, between which prices in yuan such a finding is told, and the words beside it."""

    way: Text
    score: float
    bounds: tuple[float, float]
    mentions: Sequence[Mention]
    fields: Mapping[str, str]


def _may_be_odd(own: Offer, reference: Reference, limits: Limits, worded: Mapping[str, Any]) -> bool:
    """Return whether a price is one that words could make odd, and such words stand there at all: see `_weigh`, which reads them."""
    ratio = own.price / reference.price
    most = max(limits.fake_most, limits.coded_most) if worded["coded"] else limits.fake_most
    is_openly = limits.fake_least <= ratio <= most and (worded["coded"] or worded["claimed"])
    return is_openly or (worded["storied"] and limits.genuine_least <= ratio <= limits.genuine_most and own.price <= reference.low)


def _weigh(own: Offer, reading: Reading, reference: Reference, limits: Limits, *, is_on_file: bool) -> Oddity | None:
    """Put price and words together."""
    ratio, usual = own.price / reference.price, reference.price
    codes, claims = reading.of(*CODES, least=2), reading.of(*CLAIMS)
    if any(pattern.search(reading.whole) for _, pattern in counter().cheap_because.values()) and not any(one.strength >= 3 for one in codes):
        return None
    most = max(limits.fake_most, limits.coded_most) if codes else limits.fake_most
    if limits.fake_least <= ratio <= most and (codes or claims):
        way = _OPENLY if ratio <= limits.fake_most else _WITH_CODES
        score, bounds = 0.45 + 0.3 * (1 - ratio / most) + 0.15 * bool(codes), (limits.fake_least * usual, most * usual)
    elif limits.genuine_least <= ratio <= limits.genuine_most and own.price <= reference.low and len(claims) > 1 and reading.of(*STORIES):
        way, score = _PASSED_OFF, 0.35 + 0.06 * len(claims) + 0.1 * bool(codes)
        bounds = (limits.genuine_least * usual, min(limits.genuine_most * usual, reference.low))
    else:
        return None
    score += 0.05 * reference.is_holders + 0.05 * is_on_file
    return Oddity(way, score, bounds, [*codes, *claims], reading.fields) if score >= limits.least else None


def _doubt(mark: str, known: MarksOnFile, *, is_read: bool) -> Text:
    doubt = _NOT_HOLDERS if mark in known.marks else _NOT_ON_FILE if known.is_asked else _NOT_ASKED
    return Text(f"{doubt.zh}；{_READ.zh}", f"{doubt.en}; {_READ.en}") if is_read else doubt


_OPENLY = Text("价格只有正常价的零头", "It costs a small part of the usual price")
_WITH_CODES = Text("价格明显低于正常价，并有仿品用语", "It costs far less than usual and words of copies stand beside it")
_PASSED_OFF = Text("以正品之名低于正常价出售", "It is sold as genuine below the usual price")
_NOT_HOLDERS = Text("该店不在权利人名下", "the shop is none of the right holder's")
_READ = Text("品牌读自标题，原数据未载明", "the brand was read from the title, as the data names none")
_NOT_ON_FILE = Text("权利名录中没有该品牌", "the brand is not in the register of rights")
_NOT_ASKED = Text("未提供权利名录，授权情况未核", "no register of rights was given, so authority was not looked up")


def _price(own: Offer, reference: Reference) -> Text:
    asked, usual, ratio = amount(own.price), amount(reference.price), own.price / reference.price
    whose = Text("权利人自营", "of the right holder's own") if reference.is_holders else Text("其他", "other")
    shops, listings = reference.shops, len(reference.offers)
    return Text(
        f"价格 {asked} 元，同品牌同类中位数 {usual} 元（{whose.zh} {shops} 家店 {listings} 件，为其 {ratio:.0%}）",
        f"{asked} yuan where like goods of the brand cost {usual} at the median ({listings} in {several(shops, whose.en + ' shop')}), {ratio:.0%} of it",
    )


def _finding(own: Offer, oddity: Oddity, reference: Reference, kind: Mapping[str, str], doubt: Text) -> dict[str, object]:
    price, words, way = _price(own, reference), quoted(oddity.mentions), oddity.way
    prices = prices_of(own, reference, oddity.bounds, **kind)
    reason = Text(f"{way.zh}：{price.zh}，文字有 {words.zh}；{doubt.zh}。", f"{way.en}: {price.en}, and it says {words.en}; {doubt.en}.")
    told = evidence(oddity.mentions, oddity.fields, **prices.to_json(), shops=[f"{own.platform}/{own.shop}"])
    return finding(DETECTOR, "listing", f"{own.platform}/{own.listing_id}", round(min(oddity.score, 0.99), 4), reason, told)
