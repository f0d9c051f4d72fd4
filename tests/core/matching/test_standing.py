"""Where sellers put the brand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.matching.brand_position import stands_as_brand

ORDINARY = frozenset(("红烧", "家用", "正品"))


@pytest.mark.parametrize(
    "text",
    [
        "<康帅傅>红烧牛肉面",
        "【包邮】2024新款正品<康帅傅>红烧面",
        "面条 <康帅傅> 整箱",
        "箱装/<康帅傅>",
        "泡面<康帅傅>牌",
        "方便食品<康帅傅>旗舰店",
        "<康帅傅>500g",
    ],
)
def test_alone_at_the_front_or_called_a_brand_it_stands_as_one(text: str) -> None:
    assert stands(text)


@pytest.mark.parametrize("text", ["包<邮家>用", "我爱吃<康帅傅>红烧面", "<德力>西正品", "海<绵宝宝>玩具"])
def test_amid_other_words_it_does_not(text: str) -> None:
    assert not stands(text)


def stands(text: str) -> bool:
    start, end = text.index("<"), text.index(">") - 1
    return stands_as_brand(text.replace("<", "").replace(">", ""), start, end, ORDINARY)


@given(st.text(alphabet="【】[]()（）新款正品2 牌家用", max_size=70), st.integers(0, 70), st.integers(0, 70))
def test_no_title_keeps_it_long(text: str, start: int, end: int) -> None:
    assert stands_as_brand(text, min(start, end), max(start, end), ORDINARY) in {True, False}


def test_brackets_that_never_end_are_read_once() -> None:
    assert not stands_as_brand("【】" * 30 + "好康帅傅面", 61, 64, ORDINARY)
