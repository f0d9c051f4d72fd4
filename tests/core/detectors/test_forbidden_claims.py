"""Claims by field of goods: the same word may be lawful in one and not in another."""

import json

import pyarrow as pa
import pytest
from detector_titles import batch, harmless, true_ones

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.forbidden_claims import CLAIMS, DETECTOR, FIELDS, Judged, judge
from mingjian.core.engines import Engine
from mingjian.core.records import kind
from mingjian.core.wording import Texts, claims
from mingjian.core.wording.vocabulary import titles


def listings(*rows: tuple[str, str]) -> pa.Table:
    made = [{"listing_id": f"L{n}", "platform": "甲网", "title": title, "category": category} for n, (category, title) in enumerate(rows)]
    return pa.Table.from_pylist(made, kind("listing").schema)


def judged(category: str, title: str) -> list[Judged]:
    return list(judge(Texts(listings((category, title)).to_batches()[0]), "listing"))


def test_a_cure_by_food_is_found_and_an_approved_use_of_a_drug_is_not(engine: Engine) -> None:
    rows = (
        ("食品", "苦瓜茶 降血糖 根治糖尿病"),
        ("药品", "二甲双胍缓释片 用于糖尿病 凭处方"),
        ("图书", "降血糖的饮食 抗癌食谱"),
        ("化妆品", "<b>面霜</b> 消·炎 杀菌 药妆\u202e"),
    )
    found = run("forbidden_claims", engine, {"listing": engine.from_arrow(listings(*rows))})
    assert sorted(found["subject"].to_pylist()) == ["甲网/L0", "甲网/L3"]


def test_no_rows_give_no_findings(engine: Engine) -> None:
    found = run("forbidden_claims", engine, {"listing": engine.from_arrow(listings())})
    assert found.num_rows == 0
    assert found.schema.equals(FINDINGS)


@pytest.mark.parametrize(
    ("category", "title", "ground"),
    [
        ("食品", "养生茶 溶血栓 降血压", "food_safety_law/73"),
        ("保健食品", "胶囊 抗癌 无副作用", "advertising_law/18"),
        ("药品", "鼻炎膏 治愈率98% 无效退款", "advertising_law/16"),
        ("化妆品", "祛斑霜 生长因子 医学护肤", "cosmetics_reg/43"),
        ("农药", "杀虫剂 无毒无残留 有效率100%", "advertising_law/21"),
        ("种子", "玉米种子 亩产翻倍", "advertising_law/27"),
        ("酒", "白酒 国宴用酒 特供酒", "advertising_law/9"),
    ],
)
def test_each_field_has_its_article(category: str, title: str, ground: str) -> None:
    (one,) = judged(category, title)
    assert ground in json.loads(one.evidence)["grounds"]
    assert claims().articles[ground].zh in one.reason.zh


@pytest.mark.parametrize(
    ("category", "title"),
    [
        ("家居", "治愈系摆件"),
        ("食品", "最佳赏味期 饼干"),
        ("日化", "杀菌洗手液"),
        ("电器", "延时开关"),
        ("食品", "本品不能代替药物 蜂王浆"),
        ("服装", "顶级面料 极致体验"),
    ],
)
def test_a_near_miss_is_none(category: str, title: str) -> None:
    assert judged(category, title) == []


def test_where_the_field_is_not_clear_more_must_be_said() -> None:
    assert judged("", "某某宝 根治") == []
    assert "领域不明" in judged("", "某某宝 根治 永不复发")[0].reason.zh


@pytest.mark.parametrize("with_category", [True, False])
def test_harmless_titles_give_nothing(with_category: bool) -> None:
    rows = harmless()
    assert [rows[one.row] for one in judge(Texts(batch(rows, with_category=with_category)), "listing")] == []


def test_true_titles_that_were_held_back_are_found() -> None:
    """They come from the hand that made the list: this shows that recall is not nil, not how high it is in the wild."""
    rows = true_ones(DETECTOR.key, held_back=True)
    assert len(list(judge(Texts(batch(rows)), "listing"))) >= 0.8 * len(rows)


def test_the_table_of_claims_is_whole() -> None:
    table = claims()
    kinds = {kind for kinds in [*table.forbidden.values(), table.anywhere] for kind in kinds}
    grounds = {ground for kinds in [*table.forbidden.values(), table.anywhere] for grounds in kinds.values() for ground in grounds}
    assert kinds == set(CLAIMS)
    assert kinds <= set(titles())
    assert grounds == set(table.articles) == set(DETECTOR.ground)
    assert set(table.forbidden) - {"other"} <= set(FIELDS)
