"""Rules at their limits: the last yuan, the first hour, the last character, and what a batch does not have."""

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.core.rules import Precision, Rule, Rules

COPIES = ("高仿",)


def batch(name: str, *rows: dict[str, Any]) -> pa.RecordBatch:
    schema = kind(name).schema
    return pa.RecordBatch.from_pylist([{"platform": "甲网", "title": "高仿包", "text": "高仿包", **row} for row in rows], schema=schema)


def hit(rule: Rule, *rows: dict[str, Any], of: str = "listing", **more: Any) -> list[int]:
    return [one.row for one in Rules({"r": rule}).run(batch(of, *rows), of, **more)[0]]


def test_a_price_exactly_at_either_end_counts_and_one_that_is_not_known_does_not() -> None:
    rows = [{"price": price} for price in (99.99, 100.0, 500.0, 500.01, None)]
    assert hit(Rule(any_of=COPIES, least_price=100, most_price=500), *rows) == [1, 2]
    assert hit(Rule(any_of=COPIES, least_price=100), *rows) == [1, 2, 3]
    assert hit(Rule(any_of=COPIES, most_price=100), *rows) == [0, 1]
    assert hit(Rule(any_of=COPIES, most_price=0), {"price": 0.0}, {"price": 0.01}) == [0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ((8, 10), [8, 9]),  # from included, to not
        ((22, 2), [22, 23, 0, 1]),
        ((22, 24), [22, 23]),
        ((0, 24), list(range(24))),
        ((24, 1), [0]),
        ((8, 8), list(range(24))),
    ],
)
def test_the_first_hour_counts_and_the_last_does_not(hours: tuple[int, int], found: list[int]) -> None:
    rows = [{"seen_at": datetime(2026, 3, 1 + (hour < 8), (hour - 8) % 24, 59)} for hour in range(24)]  # noqa: DTZ001 - naive UTC
    assert hit(Rule(any_of=COPIES, from_hour=hours[0], to_hour=hours[1]), *rows, {"seen_at": None}) == sorted(found)


def test_a_post_has_its_own_hour_and_its_account_may_be_known_to_be_good() -> None:
    rows = [{"account_id": f"U{n}", "posted_at": datetime(2026, 3, 1, n)} for n in range(2)]  # noqa: DTZ001 - naive UTC
    rule = Rule(kinds=("post",), any_of=COPIES, from_hour=8, to_hour=9)
    assert hit(rule, *rows, of="post") == [0]
    assert hit(rule, *rows, of="post", spared={"甲网/U0"}) == []
    assert hit(Rule(any_of=COPIES), *rows, of="post") == []  # a rule for listings


@pytest.mark.slow
@pytest.mark.parametrize(("between", "is_hit"), [(2, True), (3, False)])
def test_words_as_far_apart_as_the_rule_says_are_near(between: int, is_hit: bool) -> None:
    title = "原单" + "好" * between + "尾货"
    assert bool(hit(Rule(all_of=("原单", "尾货"), near=6), {"title": title, "text": None})) is is_hit


def test_a_place_is_known_by_any_part_of_it_and_a_platform_by_all_of_its_name() -> None:
    rows = [{"ships_from": "福建莆田", "platform": "甲网"}, {"ships_from": None, "platform": None}, {"ships_from": "莆", "platform": "甲网店"}]
    assert hit(Rule(any_of=COPIES, places=("广州", "莆田")), *rows) == [0]
    assert hit(Rule(any_of=COPIES, platforms=("甲网", "丙网")), *rows) == [0]


def test_a_word_that_only_sounds_like_a_forbidden_one_excuses_nothing() -> None:
    rule = Rule(any_of=COPIES, none_of=("高仿真花",), by_sound=True)
    assert hit(rule, *({"title": title, "text": None} for title in ("高仿真花", "高仿真话", "搞仿包"))) == [1, 2]


def test_only_the_surest_field_of_the_goods_counts() -> None:
    rows = [{"title": "高仿 充电宝 面膜", "text": None}, {"title": "高仿", "text": None}]
    assert hit(Rule(any_of=COPIES, fields=("cosmetics",)), *rows) == [0]
    assert hit(Rule(any_of=COPIES, fields=("electrical_electronic",)), *rows) == []


@pytest.mark.slow
def test_what_a_batch_has_no_column_for_does_not_hold_and_is_counted_as_lacking() -> None:
    bare = pa.RecordBatch.from_pydict({"title": ["高仿包", "茶"]})
    for rule, name in (
        (Rule(any_of=COPIES, least_price=0), "price"),
        (Rule(any_of=COPIES, places=("莆田",)), "ships_from"),
        (Rule(any_of=COPIES, from_hour=0, to_hour=24), "seen_at"),
    ):
        hits, covered = Rules({"r": rule}).run(bare, "listing", spared={"甲网/s0"})
        assert (hits, covered.lacking, covered.spared) == ([], {name: 2}, 0)
    assert Rules({"r": Rule(any_of=COPIES, platforms=("甲网",))}).run(bare, "listing")[0] == []
    assert [one.row for one in Rules({"r": Rule(any_of=COPIES)}).run(bare, "listing")[0]] == [0]


def test_a_batch_without_texts_or_without_rows_gives_nothing() -> None:
    rules = Rules({"r": Rule(any_of=COPIES)})
    hits, covered = rules.run(pa.RecordBatch.from_pydict({"price": [1.0, 2.0]}), "listing")
    assert (hits, covered.rows, covered.lacking) == ([], 2, {"words": 2})
    hits, covered = rules.run(batch("listing"), "listing")
    assert (hits, covered.rows, dict(covered.lacking), dict(covered.days)) == ([], 0, {}, {})
    hits, covered = Rules({}).run(batch("listing", {}), "listing")
    assert (hits, covered.rows) == ([], 1)


def test_a_text_of_blanks_lacks_words() -> None:
    _, covered = Rules({"r": Rule(any_of=COPIES)}).run(batch("listing", {"title": " \u3000", "text": "\n"}, {"title": None, "text": "茶"}), "listing")
    assert covered.lacking == {"words": 1}


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        {"near": 2},
        {"near": 10_000},
        {"least_price": 0.0},
        {"least_price": 5, "most_price": 5},
        {"from_hour": 0, "to_hour": 24},
        {"all_of": ["词" * 40]},
    ],
)
def test_what_is_just_within_the_limits_of_a_rule_is_taken(given: dict[str, Any]) -> None:
    assert Rule.read({"any_of": ["高仿"], **given}).any_of == COPIES


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"near": 10_001}, "10,000"),
        ({"least_price": -0.01}, "0 or more"),
        ({"most_price": 1e12}, "0 or more"),
        ({"most_price": float("nan")}, "0 or more"),
        ({"from_hour": 5, "to_hour": 25}, "0 and 24"),
        ({"from_hour": -1, "to_hour": 5}, "0 and 24"),
        ({"to_hour": 5}, "both ends"),
        ({"by_sound": 1}, "by_sound"),
        ({"near": True}, "near"),
        ({"near": 2.5}, "near"),
        ({"any_of": [7]}, "any_of"),
        ({"any_of": [], "none_of": ["高仿"]}, "at least one word"),
    ],
)
def test_what_is_just_beyond_them_is_refused_by_name(given: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        Rule.read({"any_of": ["高仿"], **given})


def test_every_part_of_a_rule_is_read_aloud() -> None:
    whole = Rule(
        kinds=("listing", "post"),
        all_of=("手表", "复刻"),
        none_of=("正品",),
        by_sound=True,
        fields=("drug", "x"),
        least_price=5,
        most_price=9.5,
        places=("莆田", "广州"),
        from_hour=0,
        to_hour=6,
    )
    said = whole.said({"drug": Text("药品", "Drugs")})
    assert said.zh == (
        "商品信息和帖文中，同时出现“手表”、“复刻”；不出现“正品”；谐音也算；商品属于药品、x；价格在 5 至 9.5 元；发货地为莆田、广州；时间在 0 点至 6 点。"
    )
    assert said.en == (
        "In listings and posts: all of “手表”, “复刻” stand; none of “正品” stands; words that sound alike count; the goods are drugs, x; "
        "the price is 5 to 9.5 yuan; dispatched from 莆田, 广州; seen or posted from 0:00 to 6:00."
    )
    assert Rule(any_of=COPIES, near=5, least_price=5).said().zh == "商品信息中，出现“高仿”中的任何一个；价格不低于 5 元。"  # one word is near itself


def test_a_share_may_be_told_from_twenty_judged_on() -> None:
    assert not Precision(19, 19).is_enough
    assert Precision(0, 20).is_enough
    assert Precision(5, 20).share == 0.25
    assert (Precision(0, 20).low, Precision(20, 20).high) == (0.0, 1.0)
    assert round(Precision(20, 20).low, 4) == round(1 - Precision(0, 20).high, 4) == 0.8389  # 1 / (1 + z²/20)
