"""Amounts are read with their unit, and told apart from what is no price."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.extraction import find_prices


@pytest.mark.parametrize(
    ("text", "least", "most", "unit"),
    [
        ("¥199", 199, 199, ""),
        ("￥1,999.50", 1999.5, 1999.5, ""),
        ("１２８元", 128, 128, ""),
        ("1.2万元", 12000, 12000, ""),
        ("两百三十元/盒", 230, 230, "盒"),
        ("三百八块钱", 380, 380, ""),
        ("一千零五元", 1005, 1005, ""),
        ("38块5一斤", 38.5, 38.5, "斤"),
        ("十块一斤", 10, 10, "斤"),
        ("15-20元/件", 15, 20, "件"),
        ("¥ 12 ~ 15.5 /kg", 12, 15.5, "kg"),
        ("1-2万元", 10000, 20000, ""),
        ("RMB 88", 88, 88, ""),
    ],
)
def test_an_amount_is_read(text: str, least: float, most: float, unit: str) -> None:
    (one,) = find_prices(text)
    assert (one.least, one.most, one.unit, one.kind) == (least, most, unit, "asked")


def test_the_former_price_is_told_from_the_one_that_is_asked() -> None:
    assert [(one.kind, one.least) for one in find_prices("专柜价3800元 现价 380元")] == [("struck", 3800), ("asked", 380)]


@pytest.mark.parametrize(
    ("text", "kind"), [("批发价 15元", "wholesale"), ("满300元减50元", "reduction"), ("50元优惠券", "reduction"), ("运费10元", "aside"), ("定金100元", "aside")]
)
def test_amounts_that_are_no_price_are_named(text: str, kind: str) -> None:
    assert {one.kind for one in find_prices(text)} == {kind}


@pytest.mark.parametrize("text", ["2块装肥皂", "二次元 手办 元旦", "三元催化器", "100元宝", "单元楼", "第一元素", "3块拼图"])
def test_other_words_with_the_sign_are_no_price(text: str) -> None:
    assert not find_prices(text)


def test_the_span_is_that_of_the_raw_text() -> None:
    text = "只要 ￥１９９ 元/件 包邮"
    (one,) = find_prices(text)
    assert text[one.start : one.end] == "￥１９９ 元/件"


@given(st.text(alphabet="¥￥元块一二十百千万0123456789.,-~/斤件 原价满减", max_size=40))
@settings(max_examples=300)
def test_any_text_gives_amounts_in_order(text: str) -> None:
    found = find_prices(text)
    assert all(0 <= one.start < one.end <= len(text) and 0 <= one.least <= one.most for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@pytest.mark.parametrize("text", ["元" * 200_000, "1" * 200_000 + "元", "1,000," * 40_000 + "元", "一" * 200_000 + "元", "¥ " * 100_000])
def test_a_text_of_one_character_is_read_in_good_time(text: str) -> None:
    assert all(one.end <= len(text) for one in find_prices(text))


@pytest.mark.parametrize(
    ("text", "least"),
    [("三百八十元", 380), ("十五元", 15), ("二十元", 20), ("两千零三十元", 2030), ("一千零五元", 1005), ("三百八元", 380), ("一百零八元", 108), ("五元", 5)],
)
def test_a_number_in_words_is_read_with_its_zeros_and_its_short_forms(text: str, least: float) -> None:
    assert [one.least for one in find_prices(text)] == [least]


@pytest.mark.parametrize("text", ["三十百元", "三五元钱", "十十元", "二千三千元"])
def test_words_that_make_no_number_make_no_price(text: str) -> None:
    assert find_prices(text) == []


def test_of_a_span_that_runs_backwards_the_first_end_is_the_price() -> None:
    assert [(one.least, one.most) for one in find_prices("¥15-10")] == [(15, 15)]
    assert [(one.least, one.most) for one in find_prices("¥10-10")] == [(10, 10)]


def test_ten_thousand_behind_the_second_number_counts_for_both() -> None:
    for text in ("1-2万元", "¥1万-2万", "¥1-2万"):
        assert [(one.least, one.most) for one in find_prices(text)] == [(10_000, 20_000)]


def test_a_deposit_with_its_own_sum_does_not_make_the_price_before_it_a_deposit() -> None:
    assert [(one.kind, one.least) for one in find_prices("售价100元 定金50元，运费 十元")] == [("asked", 100), ("aside", 50), ("aside", 10)]
    assert [one.kind for one in find_prices("100元定金")] == ["aside"]


def test_only_a_word_close_before_an_amount_says_what_it_is() -> None:
    assert [one.kind for one in find_prices("吊牌价：1999 元")] == ["struck"]
    assert [one.kind for one in find_prices("原价很高现在才 99元")] == ["asked"]
    assert [one.kind for one in find_prices("99元 原价")] == ["asked"]
