"""
Listings whose field of goods asks for a number of permit, registration or certificate that they do not show, or show wrongly.

Shown and wrong says more than not shown: a format that no register gives out, a check digit that fails, a permit that has run out or was revoked in the
register given, one that is for other goods, one that stands under listings of several brands. Not shown says little where goods of the field often need none,
and nothing where only a title is known.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

import pyarrow as pa

from mingjian.core.detectors import Detector, Setting, finding, findings
from mingjian.core.detectors.common.shop_permits import ENDED, ENTRIES, PermitFault, covered_by, faults_of_shops
from mingjian.core.engines import Engine, Relation
from mingjian.core.exhibits.spans import Mark, Spans
from mingjian.core.extraction.fields import find_fields
from mingjian.core.extraction.permits import Permit, find_permits
from mingjian.core.extraction.tables import table
from mingjian.core.identifiers import kinds
from mingjian.core.language import Text, several
from mingjian.core.redaction import masked, party, plain, shown
from mingjian.core.text.picture_words import PICTURE_NAMES, PICTURE_TEXT, fields_of
from mingjian.core.wording import place_of

DETECTOR = Detector(
    key="missing_permit",
    title=Text("许可信息缺失或有误", "Permit missing or wrong"),
    summary=Text(
        "按商品领域应当公示许可、注册、备案编号而未见，或编号格式、校验、有效期、所属产品不符的商品；所示许可过期、注销或属于他人的网店。",
        "Listings that show no permit or registration number where their field asks for one, or one that does not hold, has ended or is for other goods; "
        "shops whose permit has ended or is somebody else's.",
    ),
    reads=("listing", "permit", "operator"),
    sees=True,
    version="6",
    rests_on_brands=True,
    ground=(
        "ecl/15",
        "ecl/27",
        "food_safety_law/62",
        "food_safety_law/76",
        "drug_law/61",
        "cosmetics_reg/35",
        "device_reg/46",
        "pesticide_reg/28",
        "certification_reg/27",
    ),
    innocent=(
        Text("编号写在图片里，或公示在店铺首页", "the number stands in a picture, or on the shop's front page"),
        Text("该商品不属于须许可的品种（如食用农产品）", "these goods need none (farm produce, for one)"),
        Text("录入时少写、错写一位", "a digit was left out or mistyped"),
        Text("登记簿未及更新", "the register is not up to date"),
    ),
    settles=(
        Text("到发证机关的公开查询处核对编号、持有人、产品和有效期", "the issuer's public look-up: number, holder, product, end"),
        Text("店铺首页和图片的网页取证：编号是否另处公示", "a capture of front page and pictures: whether the number stands elsewhere"),
        Text("经营者提供的证书原件", "the certificate itself"),
    ),
    blind=Text(
        "只看得到给出的图片里的编号；未给出登记簿时不知编号真假；领域判断可能有误；进口、散装、自产农产品的例外不全知道。",
        "It sees numbers only in pictures that it is given, knows no register that it was not given, may mistake the field, and does not know every exception.",
    ),
    settings={
        "least": Setting(0.4, Text("报告的最低分", "The lowest score that is told"), 0, 1),
        "least_text": Setting(
            60, Text("描述至少多少字，才视未见编号为缺失", "Characters of description from which on a number not seen counts as missing"), 0, 100_000
        ),
        "brands": Setting(3, Text("同一编号出现在多少个品牌下即提示借用", "Under how many brands one number is remarkable"), 2, 1000),
    },
)

SEEN = pa.schema(
    [
        ("platform", pa.string()),
        ("listing_id", pa.string()),
        ("shop_id", pa.string()),
        ("brand", pa.string()),
        ("is_read", pa.bool_()),
        ("title", pa.string()),
        ("goods_field", pa.string()),
        ("sure", pa.float64()),
        ("text_length", pa.int64()),
        ("kind", pa.string()),
        ("number", pa.string()),
        ("is_valid", pa.bool_()),
        ("why_zh", pa.string()),
        ("why_en", pa.string()),
        ("field", pa.string()),
        ("start", pa.int64()),
        ("finish", pa.int64()),
        ("pictures", pa.int64()),
        ("around", pa.string()),
        ("begins", pa.int64()),
    ]
)
BORROWED = """
SELECT number, count(DISTINCT brand) AS brands, bool_or(is_read) AS are_read FROM seen WHERE number IS NOT NULL AND brand IS NOT NULL
GROUP BY number HAVING count(DISTINCT brand) >= $brands
"""
REGISTERED = """
SELECT n.number AS number, e.number AS entry, e.goods AS goods, e.holder AS holder, e.status AS status, e.valid_until AS valid_until
FROM (SELECT DISTINCT number FROM seen WHERE number IS NOT NULL) AS n JOIN entries AS e ON e.number = upper(replace(n.number, '-', ''))
"""
JUDGED = """
SELECT s.platform AS platform, s.listing_id AS listing_id, s.shop_id AS shop_id, s.brand AS brand, s.title AS title, s.goods_field AS goods_field,
  s.sure AS sure, s.text_length AS text_length, s.kind AS kind, s.number AS number, s.is_valid AS is_valid, s.why_zh AS why_zh, s.why_en AS why_en,
  s.field AS field, s.start AS start, s.finish AS finish, s.pictures AS pictures, s.around AS around, s.begins AS begins, b.brands AS brands,
  b.are_read AS are_read, r.entry AS entry, r.goods AS goods, r.holder AS holder, r.status AS status,
  CAST(r.valid_until AS VARCHAR) AS valid_until, l.day AS day
FROM seen AS s LEFT JOIN borrowed AS b ON b.number = s.number LEFT JOIN registered AS r ON r.number = s.number
LEFT JOIN (SELECT coalesce(platform, '') AS platform, listing_id, CAST(CAST(max(seen_at) + INTERVAL 8 HOURS AS DATE) AS VARCHAR) AS day FROM listings
  GROUP BY coalesce(platform, ''), listing_id) AS l ON l.platform = s.platform AND l.listing_id = s.listing_id
ORDER BY s.platform, s.listing_id, CASE WHEN s.field = 'title' THEN 0 ELSE 1 END, s.field, s.start, s.number
"""
NO_PERMITS = pa.schema([*((name, pa.string()) for name in ("permit_id", "goods", "holder", "uscc", "status")), ("valid_until", pa.date32())])
GROUND_OF_SHOPS = ("ecl/15", "ecl/27")
OF_SHOPS = (
    Text("已换发新证，页面或登记簿未及更新", "a new permit was given out, and page or register is not up to date"),
    Text("总公司、分支机构或更名前的许可", "a permit of the parent, a branch, or under an earlier name"),
)
LONGEST = 20_000  # characters of a field that are searched for numbers
AROUND = 60  # characters before and behind a number that the evidence keeps of a long text
_SURE = 0.35


def find(engine: Engine, listing: Relation, permit: Relation | None, operator: Relation | None, *, least: float, least_text: int, brands: int) -> pa.Table:
    """Find listings whose numbers are missing or wrong, and shops whose number does not hold; with `permit`, the register's own word is asked."""
    seen = engine.keep(engine.map_arrow(_look, listing, SEEN))
    borrowed = engine.keep(engine.sql(BORROWED, seen=seen, brands=brands))
    register = permit if permit is not None else engine.from_arrow(NO_PERMITS.empty_table())
    entries = engine.keep(engine.sql(ENTRIES, permits=register))
    registered = engine.keep(engine.sql(REGISTERED, seen=seen, entries=entries))
    rows = engine.to_arrow(engine.sql(JUDGED, seen=seen, borrowed=borrowed, registered=registered, listings=listing)).to_pylist()
    by_listing: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        by_listing.setdefault((row["platform"], row["listing_id"]), []).append(row)
    # One number counts once, under however many listings it stands.
    numbers = {(row["kind"], row["number"], row["entry"] is not None) for row in rows if row["is_valid"]}
    covered = covered_by((kind, is_entered) for kind, _, is_entered in numbers)
    told = (_judge(found, least_text, covered) for found in by_listing.values())
    shops = faults_of_shops(engine, operator, entries) if operator is not None and permit is not None else []
    found_of_shops = (_finding_of_shop(fault) for fault in shops)
    return findings([one for one in (*told, *found_of_shops) if one is not None and one["score"] >= least])


@cache
def _asked() -> dict[str, dict[str, Any]]:
    return table("permits_shown.yaml")


def _look(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read the field and the numbers of each listing whose field asks for any."""
    for batch in batches:
        rows = [row for given in batch.to_pylist() for row in _seen(given)]
        yield from pa.Table.from_pylist(rows, SEEN).to_batches()


def _seen(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    texts = {name: str(row.get(name) or "") for name in ("title", "text")} | dict(fields_of(row.get(PICTURE_TEXT) or "", row.get(PICTURE_NAMES) or ""))
    texts = {name: text[:LONGEST] for name, text in texts.items()}
    numbers = [(name, one) for name, text in texts.items() for one in find_permits(text)]
    fields = find_fields(texts["title"], str(row.get("category") or ""), [one for _, one in numbers])
    if not fields or fields[0].field not in _asked() or fields[0].sure < _SURE:
        return
    kept = {"platform": str(row.get("platform") or ""), "listing_id": row["listing_id"], "shop_id": row.get("shop_id"), "brand": row.get("brand")}
    kept["is_read"] = bool(row.get("brand_from"))
    kept |= {"title": texts["title"][:120], "goods_field": fields[0].field, "sure": fields[0].sure, "text_length": len(texts["text"])}
    kept["pictures"] = len(texts) - 2
    yield from ({**kept, **_told(name, one, texts[name])} for name, one in numbers)
    if not numbers:
        yield {**kept, "is_valid": False}


def _told(name: str, one: Permit, text: str) -> dict[str, Any]:
    begins = max(0, one.start - AROUND)
    # The number is what is to be checked, and no secret; what stands around it may be somebody's telephone.
    around = masked(plain(text[begins : one.start])) + plain(text[one.start : one.end]) + masked(plain(text[one.end : one.end + AROUND]))
    why = {"why_zh": one.why.zh, "why_en": one.why.en}
    place = {"field": name, "start": one.start, "finish": one.end, "around": around, "begins": begins}
    return {"kind": one.kind, "number": one.number, "is_valid": one.is_valid, **why, **place}


def _judge(rows: list[dict[str, Any]], least_text: int, covered: Collection[str]) -> dict[str, Any] | None:
    first = rows[0]
    asked = _asked()[first["goods_field"]]
    if asked.get("never"):
        return _finding(rows, asked, 0.7, Text("此类商品不得在网上向消费者销售", "goods of this kind may not be offered to consumers online"))
    fitting = [row for row in rows if row["kind"] in asked["any_of"]]
    faults = [fault for row in rows if row["number"] for fault in _faults(row, asked, covered)]
    if faults:
        score, why = max(faults, key=lambda fault: fault[0])
        return _finding(rows, asked, score, why)
    if fitting or first["text_length"] < least_text:
        return None
    seen = first["pictures"]
    where = Text(f"标题、描述和 {seen} 张图片", f"title, description and {several(seen, 'picture')}") if seen else Text("标题和描述", "title and description")
    wanted = " / ".join(kinds()[kind].zh for kind in asked["any_of"]), " / ".join(kinds()[kind].en for kind in asked["any_of"])
    return _finding(rows, asked, 0.5 if asked["always"] else 0.3, Text(f"{where.zh}中未见{wanted[0]}", f"{where.en} show no {wanted[1]}"))


def _faults(row: dict[str, Any], asked: dict[str, Any], covered: Collection[str]) -> Iterator[tuple[float, Text]]:
    """Return what is wrong with one number that is shown, each with how much it says."""
    number, (where_zh, where_en) = shown(row["number"]), place_of(row["field"])
    if row["kind"] in asked["any_of"] and not row["is_valid"]:
        yield 0.65, Text(f"编号 {number} 有误：{row['why_zh']}{where_zh}", f"the number {number} does not hold: {row['why_en']}{where_en}")
    if row["kind"] not in asked["any_of"]:
        return
    if any(word in str(row["status"] or "").lower() for word in ENDED):
        yield 0.85, Text(f"登记簿载明 {number} 的状态为“{shown(row['status'])}”", f"the register has {number} as “{shown(row['status'])}”")
    if row["valid_until"] and row["day"] and row["valid_until"] < row["day"]:
        yield (
            0.8,
            Text(
                f"{number} 的有效期至 {row['valid_until']}，商品于 {row['day']} 仍在售",
                f"{number} was valid until {row['valid_until']}, the offer is of {row['day']}",
            ),
        )
    if row["goods"] and not _shares_words(row["goods"], row["title"]):
        yield (
            0.6,
            Text(
                f"{number} 登记的产品是“{shown(row['goods'])}”，与标题不符",
                f"{number} is registered for “{shown(row['goods'])}”, which the title does not name",
            ),
        )
    if row["brands"]:
        read = Text("（有的品牌读自标题）", " (some read from titles)") if row["are_read"] else None
        zh, en = (read.zh, read.en) if read else ("", "")
        yield 0.6, Text(f"{number} 同时出现在 {row['brands']} 个品牌的商品上{zh}", f"{number} stands under the goods of {row['brands']} brands{en}")
    if row["is_valid"] and row["entry"] is None and row["kind"] in covered:
        yield 0.45, Text(f"所给登记簿有同类编号，却没有 {number}", f"the register given has numbers of this kind, but no {number}")


def _shares_words(goods: str, title: str) -> bool:
    """Return whether two names share any two characters that stand together; goods of one character (茶), that one."""
    return any(goods[at : at + 2] in title for at in range(max(1, len(goods) - 1)))


def _finding(rows: list[dict[str, Any]], asked: dict[str, Any], score: float, why: Text) -> dict[str, Any]:
    first = rows[0]
    sure = min(1.0, 0.4 + first["sure"])
    field = Text(*FIELDS[first["goods_field"]])
    doubt = ("（领域判断把握不大）", " (the field is a guess)") if first["sure"] < 0.6 else ("", "")
    numbers = [row for row in rows if row["number"]]
    by_field: dict[str, tuple[Mark, ...]] = {}
    for row in numbers:
        by_field[row["field"]] = (*by_field.get(row["field"], ()), Mark(row["start"], row["finish"], row["number"], row["kind"]))
    kept = {"title": masked(plain(first["title"])), **{row["field"]: row["around"] for row in numbers[:1]}}
    told = {
        "goods_field": first["goods_field"],
        "field_sure": first["sure"],
        "shop": f"{first['platform']}/{first['shop_id'] or ''}",
        "shops": [f"{first['platform']}/{first['shop_id']}"] if first["shop_id"] else [],
        "numbers": [{name: row[name] for name in ("kind", "number", "is_valid")} | _entered(row) for row in numbers],
        **Spans(kept, dict(list(by_field.items())[:1]), {row["field"]: row["begins"] for row in numbers[:1]}).to_json(),
        "grounds": asked["ground"],
    }
    reason = Text(f"{field.zh}{doubt[0]}：{why.zh}。", f"{field.en}{doubt[1]}: {why.en}.")
    return finding(DETECTOR, "listing", f"{first['platform']}/{first['listing_id']}", round(score * sure, 4), reason, told)


def _entered(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the register has under a number; a person who holds it is not named."""
    return {name: row[name] for name in ("goods", "status", "valid_until")} | {"holder": party(row["holder"]) if row["holder"] else None}


def _finding_of_shop(fault: PermitFault) -> dict[str, Any]:
    row = fault.row
    shop = f"{row['platform']}/{row['shop_id']}"
    evidence = {"shop": shop, "shops": [shop], "numbers": [{"number": row["permit_id"], **_entered(row)}], "grounds": list(GROUND_OF_SHOPS)}
    reason = Text(f"网店公示的许可：{fault.why.zh}。", f"The permit that the shop shows: {fault.why.en}.")
    return finding(DETECTOR, "shop", shop, fault.score, reason, evidence, OF_SHOPS)


#: The fields as this detector names them.
FIELDS: dict[str, tuple[str, str]] = {
    "food": ("食品", "Food"),
    "health_food": ("保健食品", "Health food"),
    "drug": ("药品", "Drugs"),
    "cosmetics": ("化妆品", "Cosmetics"),
    "medical_device": ("医疗器械", "Medical devices"),
    "pesticide": ("农药", "Pesticides"),
    "seed": ("种子", "Seeds"),
    "fertilizer": ("肥料", "Fertilisers"),
    "veterinary_drug": ("兽药", "Veterinary drugs"),
    "electrical_electronic": ("电器、电子产品", "Electrical and electronic goods"),
    "auto_parts": ("汽车配件", "Car parts"),
    "decoration_materials": ("装饰装修材料", "Decoration materials"),
    "childrens_goods": ("儿童用品", "Children's goods"),
    "explosive_precursors": ("易制爆、剧毒化学品", "Explosive precursors and poisons"),
    "tobacco": ("烟草专卖品", "Tobacco"),
}
