"""Ranks of agents with what each costs."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.tiers import LONGEST, MOST, find_tiers


@pytest.mark.parametrize(
    ("text", "tiers"),
    [
        ("一级代理门槛费980元 总代 9800", [("一级代理", "entry", 980), ("总代", "price", 9800)]),
        ("总代65元/盒，省代75元/盒", [("总代", "price", 65), ("省代", "price", 75)]),
        ("9800元成为省代", [("省代", "entry", 9800)]),
        ("交2万做市级代理", [("市级代理", "entry", 20000)]),
        ("总代3.5折 一级5折", [("总代", "discount", 3.5), ("一级", "discount", 5)]),
        ("二级代理65折", [("二级代理", "discount", 6.5)]),
        ("市代表 总代码 12345", []),
        ("招一级代理 3 名", []),
        ("面膜 29.9 元", []),
        ("", []),
    ],
)
def test_each_rank_is_read_with_its_figure(text: str, tiers: list[tuple[str, str, float]]) -> None:
    assert [(one.rank, one.kind, one.amount) for one in find_tiers(text)] == tiers


@given(st.text(alphabet="总代省一级代理费成为拿货元折万:：0123.5 /盒", max_size=120))
def test_spans_lie_in_the_text_and_none_inside_another(text: str) -> None:
    found = find_tiers(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_an_endless_text_is_cut() -> None:
    assert find_tiers(" " * LONGEST + "总代65元") == []
    assert len(find_tiers("总代65元 " * 1000)) == MOST
    assert find_tiers("总代" + "：" * 100_000) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("总代 9", []),  # a bare digit may be anything
        ("总代 10", [10]),
        ("总代 9元", [9]),
        ("总代 拿货价 9", [9]),
        ("总代 9/盒", [9]),
        ("总代 0.9元", []),
        ("总代 1元", [1]),
    ],
)
def test_a_figure_counts_from_one_yuan_on_and_a_bare_one_from_ten(text: str, amounts: list[float]) -> None:
    assert [one.amount for one in find_tiers(text)] == amounts


def test_a_discount_and_a_price_are_told_in_the_order_of_the_text() -> None:
    told = [("一级代理", "discount", 3), ("总代", "price", 65)]
    assert [(one.rank, one.kind, one.amount) for one in find_tiers("一级代理3折 总代65元/盒")] == told
    assert [(one.rank, one.kind, one.amount) for one in find_tiers("总代65元/盒 一级代理3折")] == told[::-1]


def test_the_first_order_that_a_rank_asks_for_is_a_fee_to_enter_whatever_it_costs_apiece() -> None:
    assert [one.kind for one in find_tiers("省代 首批拿货价 65元/盒")] == ["entry"]
