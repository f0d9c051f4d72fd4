"""
When a near writing of a mark is likely none: an ordinary word, cut out of ordinary words, on other goods, or not where a brand stands.

Each rule holds against a kind of false finding that was seen on real titles; `docs/decisions/0014` says which, and what the rules miss for it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from mingjian.core.extraction.fields import goods_words
from mingjian.core.language import Text
from mingjian.core.matching import goods
from mingjian.core.matching.brand_position import goes_on, stands_as_brand
from mingjian.core.matching.characters import folded, is_han, near_sound_likeness, sound_likeness
from mingjian.core.matching.marks import Closeness
from mingjian.core.matching.tables import words
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.script_tables import common_words

#: Ways that nobody takes by accident, and those that chance takes too.
MEANT = Disguise.ENCLOSED | Disguise.SEPARATED | Disguise.HIDDEN | Disguise.SIGN | Disguise.SPLIT
UNSURE = Disguise.SOUND | Disguise.VARIANT | Disguise.LOOK_ALIKE | Disguise.ACROSS
SHORT, SHORT_WORD = 3, 5  # characters, letters: a mark with fewer is not told by its writing alone
_SAME_SOUND = 0.95

Step = Literal["near_sound", "other"]
STEPS: Mapping[Step, Text] = {"near_sound": Text("近音换字", "one character of a near sound"), "other": Text("换一字", "one character replaced")}


class LawfulUses(NamedTuple):
    """What speaks for a lawful use: (platform, shop or operator, mark) of holders' own shops, all marks, names of registered companies, folded."""

    own: set[tuple[str, str, str]]
    marks: frozenset[str]
    companies: frozenset[str]


class Use(NamedTuple):
    """A span of a title or name of a shop, and the brand that the listing itself names."""

    title: str
    start: int
    end: int
    brand: str

    @property
    def written(self) -> str:
        """Return what stands there, folded."""
        return folded(self.title[self.start : self.end])[0]

    @property
    def is_brand(self) -> bool:
        """Return whether it is offered as a brand: by the listing's own column, or by where it stands."""
        return self.written in folded(self.brand)[0] or stands_as_brand(self.title, self.start, self.end, _ordinary() | goods_words())

    @property
    def is_cut_out(self) -> bool:
        """Return whether it begins or ends inside a common word (公午 in 办公午休), or ends one character short of a longer name."""
        pairs = self.title[max(0, self.start - 1) : self.start + 1], self.title[self.end - 1 : self.end + 1]
        return any(pair in _common() for pair in pairs) or goes_on(self.title, self.end, goods_words())


def step_of(wanted: str, written: str) -> Step | None:
    """Return how far one character is from the one that it replaces; None for the same sound, which is looked for as such."""
    if sound_likeness(wanted, written) >= _SAME_SOUND:
        return None
    return "near_sound" if near_sound_likeness(wanted, written) else "other"


def step_in(close: Closeness) -> Step | None:
    """Return the step of the one character that was replaced."""
    return next((step_of(one.mark, one.text) for one in close.laid.steps if one.mark and one.text and one.mark != one.text), None)


def is_chance(use: Use, ways: Disguise, close: Closeness, asked: LawfulUses) -> bool:
    """Return whether a near writing is likely none. `ways` is 0 where one character was replaced."""
    if not ways:
        return _is_chance_replaced(use, close, asked)
    if ways & MEANT and not ways & UNSURE:
        return "+" in use.title[use.start : use.end] and bool(ways & Disguise.SIGN)
    if not is_han(close.mark):
        return _is_chance_in_letters(use, ways, close)
    return _is_companys_own(use, close, asked) or _is_chance_in_characters(use, close)


def _is_chance_in_letters(use: Use, ways: Disguise, close: Closeness) -> bool:
    size = len(folded(close.mark)[0])
    if ways & Disguise.VARIANT and ways & Disguise.LOOK_ALIKE:
        return True  # two guesses, one upon the other
    if size < SHORT or use.written in words("marks", "words", "ordinary"):
        return True
    return size < SHORT_WORD and (close.in_class not in (goods.SAME, goods.NEAR) or not use.is_brand)


def _is_companys_own(use: Use, close: Closeness, asked: LawfulUses) -> bool:
    """Return whether a registered company has that name, and sells nothing near the mark's goods: a trade name of its own."""
    return use.written in asked.companies and close.in_class not in (goods.SAME, goods.NEAR)


def _is_chance_in_characters(use: Use, close: Closeness) -> bool:
    size = len(folded(close.mark)[0])
    if size > SHORT:
        return False
    if use.is_cut_out or use.written in words("marks", "words", "ordinary"):
        return True
    if size < SHORT:
        return close.in_class != goods.SAME or not use.is_brand or use.written in _common()
    return close.in_class != goods.SAME and not use.is_brand


def _is_chance_replaced(use: Use, close: Closeness, asked: LawfulUses) -> bool:
    """A near sound must stand as a brand, or on goods of the class; any other character both, and make no word with what stands beside it."""
    if use.is_cut_out or use.written in _ordinary():
        return True
    if step_in(close) == "near_sound":
        return close.in_class == goods.FAR or (close.in_class != goods.SAME and not use.is_brand)
    is_long = len(use.written) > SHORT
    if not (close.in_class == goods.SAME or (is_long and close.in_class == goods.NEAR)) or not use.is_brand or use.written in asked.companies:
        return True
    return not is_long and _is_another_name(close)


def _is_another_name(close: Closeness) -> bool:
    """Return whether three characters are as likely another name: what was kept is a word (月亮), or what was put in makes one with its neighbour."""
    kept = "".join(one.mark if one.change == "same" else " " for one in close.laid.steps).strip()
    written = folded(close.written)[0]
    pairs = {written[:2], written[1:]} - {kept}
    return kept in _common() or any(pair in _common() for pair in pairs)


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(common_words())


@cache
def _common() -> frozenset[str]:
    return frozenset(word for word in common_words() if len(word) == 2)
