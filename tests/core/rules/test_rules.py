"""Rules of officers: what fits, where its words stand, what was not looked at, and what is refused when a rule is written."""

import random
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest
from counted import lines

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.rules import Coverage, Precision, Rule, Rules


def listings(*rows: dict[str, Any]) -> pa.RecordBatch:
    schema = kind("listing").schema
    full = [{"listing_id": f"L{n}", "platform": "甲网", "shop_id": f"s{n}", **row} for n, row in enumerate(rows)]
    return pa.RecordBatch.from_pylist([{name: row.get(name) for name in schema.names} for row in full], schema=schema)


def rows_hit(rule: Rule, *rows: dict[str, Any], **more: Any) -> list[int]:
    hits, _ = Rules({"r": rule}).run(listings(*rows), "listing", **more)
    return [hit.row for hit in hits]


def titled(*titles: str) -> list[dict[str, Any]]:
    return [{"title": title} for title in titles]


def test_all_any_and_none_of_the_words() -> None:
    rule = Rule(any_of=("高仿", "复刻"), all_of=("手表",), none_of=("拒绝高仿",))
    assert rows_hit(rule, *titled("高仿手表", "复刻 手表 一比一", "手表", "高仿包", "拒绝高仿 正品手表 复刻勿扰")) == [0, 1]


def test_the_span_is_that_of_the_raw_text_however_it_was_disguised() -> None:
    (hit,), _ = Rules({"r": Rule(any_of=("高仿",), all_of=("手表",))}).run(listings({"title": "全新 高·仿", "text": "瑞士手錶"}), "listing")
    assert [(span.field, span.start, span.end, span.word) for span in hit.spans] == [("title", 3, 6, "高仿"), ("text", 2, 4, "手表")]


def test_words_must_lie_near_each_other_where_the_rule_says_so() -> None:
    rule = Rule(all_of=("原单", "尾货"), near=6)
    assert rows_hit(rule, *titled("原单尾货", "原单" + "好" * 30 + "尾货", "尾货 原单")) == [0, 2]
    assert rows_hit(Rule(all_of=("原单", "尾货"), near=6), {"title": "原单", "text": "尾货"}) == []


def test_the_end_of_one_field_and_the_beginning_of_the_next_are_no_word_together() -> None:
    rule = Rule(any_of=("高仿",), by_sound=True)
    assert rows_hit(rule, {"title": "个子高", "text": "仿佛"}, {"title": "个子高", "text": "仿佛高仿"}) == [1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_words_are_near_where_some_stretch_holds_them_all(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - no secret
    text = "".join(draw.choice(["原单", "尾货", "复刻", "好", "的呀", "一件衣裳"]) for _ in range(draw.randrange(2, 14)))
    near = draw.randrange(4, 12)
    rule = Rule(all_of=("原单", "尾货"), any_of=("复刻",), near=near)
    windows = (text[begin : begin + near] for begin in range(len(text)))
    assert rows_hit(rule, {"title": text}) == ([0] if any(all(word in window for word in ("原单", "尾货", "复刻")) for window in windows) else [])


@pytest.mark.slow
def test_a_text_of_nothing_but_words_of_the_rule_costs_no_more_than_its_length() -> None:
    def hit(size: int) -> list[int]:
        return rows_hit(Rule(all_of=("原单", "尾货"), near=5), *titled("原单好好好好好好好尾货好好好好好好好" * size))

    once, twice = (lines(lambda size=size: hit(size)) for size in (200, 400))  # type: ignore[misc]
    assert once < twice < 2.5 * once
    assert hit(2000) == []


def test_a_price_is_read_aloud_in_whole_digits() -> None:
    assert "1288000 元" in Rule(any_of=("高仿",), least_price=1_288_000).said().zh
    assert "19.9 yuan" in Rule(any_of=("高仿",), most_price=19.9).said().en


def test_words_that_only_sound_alike_count_where_the_rule_says_so() -> None:
    assert rows_hit(Rule(any_of=("高仿",)), *titled("搞仿包包")) == []
    assert rows_hit(Rule(any_of=("高仿",), by_sound=True), *titled("搞仿包包")) == [0]


def test_a_rule_may_have_two_hundred_words_and_no_more() -> None:
    words = tuple(f"词{chr(0x4E00 + n)}" for n in range(201))
    assert len(Rule(any_of=words[:200]).any_of) == 200
    with pytest.raises(BadInput, match="200"):
        Rule(any_of=words)


def test_a_word_that_is_no_text_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="no character"):
        Rule(any_of=("高仿\ud800",))


def test_days_that_were_looked_at_are_those_of_beijing() -> None:
    rows = [{"title": "茶", "seen_at": datetime(2026, 3, 1, hour)} for hour in (15, 16)]  # noqa: DTZ001 - naive UTC: 23 o'clock and midnight
    _, covered = Rules({"r": Rule(any_of=("高仿",))}).run(listings(*rows), "listing")
    assert covered.days == {"2026-03-01": 1, "2026-03-02": 1}


def test_price_platform_place_and_hour() -> None:
    rows: list[dict[str, Any]] = [
        {"title": "高仿包", "price": 99.0, "ships_from": "福建莆田", "seen_at": datetime(2026, 3, 1, 15)},  # noqa: DTZ001 - naive UTC: 23 o'clock in Beijing
        {"title": "高仿包", "price": 5000.0, "ships_from": "广东广州", "seen_at": datetime(2026, 3, 1, 2)},  # noqa: DTZ001 - 10 o'clock
        {"title": "高仿包", "platform": "乙网"},
    ]
    assert rows_hit(Rule(any_of=("高仿",), most_price=100), *rows) == [0]
    assert rows_hit(Rule(any_of=("高仿",), least_price=100), *rows) == [1]
    assert rows_hit(Rule(any_of=("高仿",), platforms=("乙网",)), *rows) == [2]
    assert rows_hit(Rule(any_of=("高仿",), places=("莆田",)), *rows) == [0]
    assert rows_hit(Rule(any_of=("高仿",), from_hour=22, to_hour=6), *rows) == [0]


def test_the_goods_must_be_of_a_field_that_the_rule_names() -> None:
    rule = Rule(any_of=("特效",), fields=("drug", "cosmetics"))
    assert rows_hit(rule, *titled("特效祛斑霜 护肤品", "特效灯光 舞台灯")) == [0]


def test_known_good_shops_are_asked_first_and_left_alone() -> None:
    rule = Rule(any_of=("高仿",))
    assert rows_hit(rule, *titled("高仿包", "高仿包"), spared={"甲网/s0"}) == [1]


def test_it_tells_what_was_not_looked_at() -> None:
    covered = Coverage()
    rules = Rules({"r": Rule(any_of=("高仿",), most_price=100)})
    for batch in (listings({"title": "高仿"}, {"title": None}, {"title": "好", "price": 3.0}), listings({"title": "好", "platform": "乙网"})):
        covered.add(rules.run(batch, "listing", spared={"甲网/s2"})[1])
    assert (covered.rows, covered.spared) == (4, 1)
    assert covered.lacking == {"words": 1, "price": 3}
    assert covered.platforms == {"甲网": 3, "乙网": 1}


def test_many_rules_run_together_as_each_would_alone() -> None:
    rules = {"a": Rule(any_of=("高仿",)), "b": Rule(all_of=("正品", "专柜")), "c": Rule(any_of=("刷单",), kinds=("post",))}
    rows = titled("高仿 正品 专柜", "专柜正品", "刷单 高仿")
    together, _ = Rules(rules).run(listings(*rows), "listing")
    assert [(hit.rule, hit.row) for hit in together] == [("a", 0), ("b", 0), ("b", 1), ("a", 2)]


def test_hostile_texts_only_hit_themselves() -> None:
    rows = titled("<script>alert(1)</script>高仿", "=HYPERLINK(1)", "\u202e仿高", "高" * 200_000, "高仿" * 50_000, "\x00高仿")
    hits, covered = Rules({"r": Rule(any_of=("高仿",))}).run(listings(*rows), "listing")
    assert [hit.row for hit in hits] == [0, 4, 5]
    assert len(hits[1].spans) == 50
    assert covered.rows == 6


def test_it_is_read_aloud_in_both_languages() -> None:
    rule = Rule(any_of=("高仿", "复刻"), all_of=("手表",), near=20, most_price=500, platforms=("甲网",), from_hour=22, to_hour=6)
    said = rule.said()
    assert said.zh == "商品信息中，同时出现“手表”；出现“高仿”、“复刻”中的任何一个；各词相距不超过 20 字；价格不高于 500 元；平台为甲网；时间在 22 点至 6 点。"
    assert said.en.startswith("In listings: all of “手表” stand; at least one of “高仿”, “复刻” stands")
    assert Rule.read(rule.told()) == rule


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"any_of": ["高仿"], "none_of": ["高仿"]},
        {"any_of": ["x" * 41]},
        {"any_of": [" "]},
        {"any_of": ["·"]},
        {"any_of": ["高仿"], "near": 1},
        {"any_of": ["高仿"], "least_price": 5, "most_price": 4},
        {"any_of": ["高仿"], "from_hour": 5},
        {"any_of": ["高仿"], "kinds": []},
        {"any_of": ["高仿"], "kinds": ["order"]},
        {"any_of": "高仿"},
        {"any_of": ["高仿"], "near": "9"},
        {"any_of": ["高仿"], "most_price": True},
        {"any_of": ["高仿"], "colour": "red"},
        {"any_of": [f"词语{n}" for n in range(201)]},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_words(told: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Rule.read(told)


def test_precision_comes_with_an_interval_that_small_samples_widen() -> None:
    few, many = Precision(9, 10), Precision(900, 1000)
    assert (round(few.low, 3), round(few.high, 3)) == (0.596, 0.982)  # Wilson, by hand
    assert few.low < many.low < 0.9 < many.high < few.high
    assert (Precision(0, 0).share, Precision(0, 0).low, Precision(0, 0).high) == (None, 0.0, 1.0)
    assert (few.is_enough, many.is_enough) == (False, True)
