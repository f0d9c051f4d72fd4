"""Odd prices of branded goods: with words that do not fit, never by the price alone."""

import json
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, remarks_of, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

USUAL = [("跑步鞋 新款", 400 + 10 * n, f"s{n}") for n in range(10)]
BAGS = [("手提包 官方正品", 2000 + 50 * n, f"s{n}") for n in range(10)]


def listings(*rows: tuple[str, float, str], brand: str = "鹿鸣川") -> pa.Table:
    made = [
        {"listing_id": f"L{n}", "platform": "甲网", "shop_id": shop, "title": f"{brand} {title}", "brand": brand, "category": "服装鞋包", "price": float(price)}
        for n, (title, price, shop) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, kind("listing").schema)


def found(engine: Engine, table: pa.Table, **given: Any) -> dict[str, dict[str, Any]]:
    rights = {name: engine.from_arrow(rows) for name, rows in given.items() if isinstance(rows, pa.Table)}
    settings = {name: value for name, value in given.items() if not isinstance(value, pa.Table)}
    rows = run("price_outlier", engine, {"listing": engine.from_arrow(table), **rights}, settings).to_pylist()
    return {row["subject"]: {**row, "evidence": json.loads(row["evidence"])} for row in rows}


def rights(holder: str, shop: str = "suspect") -> dict[str, pa.Table]:
    right = {"right_id": "1", "platform": "登记", "type": "商标", "name": "鹿鸣川", "holder": holder}
    operator = {"operator_id": "o", "platform": "甲网", "shop_id": shop, "name": "鹿鸣川公司", "uscc": None}
    return {"right": pa.Table.from_pylist([right], kind("right").schema), "operator": pa.Table.from_pylist([operator], kind("operator").schema)}


def test_a_price_that_does_not_fit_is_found_with_words_and_not_without(engine: Engine) -> None:
    suspects = [
        ("跑步鞋 高仿 懂的来", 80, "a"),  # openly fake: L20
        ("跑步鞋 新款", 80, "b"),  # cheap alone
        ("跑步鞋 专柜正品 海外代购 工厂直供 支持验货", 330, "c"),  # sold as genuine at three quarters: L22
        ("跑步鞋 正品 二手 自用", 90, "d"),  # second hand says why
        ("跑步鞋 正品", 330, "e"),  # three quarters, and no story
        ("=1+1 跑步鞋 正品 鞋带配件", 9, "f"),
    ]
    told = found(engine, listings(*USUAL, *BAGS, *suspects))
    assert sorted(told) == ["甲网/L20", "甲网/L22"]
    assert told["甲网/L20"]["score"] > told["甲网/L22"]["score"]


def test_no_rows_give_no_findings(engine: Engine) -> None:
    table = run("price_outlier", engine, {"listing": engine.from_arrow(listings())})
    assert table.num_rows == 0
    assert table.schema.equals(FINDINGS)


@pytest.fixture(scope="module")
def duck() -> Any:
    with DuckEngine() as engine:
        yield engine


SUSPECT = ("跑步鞋 高仿 懂的来", 80, "suspect")


def test_like_goods_are_told_apart_within_one_category_by_words_that_tell_the_price(duck: Engine) -> None:
    (one,) = found(duck, listings(*USUAL, *BAGS, SUSPECT)).values()
    assert one["evidence"]["reference"] == 445  # of the shoes, not of the bags
    assert one["evidence"]["like_shops"] == 10
    assert "价格 80 元，同品牌同类中位数 445 元（其他 10 家店 10 件，为其 18%）" in one["reason_zh"]
    assert "80 yuan where like goods of the brand cost 445 at the median" in one["reason_en"]
    assert "未提供权利名录" in one["reason_zh"]


def test_the_right_holders_own_shop_is_passed_over(duck: Engine) -> None:
    table = listings(*USUAL, SUSPECT)
    assert found(duck, table, **rights("鹿鸣川公司")) == {}
    (one,) = found(duck, table, **rights("别家公司")).values()
    assert "不在权利人名下" in one["reason_zh"]


@pytest.mark.slow
def test_the_right_holders_own_price_is_the_reference_and_weighs_a_little_more(duck: Engine) -> None:
    table = listings(*USUAL, SUSPECT)
    (by_others,) = found(duck, table, **rights("别家公司")).values()
    (by_holder,) = found(duck, table, **rights("鹿鸣川公司", shop="s3")).values()
    assert (by_holder["evidence"]["reference"], by_holder["evidence"]["like_listings"]) == (430, 1)
    assert "权利人自营 1 家店 1 件" in by_holder["reason_zh"]
    assert by_others["score"] < by_holder["score"] < by_others["score"] + 0.1


def test_the_cheaper_it_is_the_more_it_says_down_to_what_is_a_slip(duck: Engine) -> None:
    scores = [[one["score"] for one in found(duck, listings(*USUAL, ("跑步鞋 高仿 懂的来", price, "suspect"))).values()] for price in (130, 80, 20, 4)]
    assert [len(one) for one in scores] == [1, 1, 1, 0]
    assert scores[0] < scores[1] < scores[2]


def test_words_of_copies_say_more_than_a_claim_so_that_the_price_may_say_less(duck: Engine) -> None:
    told = found(duck, listings(*USUAL, ("跑步鞋 高仿 懂的来", 160, "a"), ("跑步鞋 官方正品", 160, "b")))
    assert list(told) == ["甲网/L10"]


def test_only_a_price_that_is_one_is_called_a_small_part_of_the_usual_price(duck: Engine) -> None:
    """At three fifths of the usual price a reason said 零头; an officer who reads it beside `为其 60%` trusts neither."""
    table = listings(*USUAL, ("跑步鞋 高仿 懂的来", 80, "a"), ("跑步鞋 高仿 懂的来", 120, "b"), ("跑步鞋 高仿 懂的来", 220, "c"))
    reasons = {subject: (row["reason_zh"], row["reason_en"]) for subject, row in found(duck, table, least=0.1).items()}
    assert [reasons[f"甲网/L{n}"][0].partition("：")[0] for n in (10, 11, 12)] == [
        "价格只有正常价的零头",
        "价格只有正常价的零头",
        "价格明显低于正常价，并有仿品用语",
    ]
    assert "为其 51%" in reasons["甲网/L12"][0]
    assert reasons["甲网/L12"][1].startswith("It costs far less than usual and words of copies stand beside it: 220 yuan")


def test_goods_are_compared_with_those_of_their_name_however_often_a_phrase_stands_beside(duck: Engine) -> None:
    shirts = [(f"纯棉 T 恤 {'新款' if n % 5 else '官方正品'}", 95 + n, f"s{n}") for n in range(20)]
    coats = [(f"羽绒服 {'官方正品' if n % 5 else '送礼'}", 700 + 5 * n, f"s{n}") for n in range(20)]
    bags = [("双肩包 送礼", 240 + n, f"s{n}") for n in range(20)]
    assert found(duck, listings(*shirts, *coats, *bags)) == {}
    assert list(found(duck, listings(*shirts, *coats, *bags, ("羽绒服 官方正品", 100, "suspect")))) == ["甲网/L60"]


def test_a_title_whose_words_say_nothing_of_the_price_is_not_compared_with_things_that_have_names(duck: Engine) -> None:
    """Of a brand with few listings, a T-shirt at its usual price was a small part of what coats and shoes cost."""
    things = {"羽绒服": 700, "跑步鞋": 500, "手提包": 600}
    others = [
        listings(*[(f"{thing} 新款", price + n, f"s{n}") for n in range(3) for thing, price in things.items()], brand=brand)
        for brand in ("鹿鸣川", "霁岭原", "予森里")
    ]
    table = pa.concat_tables([*others, listings(("纯棉 T 恤 七天无理由 官方正品", 85, "honest"))])
    ids = [f"L{n}" for n in range(len(table))]
    assert found(duck, table.set_column(0, table.schema.field("listing_id"), [ids])) == {}


def test_too_few_or_too_unlike_goods_say_nothing(duck: Engine) -> None:
    assert found(duck, listings(*USUAL[:4], SUSPECT)) == {}
    one_shop = [(title, price, "s") for title, price, _ in USUAL]
    assert found(duck, listings(*one_shop, SUSPECT)) == {}
    unlike = [(f"{chr(0x4E00 + 97 * n)}{chr(0x5E00 + 89 * n)}", 10 * 3**n, f"s{n}") for n in range(10)]
    assert found(duck, listings(*unlike, SUSPECT)) == {}


def test_other_brands_say_nothing_of_this_one(duck: Engine) -> None:
    other = pa.concat_tables([listings(*USUAL, brand="别牌"), listings(SUSPECT)])
    assert found(duck, other) == {}


def test_settings_move_the_limits(duck: Engine) -> None:
    table = listings(*USUAL, SUSPECT)
    assert found(duck, table, fake_most=0.15, coded_most=0.15) == {}
    assert len(found(duck, table, fake_most=0.15)) == 1
    assert found(duck, table, enough=11) == {}
    assert len(found(duck, table, enough=10)) == 1


STORY = "跑步鞋 专柜正品 海外代购 工厂直供 支持验货"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "price", "is_told"),
    [
        ("跑步鞋 官方正品", 133.5, True),  # three tenths of 445
        ("跑步鞋 官方正品", 133.6, False),
        ("跑步鞋 高仿 懂的来", 267.0, True),  # six tenths, with words of copies
        ("跑步鞋 高仿 懂的来", 267.1, False),
        ("跑步鞋 高仿 懂的来", 8.9, True),  # a fiftieth
        ("跑步鞋 高仿 懂的来", 8.8, False),
        (STORY, 267.0, True),  # six tenths, too
        (STORY, 266.9, False),
        (STORY, 420.0, True),  # what a quarter of the others ask
        (STORY, 420.1, False),
    ],
)
def test_a_price_exactly_at_a_limit_is_told_and_one_beyond_it_is_not(duck: Engine, title: str, price: float, is_told: bool) -> None:
    assert bool(found(duck, listings(*USUAL, (title, price, "suspect")))) is is_told


@pytest.mark.parametrize(("listed", "shops", "is_told"), [(5, 5, True), (4, 4, False), (10, 3, True), (10, 2, False)])
def test_five_like_goods_of_three_other_shops_are_compared_with_and_no_fewer(duck: Engine, listed: int, shops: int, is_told: bool) -> None:
    others = [(title, price, f"s{n % shops}") for n, (title, price, _) in enumerate(USUAL[:listed])]
    assert bool(found(duck, listings(*others, ("跑步鞋 新款 特价", 80, "suspect"), SUSPECT))) is is_told


@pytest.mark.parametrize(("cheap", "is_told"), [(4, True), (5, False)])
def test_where_over_three_tenths_of_like_goods_are_far_too_cheap_there_is_no_usual_price(duck: Engine, cheap: int, is_told: bool) -> None:
    assert bool(found(duck, listings(*USUAL, *[("跑步鞋 新款", 100, f"c{n}") for n in range(cheap)], SUSPECT))) is is_told


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"brand": None}, {"brand": "  "}, {"category": None}, {"price": None}, {"price": 0.0}, {"price": -80.0}, {"title": None}])
def test_a_listing_without_brand_category_price_or_title_is_left_out(duck: Engine, change: dict[str, Any]) -> None:
    rows = listings(*USUAL, SUSPECT).to_pylist()
    assert found(duck, pa.Table.from_pylist([*rows[:-1], {**rows[-1], **change}], kind("listing").schema)) == {}


def test_a_brand_is_the_same_in_either_case_and_a_shop_without_name_or_platform_is_one(duck: Engine) -> None:
    rows = listings(*USUAL, SUSPECT, brand="Luming").to_pylist()
    changed = {**rows[-1], "brand": " LUMING ", "category": " 服装鞋包 ", "platform": None, "shop_id": None}
    (one,) = found(duck, pa.Table.from_pylist([*rows[:-1], changed], kind("listing").schema))
    assert one == "/L10"


def test_whoever_holds_the_code_of_the_right_is_its_holder_under_any_name(duck: Engine) -> None:
    table, given = listings(*USUAL, SUSPECT), rights("别名公司")
    coded = {name: pa.Table.from_pylist([{**one, "uscc": "U1"} for one in rows.to_pylist()], rows.schema) for name, rows in given.items()}
    assert len(found(duck, table, **given)) == 1
    assert found(duck, table, **coded) == {}


def test_a_word_that_says_why_goods_are_cheap_excuses_all_but_the_plainest_words_of_copies(duck: Engine) -> None:
    assert found(duck, listings(*USUAL, ("跑步鞋 官方正品 二手 自用", 80, "suspect"))) == {}
    assert found(duck, listings(*USUAL, ("跑步鞋 官方正品 原单 二手 自用", 80, "suspect"))) == {}
    assert len(found(duck, listings(*USUAL, ("跑步鞋 高仿 二手 自用", 80, "suspect")))) == 1


def test_goods_that_all_cost_the_same_say_nothing_odd_of_each_other(duck: Engine) -> None:
    assert found(duck, listings(*(("跑步鞋 官方正品", 400, f"s{n}") for n in range(8)))) == {}


def test_a_finding_tells_with_which_goods_it_was_compared(duck: Engine) -> None:
    (one,) = found(duck, listings(*USUAL, *BAGS, SUSPECT), **rights("别家公司")).values()
    told = one["evidence"]["compared"]
    assert (told["brand"], told["category"], told["words"], told["is_holders"]) == ("鹿鸣川", "服装鞋包", ["跑步鞋"], False)
    assert told["prices"] == [400.0 + 10 * n for n in range(10)]
    assert told["quartiles"] == [420, 470]
    assert told["bounds"] == [8.9, 267]  # words of copies stand beside it
    assert [example["price"] for example in told["examples"]] == [400, 410, 430, 450, 470, 490]  # from the cheapest to the dearest
    assert told["examples"][0] == {"listing": "甲网/L0", "shop": "甲网/s0", "title": "鹿鸣川 跑步鞋 新款", "price": 400}


def test_goods_passed_off_are_told_between_their_own_bounds(duck: Engine) -> None:
    (one,) = found(duck, listings(*USUAL, (STORY, 400, "suspect"))).values()
    assert one["evidence"]["compared"]["bounds"] == [267, 420]


def test_of_many_goods_as_many_are_kept_as_can_be_drawn_the_cheapest_and_dearest_among_them(duck: Engine) -> None:
    many = [("跑步鞋 新款", 400 + n / 10, f"s{n}") for n in range(350)]
    (one,) = found(duck, listings(*many, SUSPECT)).values()
    prices = one["evidence"]["compared"]["prices"]
    assert (len(prices), prices[0], prices[-1], one["evidence"]["like_listings"]) == (200, 400, 434.9, 350)
    assert prices == sorted(prices)


def test_contacts_and_signs_that_steer_are_not_carried_along_from_the_goods_compared_with(duck: Engine) -> None:
    others = [(f"跑步鞋 新款 微信 wx_138001380{n} 电话13812345678\u202e<script>", 400 + 10 * n, f"s{n}") for n in range(6)]
    (one,) = found(duck, listings(*others, SUSPECT)).values()
    told = json.dumps(one["evidence"]["compared"], ensure_ascii=False)
    assert "13812345678" not in told
    assert "wx_1380" not in told
    assert "\u202e" not in told


def test_a_phrase_that_stands_by_chance_with_dear_goods_does_not_name_the_thing_where_a_brand_has_few_listings(duck: Engine) -> None:
    """Of the brand five listings promise tenfold compensation, mostly for bags; what names the thing is known from the other brands."""
    words = ("假一赔十", "新款", "送礼")
    usual = (("跑步鞋", 440), ("手提包", 1250), ("纯棉衫", 98))
    others = [
        listings(*((f"{thing} {words[n % 3]}", price + n, f"{brand}{thing}{n}") for thing, price in usual for n in range(9)), brand=brand)
        for brand in ("甲牌", "乙牌", "丙牌")
    ]
    few = [("手提包 假一赔十", 1200 + 9 * n, f"s{n}") for n in range(4)] + [
        ("羽绒服 假一赔十", 930, "s8"),
        ("跑步鞋 新款", 450, "s9"),
        ("纯棉衫 假一赔十", 121, "lawful"),
    ]
    tables = [*others, listings(*few)]
    made = pa.concat_tables([table.set_column(0, "listing_id", pa.array([f"{place}-{n}" for n in range(len(table))])) for place, table in enumerate(tables)])
    assert found(duck, made) == {}


def test_a_sellers_phrase_that_stands_with_several_things_does_not_leave_each_without_like_goods(duck: Engine) -> None:
    """Ten such titles in a category, one of the brand: by chance their prices lie close, and the phrase has more characters than the name of the thing."""
    phrase = "专柜正品 支持验货 工厂直供"
    usual = {"插线板": 60, "蓝牙耳机": 300, "电热水壶": 120}
    tables = []
    for number, brand in enumerate(("鹿鸣川", "霁岭原", "予森里", "白塔原", "澜栖坞")):
        rows = [(f"{thing} {'新款' if n % 3 else '官方正品'}", price * (1 + n / 100), f"s{n}") for thing, price in usual.items() for n in range(12)]
        rows += [(f"{thing} {phrase}", price * 0.75, "suspect") for thing, price in (("插线板", 60), ("电热水壶", 120))]
        table = listings(*rows, brand=brand)
        tables.append(table.set_column(0, table.schema.field("listing_id"), [[f"{number}-{n}" for n in range(len(rows))]]))
    assert sorted(found(duck, pa.concat_tables(tables))) == sorted(f"甲网/{number}-{n}" for number in range(5) for n in (36, 37))


def test_where_most_listings_have_no_like_ones_it_says_so(duck: Engine) -> None:
    few = run("price_outlier", duck, {"listing": duck.from_arrow(listings(*USUAL[:3], SUSPECT))}, {})
    (told,) = remarks_of(few)
    assert "同类商品太少" in told.zh
    assert "were not compared" in told.en
    assert remarks_of(run("price_outlier", duck, {"listing": duck.from_arrow(listings(*USUAL, SUSPECT))}, {})) == ()
