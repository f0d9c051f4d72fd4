"""How somebody else's text uses a mark: whether it stands there whole, in part or broken up, and what is said beside it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from mingjian.core.matching import beside
from mingjian.core.matching.characters import folded

Taken = Literal["whole", "part", "broken", "absent"]

_STATE = "中国"
_LEAST_BROKEN = 2  # characters of the mark that must be there


class Use(NamedTuple):
    """A mark in a text: how it was taken, what is left of the text, and the words of each kind beside it."""

    taken: Taken
    rest: str
    beside: Mapping[str, tuple[str, ...]]


def use_of(mark: str, text: str) -> Use:
    """Say how a text uses a mark: `part` without 中国 in front, `broken` where at least two of its characters stand apart or in another order."""
    own, read = folded(mark)[0], folded(text)[0]
    taken, rest = _taken(own, read)
    return Use(taken, rest, {kind: found for kind in beside.MEANING if (found := beside.says(kind, rest))})


def _taken(mark: str, text: str) -> tuple[Taken, str]:
    short = mark.removeprefix(_STATE) if len(mark) > len(_STATE) + 1 else mark
    if mark and mark in text:
        return "whole", _without(text, mark)
    if short and short in text:
        return "part", _without(text, short)
    there = [one for one in dict.fromkeys(short) if one in text]
    if len(there) < _LEAST_BROKEN:
        return "absent", text
    for one in there:
        text = text.replace(one, " ", 1)
    return "broken", " ".join(text.split())


def _without(text: str, mark: str) -> str:
    return " ".join(text.replace(mark, " ").split())
