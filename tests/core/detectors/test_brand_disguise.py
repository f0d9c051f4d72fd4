"""Altered marks: what is found, with its span and closeness, and what is left alone."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

MARKS = (("安踏", "晋江甲公司", "25"), ("老干妈", "贵阳乙公司", "30"), ("adidas", "丙公司", "25"), ("金士力", "丁公司", "5"), ("老干爹", "戊公司", "30"))


def rights(*marks: tuple[str, str, str], **more: Any) -> pa.Table:
    rows = [
        {"right_id": f"T{n}", "name": name, "holder": holder, "classes": classes, "type": "商标", **more} for n, (name, holder, classes) in enumerate(marks)
    ]
    return pa.Table.from_pylist(rows, kind("right").schema)


def listings(*titles: str) -> pa.Table:
    rows = [{"listing_id": f"l{n:02}", "platform": "甲网", "shop_id": f"s{n}", "title": title} for n, title in enumerate(titles)]
    return pa.Table.from_pylist(rows, kind("listing").schema)


def operators(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"platform": "甲网", **row} for row in rows], kind("operator").schema)


def found(engine: Engine, settings: dict[str, Any] | None = None, **tables: pa.Table) -> list[dict[str, Any]]:
    rows = run("brand_disguise", engine, {name: engine.from_arrow(table) for name, table in tables.items()}, settings or {}).to_pylist()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with DuckEngine() as engine:
        yield engine


def test_altered_marks_are_found_and_the_unchanged_left_alone(engine: Engine) -> None:
    titles = ("老千妈辣椒酱", "正品老干妈辣椒酱", "金♥士♥力胶囊", "安 踏 运动鞋", """'; DROP TABLE x; --=1+1<b>""", "玉米须茶")
    rows = found(engine, right=rights(*MARKS), listing=listings(*titles))
    assert {row["subject"] for row in rows} == {"甲网/l00", "甲网/l02"}
    assert {row["evidence"]["mark"]["name"] for row in rows} == {"老干妈", "金士力"}


def test_without_rows_there_are_no_findings(engine: Engine) -> None:
    table = run("brand_disguise", engine, {"right": engine.from_arrow(rights()), "listing": engine.from_arrow(listings("安蹋"))}, {})
    assert table.num_rows == 0
    assert table.schema.equals(FINDINGS)
    assert found(engine, right=rights(*MARKS), listing=listings()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "mark", "written", "way"),
    [
        ("安蹋运动鞋", "安踏", "安蹋", "same sound"),
        ("新款 Adiads 运动鞋", "adidas", "Adiads", "known variant"),
        ("今世力胶囊", "金士力", "今世力", "same sound"),
        ("安\u200b踏板鞋 运动鞋", "安踏", "安\u200b踏", "invisible"),
        ("老-✦-干妈 酱", "老干妈", "老-✦-干妈", "separators"),
    ],
)
def test_the_span_the_mark_and_the_way_are_told(duck: Engine, title: str, mark: str, written: str, way: str) -> None:
    (row,) = found(duck, right=rights(*MARKS), listing=listings(title))
    ((start, end, named, _, told),) = row["evidence"]["spans"]
    assert title[start:end] == written
    assert named == mark
    assert way in told
    assert mark in row["reason_zh"]
    assert max(row["evidence"]["closeness"]["visual"], row["evidence"]["closeness"]["phonetic"]) > 0.8


def test_another_class_counts_for_less(duck: Engine) -> None:
    same, other = (found(duck, {"least": 0}, right=rights(*MARKS), listing=listings(title))[0]["score"] for title in ("老千妈 蜂蜜", "老千妈 轮胎"))
    assert other < same
    assert other < 0.6  # not told by default


def test_fitting_goods_and_second_hand_speak_against(duck: Engine) -> None:
    (row,) = found(duck, {"least": 0.2}, right=rights(*MARKS), listing=listings("适用adidos二手运动鞋"))
    assert "但" in row["reason_zh"]
    assert row["innocent_en"].startswith("the words say that the goods only fit the mark")
    assert found(duck, right=rights(*MARKS), listing=listings("适用adidos二手运动鞋")) == []


@pytest.mark.slow
def test_a_near_mark_that_is_registered_is_left_alone(duck: Engine) -> None:
    assert found(duck, right=rights(*MARKS), listing=listings("老干爹辣椒酱")) == []
    near = (*MARKS, ("老千妈", "己公司", "30"))
    assert found(duck, right=rights(*near), listing=listings("老千妈辣椒酱")) == []


def test_a_right_that_has_ended_protects_nothing(duck: Engine) -> None:
    assert found(duck, right=rights(*MARKS, status="已注销"), listing=listings("老千妈辣椒酱")) == []


def test_the_holders_own_shop_is_left_alone(duck: Engine) -> None:
    own = operators({"operator_id": "o1", "shop_id": "s0", "name": "贵阳乙公司"})
    assert found(duck, right=rights(*MARKS), listing=listings("老千妈辣椒酱"), operator=own) == []
    other = operators({"operator_id": "o1", "shop_id": "s0", "name": "庚公司"})
    assert len(found(duck, right=rights(*MARKS), listing=listings("老千妈辣椒酱"), operator=other)) == 1


def test_the_name_of_a_shop_is_read_too(duck: Engine) -> None:
    shops = operators({"operator_id": "o9", "shop_id": "s9", "shop_name": "老千妈食品店"}, {"operator_id": "o8", "shop_name": "好邻居"})
    (row,) = found(duck, right=rights(*MARKS), operator=shops)
    assert (row["subject_kind"], row["subject"]) == ("shop", "甲网/s9")
    assert row["evidence"]["field"] == "shop_name"


def test_one_finding_a_listing_that_of_the_closest_mark(duck: Engine) -> None:
    (row,) = found(duck, right=rights(*MARKS), listing=listings("老千妈 金♥士♥力 今世力 胶囊 酱"))
    assert row["score"] == 1
    assert row["evidence"]["mark"]["name"] == "金士力"


def test_ordinary_titles_give_nothing(duck: Engine) -> None:
    ordinary = ("安全踏板 健身", "妈妈装 老年女装", "干货 老山参", "今世缘白酒", "力士香皂", "脚踏车 安全帽", "一身士气 力量训练", "老板椅 干湿两用")
    assert found(duck, right=rights(*MARKS), listing=listings(*ordinary)) == []


def test_many_marks_are_looked_for_without_look_alikes(duck: Engine) -> None:
    assert found(duck, {"marks": 2}, right=rights(*MARKS), listing=listings("老千妈辣椒酱")) == []
    assert len(found(duck, {"marks": 2}, right=rights(*MARKS), listing=listings("今世力胶囊"))) == 1


LONG = (("六个核桃", "甲", "29,32"), ("蓝月亮", "乙", "3"), ("海飞丝", "丙", "3"), ("北面", "丁", "25"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "mark", "way"),
    [
        ("六仁核桃植物蛋白饮料", "六个核桃", "one character replaced"),
        ("洗衣液 蓝月壳 3kg", "蓝月亮", "one character replaced"),
        ("海飞诗去屑洗发露", "海飞丝", "near sound"),
    ],
)
def test_one_character_of_three_or_more_replaced_is_found_on_goods_of_the_class_where_a_brand_stands(duck: Engine, title: str, mark: str, way: str) -> None:
    (row,) = found(duck, right=rights(*LONG), listing=listings(title))
    assert row["evidence"]["mark"]["name"] == mark
    assert way in row["reason_en"]
    assert 0.6 <= row["score"] < 0.9


@pytest.mark.slow
@pytest.mark.parametrize("title", ["六仁核桃手提包", "我家有蓝月壳呢洗衣液", "蓝月光洗衣液 月光", "收藏 被面 线提", "红月亮洗衣液"])
def test_on_other_goods_amid_words_or_as_another_word_it_is_not(duck: Engine, title: str) -> None:
    assert found(duck, right=rights(*LONG), listing=listings(title)) == []


@pytest.mark.slow
def test_a_replaced_character_is_left_alone_where_the_name_is_another_mark_or_a_registered_company(duck: Engine) -> None:
    listing = listings("蓝月壳洗衣液")
    assert found(duck, right=rights(*LONG, ("蓝月壳", "戊", "3")), listing=listing) == []
    registered = operators({"operator_id": "o1", "name": "石家庄蓝月壳日化有限公司", "uscc": "91330106MA27XL1J0T"})
    assert found(duck, right=rights(*LONG), listing=listing, operator=registered) == []
    nameless = operators({"operator_id": "o1", "name": "石家庄蓝月壳日化有限公司"})
    assert len(found(duck, right=rights(*LONG), listing=listing, operator=nameless)) == 1


def test_the_brand_that_a_listing_names_itself_counts_as_offered(duck: Engine) -> None:
    (plain,) = listings("好用不贵蓝月壳呀洗衣液").to_pylist()
    table = pa.Table.from_pylist([{**plain, "brand": "蓝月壳"}], kind("listing").schema)
    assert len(found(duck, right=rights(*LONG), listing=table)) == 1
    assert found(duck, right=rights(*LONG), listing=listings("好用不贵蓝月壳呀洗衣液")) == []


CUT_OUT = (
    ("公牛", "午休 办公午休躺椅"),
    ("万国", "平方国标线 手表"),
    ("嘟嘟咪", "嘟嘟咪童装"),
    ("魔法豆豆", "魔法豆豆纸尿裤"),
    ("lg", "1g 胶囊"),
    ("chanel", "4 channel relay"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("mark", "title"), [*CUT_OUT, ("haier", "hair cutter"), ("estee lauder", "estee,lauder 睫毛膏"), ("嘉宝", "儿歌+宝宝")])
def test_what_is_cut_out_of_ordinary_words_is_chance(duck: Engine, mark: str, title: str) -> None:
    assert found(duck, right=rights((mark, "甲", "")), listing=listings(title)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "title"), [("nikon", "尼（nik0n康 镜头"), ("法拉利", "法拉*/利 男款"), ("安踏", "安蹋 运动鞋"), ("nike", "nkie 运动鞋"), ("娃哈哈", "娃啥啥 外套")]
)
def test_what_nobody_writes_by_accident_is_found_beside_it(duck: Engine, mark: str, title: str) -> None:
    assert len(found(duck, right=rights((mark, "甲", "25")), listing=listings(title))) == 1


@pytest.mark.slow
def test_titles_of_nothing_but_the_mark_cost_no_more_than_their_beginning(duck: Engine) -> None:
    rows = found(duck, right=rights(*MARKS), listing=listings(*["安❤踏鞋 " * 20_000] * 20))
    assert len(rows) == 20
    assert all(end <= 500 for row in rows for _, end, *_ in row["evidence"]["spans"])


def test_accounts_in_the_title_are_masked_in_reason_and_evidence(duck: Engine) -> None:
    (row,) = found(duck, right=rights(*MARKS), listing=listings("金❤士力胶囊 微信wxh20088 13812345678"))
    whole = json.dumps(row, ensure_ascii=False)
    assert "金❤士力" in row["reason_zh"]
    assert "wxh20088" not in whole
    assert "13812345678" not in whole


def test_that_a_word_goes_on_for_one_character_makes_it_another_name_and_goods_do_not(duck: Engine) -> None:
    titles = ("今世力章 胶囊", "今世力酒 胶囊", "今世力牌 胶囊", "今世力胶囊", "胶囊 今世力")
    assert {row["subject"] for row in found(duck, right=rights(*MARKS), listing=listings(*titles))} == {f"甲网/l0{n}" for n in (1, 2, 3, 4)}


def test_a_slip_beside_the_unchanged_mark_hides_nothing_and_signs_put_in_between_do(duck: Engine) -> None:
    assert found(duck, right=rights(*MARKS), listing=listings("adidas 运动鞋 adiads 有发票")) == []
    assert len(found(duck, right=rights(*MARKS), listing=listings("adiads 运动鞋 有发票"))) == 1
    assert len(found(duck, right=rights(*MARKS), listing=listings("金士力胶囊 金♥士♥力"))) == 1


@pytest.mark.slow
def test_a_registered_companys_own_name_is_left_alone_but_on_the_marks_goods(duck: Engine) -> None:
    company = operators({"operator_id": "o1", "name": "杭州今世力家居有限公司", "uscc": "91330106MA27XL1J0T"})
    titles = listings("今世力 收纳用品", "今世力胶囊")
    assert {row["subject"] for row in found(duck, right=rights(*MARKS), listing=titles)} == {"甲网/l00", "甲网/l01"}
    assert {row["subject"] for row in found(duck, right=rights(*MARKS), listing=titles, operator=company)} == {"甲网/l01"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("胶囊 药品 金是力 正品", True),
        ("胶囊 药品 现金是力量", False),  # begins inside 现金
        ("老干码 辣椒酱", True),
        ("这个老干码头的辣椒酱", False),  # ends inside 码头
        ("六仁核桃 饮料", True),
        ("六仁核桃 零食", True),  # goods of a near class, where a brand stands
        ("这里有六仁核桃饮料吗", False),  # where no brand stands
    ],
)
def test_what_is_cut_out_of_words_or_stands_where_no_brand_does_is_none(duck: Engine, title: str, is_found: bool) -> None:
    marks = (*MARKS, ("六个核桃", "己公司", "32"))
    assert bool(found(duck, right=rights(*marks), listing=listings(title))) is is_found
