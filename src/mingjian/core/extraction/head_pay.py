"""
Finds pay for heads: so much for each person who is brought in (推荐一人返 200), as the Regulation on Prohibiting Pyramid Selling, art. 7(1), describes it.

What a shop gives to a customer who brings a friend (a coupon, points, a discount) is none.
"""

import re
from typing import NamedTuple

LONGEST, MOST = 20_000, 50  # characters of a text that are read; promises of one text


class HeadPay(NamedTuple):
    """One promise: the words as they stand, from character `start` to `end` of the raw text."""

    words: str
    start: int
    end: int


_BRING = r"(?:直推|间推|推荐|介绍|邀请|发展|拉来|拉|带来|招)"
_ONE = r"(?:每|满)?\s?[一二两三四五1-5]?\s?(?:个人|名|位|人|个)(?:新?人|代理|会员|下线|下级)?"
_PAID = r"(?:就|即|可|能|便|再){0,2}(?:奖励|返现|返利|返还|提成|补贴|奖|返|提|得|赚|拿)"
_SUM = r"(?:现金)?\s?[:：]?\s?(?:\d{2,6}|[一二两三五八]百|[一二两三五]千)\s?(?:元|块)?"
_FOUND = re.compile(rf"{_BRING}\s?{_ONE}[\s,，]?{_PAID}\s?{_SUM}(?!\s?(?:元|块)?(?:的)?(?:代金|优惠|现金|抵扣|无门槛|满减|通用)?(?:券|积分|红包|折)|[\d.])")


def find_head_pay(text: str) -> list[HeadPay]:
    """Find promises of pay for heads, in the order of the text."""
    found = (HeadPay(match.group(), *match.span()) for match in _FOUND.finditer(text[:LONGEST]))
    return [one for _, one in zip(range(MOST), found, strict=False)]
