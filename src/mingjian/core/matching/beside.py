"""What stands beside a mark: words that say what a thing fits or that it is used, and what of a name makes it distinctive."""

import re
from functools import cache

from mingjian.core.matching.tables import words


def says(kind: str, text: str) -> tuple[str, ...]:
    """Return the words of one kind that stand in a text."""
    return tuple(dict.fromkeys(_pattern(kind).findall(text.casefold())))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words("marks", "words", kind)))


def core_of(name: str) -> tuple[int, int]:
    """
    Return the span of a name that makes it distinctive: without company suffix, kind of shop, trade, places in front, and praise.

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
