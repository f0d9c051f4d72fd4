"""Pay for heads: promised in many words, and what a shop gives to customers who bring friends."""

import pytest

from mingjian.core.extraction.head_pay import MOST, find_head_pay


@pytest.mark.parametrize("said", ["推荐一人返 200", "直推每人奖励300元", "介绍1位返现 80", "发展一名会员提成五百", "拉一个人就赚100", "邀请一位新人可得 50元"])
def test_so_much_for_each_person_is_found_where_it_stands(said: str) -> None:
    (one,) = find_head_pay(f"面膜招代理，{said}，下级另算")
    assert (one.words, one.start) == (said, 6)


@pytest.mark.parametrize("said", ["邀请 1 人得 20 元优惠券", "介绍一位得50元红包", "推荐一人得30积分", "一人奖 300", "推荐一本书 39 元", "推荐一人返 2"])
def test_coupons_and_other_sums_are_none(said: str) -> None:
    assert find_head_pay(said) == []


def test_a_hostile_text_gives_no_more_than_so_many() -> None:
    assert len(find_head_pay("拉一人奖100，" * 5000)) == MOST
    assert find_head_pay("推荐一" * 5000) == []
