"""
Finds brands in a text: names given by registers of rights, and nicknames that point to a brand.

A brand in a title shows what is spoken of, a nickname whom it means: neither says that anything is wrong. Authority and price are asked elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from mingjian.core.extraction.plain import Plain, plain
from mingjian.core.extraction.tables import table
from mingjian.core.extraction.words import Words
from mingjian.core.text import writing

_REGISTERED, _NAMED, _NICKNAME = 0.8, 0.8, 0.5
_EVERYDAY = 0.25  # a name that is a common word too
_USED_AS_BRAND = 0.15
_NEAR = 4  # characters beside a name that may show it is used as one
_LEAST_LATIN, _LEAST_HAN = 3, 2


@dataclass(frozen=True, slots=True)
class Brand:
    """
    A brand that a text names. `how`: registered (a name from a register), named (a known name), nickname; raw span.

    `sure` is how sure it is that this brand is meant at all; `is_everyday`: the name is a common word too, so its goods must be looked at.
    """

    brand: str
    how: str
    sure: float
    is_everyday: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    brand: str
    how: str
    is_everyday: bool


class BrandNames:
    """Names made ready: those of registered marks (name to holder's brand), and, unless told otherwise, our own list of well-known names and nicknames."""

    def __init__(self, registered: Mapping[str, str] | Iterable[str] = (), *, with_known: bool = True) -> None:
        self._names: dict[str, _Name] = dict(_known()) if with_known else {}
        pairs = registered.items() if isinstance(registered, Mapping) else ((name, name) for name in registered)
        for name, brand in pairs:
            key = plain(name.strip()).text
            if _is_name(key):
                self._names[key] = _Name(brand, "registered", key in _everyday())
        self._words = Words(self._names)

    def find(self, text: str) -> list[Brand]:
        """Find every brand of a text, in its order; of names that overlap the longest."""
        written = plain(text)
        return [self._brand(written, word, start, end) for word, start, end in self._words.find(written.text)]

    def _brand(self, written: Plain, word: str, start: int, end: int) -> Brand:
        name = self._names[word]
        sure = {"registered": _REGISTERED, "named": _NAMED, "nickname": _NICKNAME}[name.how]
        is_used = _is_used_as_brand(written.text, start, end)
        sure = (_EVERYDAY if name.is_everyday else sure) + (_USED_AS_BRAND if is_used else 0.0)
        return Brand(name.brand, name.how, round(sure, 2), name.is_everyday, *written.raw(start, end))


def find_brands(text: str, names: BrandNames | None = None) -> list[Brand]:
    """Find every brand of a text, by the names given, or by our own list."""
    return (names or _default()).find(text)


@cache
def _default() -> BrandNames:
    return BrandNames()


@cache
def _known() -> Mapping[str, _Name]:
    made: dict[str, _Name] = {}
    for brand, told in table("brand_nicknames.yaml")["brands"].items():
        also = {plain(str(one)).text for one in told.get("also", ())}
        for how, names in (("nickname", told["nicknames"]), ("named", [brand, *told["names"]])):
            for one in names:
                key = plain(str(one)).text
                made[key] = _Name(str(brand), how, key in also or key in _everyday())
    return made


@cache
def _everyday() -> frozenset[str]:
    return frozenset(writing.common_words())


@cache
def _beside() -> tuple[tuple[str, ...], tuple[str, ...]]:
    read = table("brand_nicknames.yaml")
    return tuple(map(str, read["before"])), tuple(map(str, read["behind"]))


def _is_used_as_brand(text: str, start: int, end: int) -> bool:
    before, behind = _beside()
    return text.startswith(behind, end) or text[max(0, start - _NEAR) : start].endswith(before) or start == 0


def _is_name(key: str) -> bool:
    """Leave out names too short to be looked for: one Han character, two letters, digits alone."""
    return len(key) >= (_LEAST_LATIN if key.isascii() else _LEAST_HAN) and not key.isdigit()
