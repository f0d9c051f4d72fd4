"""
Whether a word stands where sellers put the brand: alone between signs, before 牌 or 旗舰店, or at the front of a title before what is sold.

Elsewhere a near writing of a mark is mostly cut out of ordinary words: 邮家 in 包邮家用.
"""

import re
from collections.abc import Set
from functools import cache

from mingjian.core.matching.characters import is_han
from mingjian.core.matching.goods import nice_classes
from mingjian.core.matching.tables import words

_CALLED = ("牌", "旗舰", "官方", "专卖", "专营", "直营", "正品", "品牌")
_BEHIND = frozenset("牌家店款版装系男女新正的")
_LONGEST_FRONT, _LONGEST_WORD = 60, 4


def stands_as_brand(text: str, start: int, end: int, ordinary: Set[str]) -> bool:
    """Return whether a span of a title or name of a shop is offered as a brand; `ordinary` are words that may follow one."""
    before, behind = text[:start], text[end : end + _LONGEST_WORD]
    is_apart = not before or not before[-1].isalnum()
    ends = not behind or not behind[0].isalnum()
    if (is_apart and ends) or behind.startswith(_CALLED):
        return True
    is_front = len(before) <= _LONGEST_FRONT and _front().fullmatch(before) is not None
    return is_front and (ends or behind[0].isascii() or _begins_with_word(behind, ordinary))


def goes_on(text: str, end: int, ordinary: Set[str]) -> bool:
    """Return whether a word goes on for one character behind `end`, which names no goods or the like: 山河序 in 山河序章 is part of a longer name."""
    behind = text[end : end + 2]
    return bool(behind) and is_han(behind[0]) and not behind[1:].isalnum() and behind[0] not in (_BEHIND | _goods() | ordinary)


def _begins_with_word(behind: str, ordinary: Set[str]) -> bool:
    """Return whether goods or an ordinary word begin here, so that the brand has ended."""
    return any(behind[:size] in ordinary or behind[:size] in _goods() for size in range(1, len(behind) + 1))


@cache
def _goods() -> frozenset[str]:
    return frozenset(word for one in nice_classes().values() for word in one.words)


@cache
def _front() -> re.Pattern[str]:
    """Match what may stand before a brand at the front: signs, what stands in brackets, years, praise and claims."""
    praise = "|".join(map(re.escape, (*words("marks", "words", "plain"), *words("marks", "words", "claims"), "新品", "现货", "特价", "促销", "热卖")))
    # Possessive: what can be read in two ways (a bracket is a sign, too) must not be tried in all of them.
    return re.compile(rf"(?:【[^】]{{0,40}}】|\[[^\]]{{0,40}}\]|（[^）]{{0,40}}）|\([^)]{{0,40}}\)|\d{{1,8}}|[年款]|{praise}|[^\w])*+", re.DOTALL)
