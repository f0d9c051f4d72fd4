"""
How close the use of a name comes to a mark: by sight, by sound, by meaning, and in which class, with the reason in words.

After the criteria of courts and the trade-mark office: the whole and its distinctive part, for the buyer who does not see both side by side. Says nothing of
whether the use is lawful: the holder's own shop uses the very mark.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

from mingjian.core.language import Text
from mingjian.core.matching import goods
from mingjian.core.matching.alignment import Alignment, Change, align
from mingjian.core.matching.beside import core_of
from mingjian.core.matching.characters import characters, common, folded, is_han
from mingjian.core.matching.tables import table

_INSERTED_COUNTS = 0.15  # by which each character put in between lowers likeness of sight and sound
#: Weights of sight, sound and meaning in the whole: the largest counts, the others lift it.
_LIFT = 0.15

CHANGES: Mapping[Change, Text] = {
    "sound": Text("谐音替换", "same sound"),
    "shape": Text("形近替换", "look-alike"),
    "swapped": Text("调换次序", "letters swapped"),
    "inserted": Text("中间插字", "inserted"),
    "missing": Text("缺字", "left out"),
    "other": Text("换字", "another character"),
}


@dataclass(frozen=True, slots=True)
class Closeness:
    """
    How close a text comes to a mark, each from 0 to 1; `in_class` is None where a class is not known.

    `start` and `end` are the span in the raw text; `is_exact` where only case, width or traditional forms differ.
    """

    mark: str
    written: str
    start: int
    end: int
    visual: float
    phonetic: float
    semantic: float
    in_class: float | None
    laid: Alignment

    @property
    def is_exact(self) -> bool:
        """Return whether the mark stands there unchanged."""
        return all(step.change == "same" for step in self.laid.steps)

    @property
    def score(self) -> float:
        """Return one figure of sight, sound and meaning: the largest, lifted a little by the others."""
        high, *rest = sorted((self.visual, self.phonetic, self.semantic), reverse=True)
        return high + _LIFT * (1 - high) * sum(rest) / 2

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the kinds of change, each once, in the order of the text."""
        return tuple(dict.fromkeys(step.change for step in self.laid.steps if step.change != "same"))

    def reason(self) -> Text:
        """Return how close it is and how the mark was changed, in words."""
        zh, en = _changes_in_words(self)
        near = {goods.SAME: ("同类", "same"), goods.NEAR: ("近似类", "near"), goods.FAR: ("不同类", "other"), None: ("不明", "not known")}[self.in_class]
        return Text(
            f"“{self.written}”与商标“{self.mark}”：{zh}；视觉 {self.visual:.2f}、读音 {self.phonetic:.2f}、含义 {self.semantic:.2f}、类别{near[0]}",
            f"“{self.written}” against the mark “{self.mark}”: {en}; sight {self.visual:.2f}, sound {self.phonetic:.2f}, "
            f"meaning {self.semantic:.2f}, class {near[1]}",
        )


def compare(mark: str, text: str, *, mark_classes: Set[int] = frozenset(), text_classes: Set[int] = frozenset()) -> Closeness:
    """Find the place of a text that comes closest to a mark, and say how close: `compare("金士力", "今世力口服液")`."""
    own, (read, places) = folded(mark)[0], folded(text)
    laid = align(own, read)
    start = places[laid.start] if laid.start < len(places) else len(text)
    end = places[laid.end - 1] + 1 if laid.end > laid.start else start
    written = text[start:end]
    visual, phonetic = _by_characters(laid)
    if not is_han(own):
        visual, phonetic = max(visual, laid.likeness), spoken_likeness(own, read[laid.start : laid.end])
    return Closeness(mark, written, start, end, visual, phonetic, meaning_likeness(mark, text), goods.closeness(mark_classes, text_classes), laid)


def compare_names(mark: str, name: str) -> Closeness:
    """Compare the distinctive parts only: what is left of both without places, company suffix and kind of shop."""
    (a, b), (c, d) = core_of(mark), core_of(name)
    found = compare(mark[a:b], name[c:d])
    return Closeness(found.mark, found.written, found.start + c, found.end + c, found.visual, found.phonetic, found.semantic, found.in_class, found.laid)


def _by_characters(laid: Alignment) -> tuple[float, float]:
    """Return the mean likeness of the mark's characters by sight and by sound, less what was inserted."""
    of_mark = [step for step in laid.steps if step.mark]
    if not of_mark:
        return 0.0, 0.0
    less = _INSERTED_COUNTS * (len(laid.steps) - len(of_mark))
    visual = sum(1.0 if step.change == "swapped" else step.shape for step in of_mark) / len(of_mark) - less
    phonetic = sum(step.sound for step in of_mark) / len(of_mark) - less
    return max(0.0, visual), max(0.0, phonetic)


def spoken_likeness(one: str, other: str) -> float:
    """Return how alike two words in letters sound, by what letters commonly stand for: ph and f, c and k, y and i, doubled letters."""
    mine, theirs = _spoken(one), _spoken(other)
    return 2 * common(mine, theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _spoken(word: str) -> str:
    for written, said in (("ph", "f"), ("ck", "k"), ("qu", "kw"), ("x", "ks"), ("sch", "sh"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("z", "s"), ("y", "i")):
        word = word.replace(written, said)
    return "".join(one for place, one in enumerate(word) if place == 0 or one != word[place - 1])


def meaning_likeness(mark: str, text: str) -> float:
    """Return how far the meanings of a mark stand in a text in other words: 苹果 in `apple store` is 1. The very words do not count: sight sees those."""
    wanted = _meanings_in(mark)
    if not wanted or sum(len(word) for word, _ in wanted) < len(folded(mark)[0]):
        return 0.0
    there = dict.fromkeys(meaning for word, meaning in _meanings_in(text) if word not in {one for one, _ in wanted})
    return sum(meaning in there for _, meaning in wanted) / len(wanted)


def _meanings_in(text: str) -> list[tuple[str, int]]:
    """Return the words of the table that stand in a text, longest first, with the number of their meaning."""
    left, found = f" {text.casefold()} ", []
    for word, meaning in _meanings():
        standing = f" {word} " if word.isascii() else word
        if standing in left:
            left = left.replace(standing, "  ")
            found.append((word, meaning))
    return found


@cache
def _meanings() -> tuple[tuple[str, int], ...]:
    lines = str(table("marks", "meanings")["meanings"]).replace("\n", ";").split(";")
    pairs = [(word, number) for number, line in enumerate(lines) for word in line.split()]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def _changes_in_words(found: Closeness) -> tuple[str, str]:
    if found.is_exact:
        return "原样使用", "as it is"
    told = []
    for step in found.laid.steps:
        if step.change == "same":
            continue
        what = CHANGES[step.change]
        pair = f"{step.mark or '∅'}→{step.text or '∅'}"
        told.append((f"{what.zh} {pair}{_sounds(step.mark, step.text)}", f"{what.en} {pair}{_sounds(step.mark, step.text)}"))
    return "、".join(zh for zh, _ in told), ", ".join(en for _, en in told)


def _sounds(mark: str, text: str) -> str:
    """Return the sounds of two characters, where both are known: ` (jin1/jin1)`."""
    mine, theirs = characters().get(mark), characters().get(text)
    if mine is None or theirs is None:
        return ""
    return f" ({mine.initial}{mine.final}{mine.tone}/{theirs.initial}{theirs.final}{theirs.tone})"
