"""
Whether goods complained of lie within the classes of a trade mark, by the Nice classes that words of goods show.

It stops nothing: a mark reaches similar goods, and one that is well known others, too. It says so where neither is likely, before anybody relies on it.
"""

import re

from mingjian.core.language import Text
from mingjian.core.matching.goods import FAR, NEAR, classes_of, closeness, numbers
from mingjian.institutions.notices.models import Right

_NUMBERED = re.compile(r"(\d{1,2})\s*类")
_GOODS = re.compile(r"[、，,；;：:。/|()（）\s]+|等$")


def class_numbers(classes: str) -> frozenset[int]:
    """Return the numbers of the classes that a right or list names: `第25类：鞋`, `18, 25`."""
    return numbers(" ".join(_NUMBERED.findall(classes))) or numbers(classes)


def outside_classes(right: Right, goods: str, facts: str = "") -> Text | None:
    """Return in words that goods lie outside of a trade mark's classes; None where they do not, or nobody can tell. Without goods the facts are read."""
    held = class_numbers(right.classes)
    if right.kind != "trademark" or not held or (goods and _is_named(right.classes, goods)):
        return None
    told = classes_of(goods or facts)
    close = closeness(held, told)
    if close not in ((FAR, NEAR) if goods else (FAR,)):
        return None
    named = f"“{goods}”" if goods else "说明中提到的商品"
    own, other = (_listed(one) for one in (held, told))
    ground = "如系类似商品，请说明理由" if close == NEAR else "属于类似商品、驰名商标跨类保护的，请说明理由"
    zh = f"{named}看来属于第{'、'.join(other)}类，不在核定的第{'、'.join(own)}类之内；{ground}。"
    called = repr(goods) if goods else "The goods that the facts name"
    en = f"{called} seem to be of class {', '.join(other)}, and the mark is registered for {', '.join(own)}: say why it reaches them all the same."
    return Text(zh, en)


def _is_named(classes: str, goods: str) -> bool:
    """Return whether a right names the goods, or goods of which these are a kind: `鞋`, and `运动鞋`."""
    named = [one for one in _GOODS.split(_NUMBERED.sub("", classes.replace("第", ""))) if one]
    return any(one in goods or goods in one for one in named)


def _listed(found: frozenset[int]) -> list[str]:
    return [str(one) for one in sorted(found)]
