"""Structures 情形的结构: different stories of how operators learn and choose. All are run always, since nobody knows which is true."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.language import Text

MEMORY, NEIGHBOURS, KNOWN = 0, 1, 2
CHOICE, IMITATION = 0, 1


@dataclass(frozen=True)
class Structure:
    """How operators perceive risk (MEMORY, NEIGHBOURS, KNOWN), how they think again (CHOICE, IMITATION), whether changing the channel costs nothing."""

    title: Text
    says: Text
    perceives: int
    reviews: int
    is_free: bool


STRUCTURES: Mapping[str, Structure] = {
    "memory": Structure(
        Text("自身经历", "own experience"),
        Text("受过处理才怕，渐渐淡忘；换渠道有成本", "who was hit is afraid, and forgets; changing the channel costs"),
        MEMORY,
        CHOICE,
        False,
    ),
    "neighbours": Structure(
        Text("口口相传", "word of mouth"),
        Text("上家和同伴受处理也会怕；换渠道有成本", "an upline or a mate who is hit counts too; changing the channel costs"),
        NEIGHBOURS,
        CHOICE,
        False,
    ),
    "imitation": Structure(
        Text("跟着学", "imitation"),
        Text("看随机一个同行过得如何，再决定是否照做", "looks at one other operator and may do as that one does"),
        MEMORY,
        IMITATION,
        False,
    ),
    "reentry": Structure(
        Text("换号再来", "re-entry"),
        Text("人人知道真实风险；换渠道无成本，被停后换号再来", "the true risk is known; changing costs nothing, and who is stopped comes back elsewhere"),
        KNOWN,
        CHOICE,
        True,
    ),
}
