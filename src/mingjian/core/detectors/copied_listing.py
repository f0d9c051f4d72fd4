"""
Listings whose description is nearly the same as one of another shop, on the same platform or elsewhere.

Near-duplicates are proposed by MinHash on the engine's workers and accepted by the exact share of common shingles, in which the order of clauses makes no
difference. A shop that lists its own goods again is none; stock phrases that many shops use, and leaflets that the law has them repeat, are left out first.
How many are many is a share of all shops, since an office may hold the listings of a hundred shops or of a million; of too few shops no share tells anything,
and only what is all but the same is named (`docs/decisions/0120`).
Shops that offer one brand at one price have their words of its maker, as far as records say, unless a phone or an account that is paid joins them.
Where a folder of pictures is given, those that are alike or share a part count as well.
"""

import json
from collections.abc import Iterator, Mapping
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.detectors.common.stock_bound import Many
from mingjian.core.engines import Engine, Kernel, Relation
from mingjian.core.errors import BadInput
from mingjian.core.exhibits.alike import Alike, Copy
from mingjian.core.exhibits.pictures import Near, Part, Pictures
from mingjian.core.extraction.leaflets import without_leaflets
from mingjian.core.language import Text, several
from mingjian.core.matching.texts import BANDS, bands_of, near_pairs, shares_of, shingles_of, without_common
from mingjian.core.optional import to_install
from mingjian.core.redaction import masked, plain, shown

LEAST_COVER = 0.05  # below which a badge or a line of words on both pictures would be a common part

DETECTOR = Detector(
    key="copied_listing",
    title=Text("雷同商品信息", "Copied listing"),
    summary=Text(
        "描述文字或图片与其他网店的商品高度重复的商品：可能是盗用图文、一店多开或同一来源。",
        "Listings whose description or picture is nearly that of another shop: copied words, one seller behind several shops, or one source.",
    ),
    reads=("listing", "operator"),
    ground=("aucl/7", "copyright_law/53"),
    asks_authority=True,
    innocent=(
        Text("厂家统一提供给经销商的文案", "words that the maker gives to every dealer"),
        Text("同一经营者以不同主体登记的几家网店", "several shops of one operator, registered to different companies"),
        Text("平台模板或公有领域文字（参数、说明书）", "a platform's template, or words that belong to nobody (figures, a leaflet)"),
        Text("厂家宣传图、包装图，或同一件商品被分别拍摄", "the maker's own pictures or packaging, or one thing photographed twice"),
    ),
    settles=(
        Text("谁先发布：两份网页取证各自的时间", "who published first: the instants of two captures"),
        Text("图片原件或者拍摄说明，或者权利人的授权", "the original of the picture, or the holder's authorisation"),
        Text("两店的登记主体是否同一", "whether both shops are registered to one operator"),
    ),
    blind=Text(
        "不知道谁先写、是否获授权；改写过半的认不出；没有店铺编号的商品不比较；超过设定家数或者比例的网店共用的文字视为套话，网店太少、无从判断套话时只报几乎逐字相同的；药品、保健食品的说明书和所载许可编号不比较；"
        "同一品牌、价格相当、登记的电话和收款账户又不相同的，视为厂家文案，不报；图片只比较给出的文件，"
        "认得出转向、镜像、裁剪、加框、拼图、加字，细节少的图靠叠合比较（裁剪、加框、镜像），认不出几乎空白的图、重画的图和中间被大面积遮盖的图，拼图中过小的一格也可能漏掉。",
        "It does not know who wrote first or who has leave, does not know a text of which most was rewritten, leaves out listings without a shop, "
        "takes words that more shops than set, or a larger share of them, have in common for stock phrases, names only what is all but the same "
        "where the shops are too few to tell these, compares no leaflets of drugs and health foods and no numbers of permits, takes the words of shops that "
        "offer one brand at one price, without a phone or account in common, for its maker's, and compares only the pictures it is given: "
        "it knows them turned, mirrored, cropped, framed, pasted together and written over, those with little detail where one can be laid over the other "
        "(cropped, framed, mirrored), but not where they are all but blank, were drawn anew or are mostly covered in the middle, "
        "and may miss a small one in a collage.",
    ),
    version="12",
    rests_on_brands=True,
    settings={
        "least": Setting(0.7, Text("相同文字片段的最低比例", "The least share of common shingles"), 0.5, 1),
        "shortest": Setting(
            40, Text("参与比较的最少文字片段数（去除套话后）", "Fewest shingles of a text that is compared, stock phrases left out"), 5, 10_000
        ),
        "stock": Setting(200, Text("多少家以上网店共用的片段或者图片视为套话", "Shops beyond which a common shingle or picture is stock"), 2, 1_000_000),
        "common": Setting(
            0.05, Text("占全部网店多少以上的网店共用的片段或者图片视为套话", "Share of all shops beyond which a common shingle or picture is stock"), 0.001, 1
        ),
        "pictures": Setting(
            "", Text("图片文件夹，文件以商品编号命名；空则不比较图片", "Folder of pictures named after listings; none are compared where empty")
        ),
        "kept": Setting(
            "",
            Text("保存图片特征的文件夹，再次运行时不必重新读取；空则不保存", "Folder where it is kept what pictures look like; nothing is kept where empty"),
        ),
        "bits": Setting(8, Text("图片指纹（64 位）最多相差几位", "Bits of 64 in which hashes of pictures may differ"), 0, 16),
        "cover": Setting(0.25, Text("共同部分至少占其中一图的比例", "The least share of one of two pictures that their common part fills"), LEAST_COVER, 1),
    },
)

SHOWN = 20  # copies that the evidence names
FEWEST_SHOPS = 40  # with a text; of fewer no share tells what is common to all of them
ALL_BUT_SAME = 0.95  # share of common shingles that is still named where the shops are too few: a stock phrase leaves more that differs
_EXCERPT = 200  # characters of each text that the evidence keeps
LOOSE = 0.5  # from this share on texts are looked at clause by clause
ONE_PRICE = 0.95  # of the higher price: goods passed off as genuine mostly cost less than that, dealers' of one maker hardly
_SKETCH = pa.schema([("doc", pa.string()), ("key", pa.string()), ("bands", pa.binary())])
_BAND = pa.schema([("band", pa.int64()), ("shop", pa.string()), ("doc", pa.string())])

NO_OPERATORS = pa.schema([(name, pa.string()) for name in ("platform", "shop_id", "uscc", "phone_token", "payee_token")])
#: Who stands behind each shop, by its credit code: shops of one operator may share their words.
OWNERS = """
SELECT coalesce(platform, '') || '/' || shop_id AS shop, max(uscc) AS owner FROM operators WHERE shop_id IS NOT NULL AND uscc IS NOT NULL
GROUP BY coalesce(platform, '') || '/' || shop_id
"""
LISTINGS = """
SELECT l.subject AS subject, l.shop AS shop, coalesce(o.owner, l.shop) AS owner, l.text AS text, l.brand AS brand, l.price AS price, l.seen_at AS seen_at FROM (
  SELECT coalesce(platform, '') || '/' || listing_id AS subject, coalesce(platform, '') || '/' || shop_id AS shop, max(coalesce(text, '')) AS text,
    max(lower(trim(brand))) AS brand, max(price) AS price, min(seen_at) AS seen_at
  FROM listings WHERE shop_id IS NOT NULL AND length(coalesce(text, '')) > 0
  GROUP BY coalesce(platform, '') || '/' || listing_id, coalesce(platform, '') || '/' || shop_id
) AS l LEFT JOIN owners AS o ON o.shop = l.shop
"""
#: Each text as it was seen, a row by itself; which of several the listing is compared by is told by `key`.
TEXTS = """
SELECT coalesce(platform, '') || '/' || listing_id AS doc, md5(coalesce(text, '')) AS key, coalesce(text, '') AS text FROM listings
WHERE shop_id IS NOT NULL AND length(coalesce(text, '')) > 0
"""
COMPARED = "SELECT DISTINCT s.doc AS doc, l.owner AS shop, s.bands AS bands FROM sketches AS s JOIN listings AS l ON l.subject = s.doc AND md5(l.text) = s.key"
SHOPS = "SELECT count(DISTINCT owner) AS n FROM listings"
SHARED = "SELECT band FROM bands GROUP BY band HAVING count(DISTINCT shop) > 1"
WORTH = "SELECT DISTINCT b.doc AS doc FROM bands AS b JOIN shared AS s ON b.band = s.band"
CHOSEN = """
SELECT l.subject, l.shop, l.owner, l.text, l.brand, l.price, l.seen_at FROM listings AS l JOIN worth AS w ON l.subject = w.doc ORDER BY l.subject, l.shop
"""
#: What joins shops of different companies: the phone, or the account that is paid.
HANDS = """
SELECT DISTINCT h.shop AS shop, h.hand AS hand FROM (
  SELECT coalesce(platform, '') || '/' || shop_id AS shop, 'phone ' || phone_token AS hand FROM operators WHERE shop_id IS NOT NULL AND phone_token IS NOT NULL
  UNION ALL
  SELECT coalesce(platform, '') || '/' || shop_id AS shop, 'payee ' || payee_token AS hand FROM operators WHERE shop_id IS NOT NULL AND payee_token IS NOT NULL
) AS h JOIN (SELECT DISTINCT shop FROM chosen) AS c ON h.shop = c.shop
"""


def find(
    engine: Engine,
    listing: Relation,
    operator: Relation | None,
    *,
    least: float,
    shortest: int,
    stock: int,
    common: float,
    pictures: str,
    kept: str,
    bits: int,
    cover: float,
) -> pa.Table:
    """
    Find listings that share at least `least` of their shingles with one of another shop; of each group all but the one seen first, where times are known.
    Shops of which `operator` gives one credit code are one; those that offer one brand at one price are left out, unless it gives a phone or account of both.

    The score is the largest share, times 0.6 for one other shop, 0.1 more each time that the number of other shops doubles, at most 1. For pictures the share
    is that of equal bits, or how sure a common part is; a listing with both has one finding, with the higher score.
    """
    operators = operator if operator is not None else engine.from_arrow(NO_OPERATORS.empty_table())
    owners = engine.keep(engine.sql(OWNERS, operators=operators))
    compared = _compared(engine, listing, owners, pictures, kept, many=Many(stock, common), most=bits, cover=cover) if pictures else None
    listings = engine.keep(engine.sql(LISTINGS, listings=listing, owners=owners))
    sketches = engine.map_arrow(_sketch(shortest), engine.sql(TEXTS, listings=listing), _SKETCH)
    bands = engine.keep(engine.map_arrow(_apart, engine.sql(COMPARED, sketches=sketches, listings=listings), _BAND))
    worth = engine.sql(WORTH, bands=bands, shared=engine.sql(SHARED, bands=bands))
    chosen = engine.keep(engine.sql(CHOSEN, listings=listings, worth=worth))
    hands: dict[str, set[str]] = {}
    for row in engine.to_arrow(engine.sql(HANDS, operators=operators, chosen=chosen)).to_pylist():
        hands.setdefault(row["shop"], set()).add(row["hand"])
    texts = engine.to_arrow(engine.sql("SELECT * FROM chosen ORDER BY subject, shop", chosen=chosen))
    shops = int(engine.to_arrow(engine.sql(SHOPS, listings=listings))["n"][0].as_py())
    is_enough = shops >= FEWEST_SHOPS
    copies = _copies(texts, least if is_enough else max(least, ALL_BUT_SAME), shortest, Many(stock, common).among(shops))
    found = {row["subject"]: row for row in _findings(texts.to_pylist(), copies, hands)}
    for subject, row in _by_pictures(compared.alike if compared else []).items():
        found[subject] = _both(found[subject], row) if subject in found else row
    remarks = [] if is_enough or not shops else [_too_few(shops)]
    if compared and compared.aside and compared.shops < FEWEST_SHOPS:
        remarks.append(_set_aside(compared))
    return findings(list(found.values()), remarks)


def _too_few(shops: int) -> Text:
    return Text(
        f"有文字的网店只有 {shops} 家，不足 {FEWEST_SHOPS} 家，无法判断哪些文字是通用的：仅提示几乎逐字相同的商品，部分相同的未提示。",
        f"Too few shops to tell which words are common: {shops} have a text, fewer than {FEWEST_SHOPS}. Only listings that are all but the same were named.",
    )


def _set_aside(compared: Any) -> Text:
    """Name the pictures of a small market that were taken for stock: those of a ring would be among them."""
    many, shown_ = len(compared.aside), [shown(subject) for subject in compared.aside[:SHOWN]]
    more = ("等", " and others") if many > SHOWN else ("", "")
    return Text(
        f"有图片的网店只有 {compared.shops} 家，不足 {FEWEST_SHOPS} 家，无法判断哪些图片是通用的：{many} 件商品的图片有超过 {compared.bound} 家网店使用，"
        f"按套图处理，未提示，请人工查看：{'、'.join(shown_)}{more[0]}。",
        f"Too few shops to tell which pictures are common: {compared.shops} have one, fewer than {FEWEST_SHOPS}. Pictures of {several(many, 'listing')} that "
        f"more than {compared.bound} shops show were taken for stock and not named; look at them: {', '.join(shown_)}{more[1]}.",
    )


def _compared(engine: Engine, listing: Relation, owners: Relation, folder: str, kept: str, **given: Any) -> Any:
    """Return how pictures compare."""
    try:
        from mingjian.core.detectors.common.copied_pictures import likenesses
        from mingjian.core.matching.seen import Album
    except ImportError as error:
        raise BadInput(f"比较图片需要附加组件：{to_install('vision').zh}。", f"Comparing pictures needs an extra: {to_install('vision').en}.") from error
    return likenesses(engine, listing, owners, Path(folder), Album(Path(kept) if kept else None), **given)


def _by_pictures(alike: list[Any]) -> dict[str, dict[str, Any]]:
    """Return the findings that rest on pictures, by subject."""
    by_subject: dict[str, list[Any]] = {}
    for one in alike:
        by_subject.setdefault(one.own.listing["subject"], []).append(one)
    return {subject: _of_pictures(group) for subject, group in sorted(by_subject.items()) if not _is_first(group)}


def _is_first(group: list[Any]) -> bool:
    own, others = group[0].own.listing["seen_at"], [one.other.listing["seen_at"] for one in group]
    return own is not None and all(other is not None and own < other for other in others)


def _of_pictures(group: list[Any]) -> dict[str, Any]:
    ordered = sorted(group, key=lambda one: (-one.sureness, one.other.listing["subject"], one.other.name))
    best, shops = ordered[0], len({one.other.listing["shop"] for one in group})
    near, how = shown(best.other.listing["subject"]), _how(best)
    text = Text(
        f"图片与另外 {shops} 家网店的商品图片雷同，最近似的是 {near}（{how.zh}）。",
        f"Its picture is like those of {several(shops, 'other shop')}, most that of {near} ({how.en}).",
    )
    told = Pictures(tuple(_near(one) for one in ordered[:SHOWN]), len(group))
    return _row(best.own.listing["subject"], best.sureness * _of_shops(shops), text, told.to_json())


def _how(one: Any) -> Text:
    """Return in what two pictures are alike."""
    if one.part is None:
        turned = ("，经转向或镜像", ", turned or mirrored") if one.is_turned else ("", "")
        return Text(f"64 位指纹相差 {one.distance} 位{turned[0]}", f"{one.distance} of 64 bits differ{turned[1]}")
    turned = ("，其中一图经镜像", ", one of them mirrored") if one.is_turned else ("", "")
    if one.part.is_laid:
        return Text(
            f"两图叠合后有共同部分，占其中一图约 {one.part.cover:.0%}，其中有明暗变化之处 {one.part.agreement:.0%} 相符{turned[0]}",
            f"laid over each other they share a part, about {one.part.cover:.0%} of one of them; "
            f"of what shows anything there {one.part.agreement:.0%} agrees{turned[1]}",
        )
    return Text(
        f"有共同部分，占其中一图约 {one.part.cover:.0%}，{one.part.points} 处细节位置吻合{turned[0]}",
        f"they share a part, about {one.part.cover:.0%} of one of them, where {one.part.points} details lie alike{turned[1]}",
    )


def _near(one: Any) -> Near:
    part = one.part and Part(one.part.first, one.part.second, one.part.points, one.part.agreement, one.part.cover, one.part.is_laid)
    return Near(one.own.name, one.other.listing["subject"], one.other.name, one.is_turned, None if part else one.distance, part)


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    told = json.dumps({**json.loads(one["evidence"]), **json.loads(other["evidence"])}, ensure_ascii=False)
    return {
        **one,
        "score": max(one["score"], other["score"]),
        "reason_zh": one["reason_zh"] + other["reason_zh"],
        "reason_en": f"{one['reason_en']} {other['reason_en']}",
        "evidence": told,
    }


def _sketch(shortest: int) -> Kernel:
    """Return what makes the bands of each text that is long enough, eight bytes each in one value."""

    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            shingles = shingles_of(without_leaflets(batch.column("text")))
            rows = np.flatnonzero(shingles.counts >= shortest)
            bands = pa.array([row.tobytes() for row in bands_of(shingles)[rows]], pa.binary())
            doc, key = (batch.column(name).cast(pa.string()).take(pa.array(rows)) for name in ("doc", "key"))
            yield pa.RecordBatch.from_arrays([doc, key, bands], schema=_SKETCH)

    return kernel


def _apart(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Set the bands of each text apart."""
    for batch in batches:
        bands = np.frombuffer(b"".join(batch.column("bands").to_pylist()), np.int64)
        places = pa.array(np.repeat(np.arange(len(batch)), BANDS))
        shop, doc = (batch.column(name).cast(pa.string()).take(places) for name in ("shop", "doc"))
        yield pa.RecordBatch.from_arrays([pa.array(bands), shop, doc], schema=_BAND)


def _copies(chosen: pa.Table, least: float, shortest: int, stock: int) -> dict[int, dict[int, float]]:
    """Return for each row the rows of other shops whose text is near, with the share."""
    owners = pc.dictionary_encode(chosen["owner"].combine_chunks()).indices.to_numpy(zero_copy_only=False).astype(np.int64)
    texts = without_leaflets(chosen["text"])
    shingles, clauses = (without_common(shingles_of(texts, apart=apart), owners, stock) for apart in (False, True))
    counts = shingles.counts  # once, and not for each pair
    pairs = [pair for pair in near_pairs(shingles, owners, min(least, LOOSE)) if min(counts[pair.first], counts[pair.second]) >= shortest]
    found: dict[int, dict[int, float]] = {}
    for (first, second, share), by_clause in zip(pairs, shares_of(clauses, pairs).tolist(), strict=True):
        if (highest := max(share, by_clause)) >= least:
            found.setdefault(first, {})[second] = highest
            found.setdefault(second, {})[first] = highest
    return found


def _findings(rows: list[dict[str, Any]], copies: dict[int, dict[int, float]], hands: Mapping[str, set[str]]) -> Iterator[dict[str, Any]]:
    for row, near in sorted(copies.items()):
        others = {other: share for other, share in near.items() if not _are_dealers(rows[row], rows[other], hands)}
        if others and row != _first(rows, [row, *others]):
            ordered = [(rows[other], share) for other, share in sorted(others.items(), key=lambda one: (-one[1], rows[one[0]]["subject"]))]
            yield _finding(rows[row], ordered, sum(_one_hand(rows[row], other, hands) for other, _ in ordered))


def _are_dealers(one: Mapping[str, Any], other: Mapping[str, Any], hands: Mapping[str, set[str]]) -> bool:
    """Return whether two shops offer one brand at one price, with nothing that joins them: so do dealers, in the words of their maker."""
    low, high = sorted((one["price"] or 0.0, other["price"] or 0.0))
    return bool(one["brand"]) and one["brand"] == other["brand"] and low > 0 and low >= ONE_PRICE * high and not _one_hand(one, other, hands)


def _one_hand(one: Mapping[str, Any], other: Mapping[str, Any], hands: Mapping[str, set[str]]) -> bool:
    return not hands.get(one["shop"], set()).isdisjoint(hands.get(other["shop"], set()))


def _first(rows: list[dict[str, Any]], group: list[int]) -> int:
    """Return the row that was seen before all others of its group; -1 where that is not known."""
    if any(rows[one]["seen_at"] is None for one in group):
        return -1
    ordered = sorted(group, key=lambda one: rows[one]["seen_at"])
    return ordered[0] if rows[ordered[0]]["seen_at"] < rows[ordered[1]]["seen_at"] else -1


def _finding(row: dict[str, Any], others: list[tuple[dict[str, Any], float]], joined: int) -> dict[str, Any]:
    share, shops = others[0][1], len({other["shop"] for other, _ in others})
    near, platforms = others[0][0], len({other["shop"].partition("/")[0] for other, _ in others} | {row["shop"].partition("/")[0]})
    hand = (f"；其中 {joined} 件的网店与本店电话或收款账户相同", f"; {joined} of them of shops that have its phone or account") if joined else ("", "")
    text = Text(
        f"描述与另外 {shops} 家网店的 {len(others)} 件商品雷同（涉及 {platforms} 个平台），"
        f"最近似的是 {shown(near['subject'])}，相同文字片段占 {share:.0%}{hand[0]}。",
        f"Its description is that of {several(len(others), 'listing')} of {several(shops, 'other shop')} on {several(platforms, 'platform')}; "
        f"the nearest is {shown(near['subject'])}, "
        f"{share:.0%} of the stretches of text of both in common{hand[1]}.",
    )
    return _row(row["subject"], share * _of_shops(shops), text, _evidence(row, others))


def _of_shops(shops: int) -> float:
    return min(1.0, 0.6 + 0.1 * log2(shops))


def _row(subject: str, score: float, text: Text, evidence: Mapping[str, Any]) -> dict[str, Any]:
    return finding(DETECTOR, "listing", subject, round(score, 4), text, evidence)


def _evidence(row: dict[str, Any], others: list[tuple[dict[str, Any], float]]) -> dict[str, Any]:
    def copy(one: dict[str, Any], share: float = 0.0) -> Copy:
        seen_at = one["seen_at"].isoformat() if one["seen_at"] else None
        return Copy(one["subject"], one["shop"], seen_at, masked(plain(one["text"][:_EXCERPT])), round(share, 4))

    return Alike(copy(row), tuple(copy(other, share) for other, share in others[:SHOWN]), len(others)).to_json()
