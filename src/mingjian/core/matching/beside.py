"""What stands beside a mark, and what it says of its use: an outlet, a service, a door, a fitting, a place."""

import re
from functools import cache

from mingjian.core.language import Text
from mingjian.core.matching.tables import words

#: What a kind of word beside a mark says of its use, by the key in the table.
MEANING = {
    "claims": Text("自称品牌门店或获授权", "says to be an outlet of the brand, or authorised"),
    "services": Text("以品牌名义提供售后等服务", "offers service as if by the brand"),
    "doors": Text("以品牌名义设置查询、领取等入口", "opens a door to the brand's services"),
    "finance": Text("以品牌名义提供金融服务", "offers finance under the brand"),
    "fits": Text("说明适用或合作对象", "says what it fits or whom it works with"),
    "carriers": Text("转售运营商号卡、流量", "resells a carrier's cards or data"),
    "food": Text("餐饮食品小店", "an everyday food shop"),
    "neighbourhood": Text("社区小店或地名", "a neighbourhood trade or a place"),
    "used_goods": Text("二手转让", "second-hand goods"),
}


def says(kind: str, text: str) -> tuple[str, ...]:
    """Give the words of one kind that stand in a text."""
    return tuple(dict.fromkeys(_pattern(kind).findall(text.casefold())))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words("marks", "words", kind)))


def core_of(name: str) -> tuple[int, int]:
    """
    Give the span of a name that makes it distinctive: without company suffix, kind of shop, trade, places in front, and praise.

    The whole name where nothing would be left (上海).
    """
    start, end = 0, len(name)
    trimmed = True
    while trimmed:
        trimmed = False
        for kind in ("company", "shop", "trade", "plain"):
            if (word := _at_end(kind, name[start:end])) and end - start - len(word) >= 2:
                end, trimmed = end - len(word), True
        for kind in ("place", "plain"):
            if (word := _at_begin(kind, name[start:end])) and end - start - len(word) >= 2:
                start, trimmed = start + len(word), True
    return start, end


def _at_end(kind: str, name: str) -> str:
    return next((word for word in words("marks", "words", kind) if name.casefold().endswith(word)), "")


def _at_begin(kind: str, name: str) -> str:
    word = next((word for word in words("marks", "words", kind) if name.casefold().startswith(word)), "")
    return word + name[len(word)] if word and name[len(word) : len(word) + 1] in ("省", "市", "区", "县") else word
