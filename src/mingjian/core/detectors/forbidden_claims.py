"""
Claims that the goods' field forbids: cures by food, medical words for cosmetics, guaranteed yields, rates of effect, superlatives; each with its article.

The same word may be lawful in one field and not in another: the field is read from title and category, and where it is not sure, more must be said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

import pyarrow as pa

from mingjian.core.detectors import Detector, Judged, Setting
from mingjian.core.detectors.common.texts import find_in_texts
from mingjian.core.engines import Engine, Relation
from mingjian.core.extraction.fields import find_fields
from mingjian.core.language import Text
from mingjian.core.wording import Mention, Reading, Texts, claims, evidence, quoted

DETECTOR = Detector(
    key="forbidden_claims",
    title=Text("违禁宣传用语", "Forbidden claims"),
    summary=Text("按商品领域不得作出的功效、安全、疗效等宣传。", "Claims of effect, safety, cure and the like that the field of the goods forbids."),
    reads=("listing", "post"),
    reads_any=True,
    screens=True,
    sees=True,
    ground=(
        "advertising_law/9",
        "advertising_law/16",
        "advertising_law/17",
        "advertising_law/18",
        "advertising_law/21",
        "advertising_law/27",
        "advertising_law/28",
        "food_safety_law/73",
        "cosmetics_reg/43",
        "drug_law/90",
    ),
    innocent=(
        Text("经批准的说明书、注册证或广告批准文号所载内容", "what the approved leaflet, registration or advertisement says"),
        Text("引用消费者评价、科普或商品名称中的词", "a consumer's word, popular science, or a word in the goods' name"),
    ),
    settles=(
        Text("该商品的注册、备案或者批准内容：是否载明所称功能", "what its registration or approval says of the claimed effect"),
        Text("网页取证：该用语是否出自卖家本人，而非评价或者转述", "a capture: whether the seller says so, and not a review or a report"),
    ),
    blind=Text(
        "不查批准文件，分不清转述与宣传；只看得到给出的图片里的字，听不到语音；领域判断可能有误。",
        "It looks up no approvals, cannot tell a quotation from a claim, sees words only in pictures that it is given, hears no speech, "
        "and may mistake the field.",
    ),
    settings={"least": Setting(0.35, Text("报告的最低分", "The lowest score that is told"), 0, 1)},
)

CLAIMS = (
    "claim_cure",
    "claim_safety",
    "claim_rate",
    "claim_endorsed",
    "claim_disease",
    "claim_weight",
    "claim_medical_words",
    "claim_yield",
    "claim_science",
    "claim_superlative",
    "claim_state",
)
OTHER, TALKED_ABOUT_FIELD = "other", "copyright_works"
_TENDER = 6.0
_LEAST_SURE = 0.3
_STRONG, _ENOUGH, _ENOUGH_OF_UNKNOWN = 3, 3, 5


@dataclass(frozen=True)
class Sold:
    """The field that the goods seem to belong to, and how sure that is, 0 to 1."""

    field: str
    sure: float


def find(engine: Engine, listing: Relation | None, post: Relation | None, *, least: float) -> pa.Table:
    """Find forbidden claims; the score rises with their number and strength, and falls where the field is a guess."""
    return find_in_texts(engine, {"listing": listing, "post": post}, DETECTOR, judge, {"least": least})


def judge(texts: Texts, kind: str, /, *, least: float = 0.35) -> Iterator[Judged]:
    """Judge each row that holds a claim."""
    for row in texts.rows_with(CLAIMS, 2).tolist():
        reading = texts.reading(row)
        if _is_talked_about(reading):
            continue
        sold = sold_of(reading)
        found = [one for one in reading.of(*CLAIMS) if one.category in claims().grounds(sold.field)]
        score = _score(sold, found) * 0.5**reading.is_reporting
        # A post need not offer anything: one word of it is talk.
        if score >= least and (kind != "post" or len(found) > 1):
            yield _judged(reading, sold, found, score)


def sold_of(reading: Reading) -> Sold:
    """Return which field the goods belong to."""
    first = next(iter(reading.fields.values()), "")
    fields = find_fields(first, str(reading.beside.get("category") or ""))
    return Sold(fields[0].field, fields[0].sure) if fields and fields[0].sure >= _LEAST_SURE else Sold(OTHER, 0.0)


def _is_talked_about(reading: Reading) -> bool:
    """Return whether books, courses, posters and the like speak of such claims rather than make them."""
    first = next(iter(reading.fields.values()), "")[:500]
    return bool(claims().talked_about.search(f"{first}\n{reading.beside.get('category') or ''}")) or sold_of(reading).field == TALKED_ABOUT_FIELD


def _score(sold: Sold, found: list[Mention]) -> float:
    points = sum(one.strength for one in found) + any(one.is_disguised for one in found)
    strongest = max((one.strength for one in found), default=0)
    is_known = sold.field != OTHER
    is_enough = strongest >= _STRONG or (len(found) > 1 and points >= _ENOUGH)
    if not is_enough or (not is_known and points < _ENOUGH_OF_UNKNOWN):
        return 0.0
    return 1 - exp(-points / _TENDER)


def _judged(reading: Reading, sold: Sold, found: list[Mention], score: float) -> Judged:
    by_kind = claims().grounds(sold.field)
    grounds = list(dict.fromkeys(ground for one in found for ground in by_kind[one.category]))
    articles = [claims().articles[ground] for ground in grounds]
    words, field = quoted(found), _field(sold)
    zh = f"{field.zh}宣传中出现 {words.zh}；涉及{'、'.join(one.zh for one in articles)}。"
    en = f"{field.en} it says {words.en}; see {', '.join(one.en for one in articles)}."
    told = evidence(found, reading.fields, goods_field=sold.field, field_sure=sold.sure, grounds=grounds)
    return Judged(reading.row, score, Text(zh, en), told)


def _field(sold: Sold) -> Text:
    name = FIELDS.get(sold.field)
    if name is None:
        return Text("所售商品领域不明，", "The field of the goods is not clear;")
    doubt = sold.sure < 0.6
    return Text(f"{name.zh}{'（领域判断把握不大）' if doubt else ''}", f"Of {name.en}{' (the field is a guess)' if doubt else ''}")


#: The fields as this detector names them.
FIELDS = {
    "food": Text("食品", "food"),
    "health_food": Text("保健食品", "health food"),
    "drug": Text("药品", "a drug"),
    "medical_device": Text("医疗器械", "a medical device"),
    "cosmetics": Text("化妆品", "cosmetics"),
    "pesticide": Text("农药", "a pesticide"),
    "veterinary_drug": Text("兽药", "a veterinary drug"),
    "seed": Text("种子", "seed"),
    "fertilizer": Text("肥料", "a fertiliser"),
    "electrical_electronic": Text("电器电子产品", "an electric or electronic product"),
    "clothing_shoes": Text("服装鞋帽", "clothes or shoes"),
    "childrens_goods": Text("儿童用品", "goods for children"),
    "auto_parts": Text("汽车配件", "a car part"),
    "decoration_materials": Text("装饰装修材料", "decoration material"),
    "tobacco": Text("烟草制品", "tobacco"),
}
