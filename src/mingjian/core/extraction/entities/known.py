"""
What is known of words: how often each was marked as a brand or a product, how often it stood unmarked, and which dictionaries hold it.

Titles marked by other hands (`aside`) are counted apart from those whose marking is learnt, since hands differ in what they call a product.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

from mingjian.core.extraction.entities.chain import TYPES, Span

PARTS = 8  # a title is told what the other seven parts of the titles know, as a new one would be
LONGEST = 14
_SHORTEST_IN_DICTIONARY = 2


class Marked(NamedTuple):
    """A title that somebody marked. `part` (0 to PARTS - 1) is that of its near-duplicates too."""

    text: str
    spans: Sequence[Span]
    part: int
    is_aside: bool


class Count(NamedTuple):
    """Of one word: times marked as each type, and times seen, in all titles and in those learnt from alone; and how many dictionaries of each type hold it."""

    brand: int
    product: int
    seen: int
    brand_here: int
    product_here: int
    seen_here: int
    brand_books: int
    product_books: int

    def less(self, other: "Count") -> "Count":
        """Take away what one part of the titles told."""
        return Count._make([*(mine - theirs for mine, theirs in zip(self[:6], other[:6], strict=True)), *self[6:]])


NOTHING = Count(0, 0, 0, 0, 0, 0, 0, 0)


def narrow(text: str) -> str:
    """Write each character of a text narrow and small, one for one."""
    if text.isascii():
        return text.lower()
    return "".join((unicodedata.normalize("NFKC", one).lower() or one)[0] for one in text)


class Looks(NamedTuple):
    """How words of dictionaries look, in steps of 0 to 5: brand-like characters (against products'), and how many products begin or end so."""

    brand_like: Mapping[str, int]
    product_ends: Mapping[str, int]
    product_begins: Mapping[str, int]


NO_LOOKS = Looks({}, {}, {})


@dataclass
class Known:
    """Counts of words, and looks; `by_part` holds the counts of each part of the titles, while fitting only."""

    counts: Mapping[str, Count]
    looks: Looks = NO_LOOKS
    by_part: Sequence[Mapping[str, Count]] = ()

    def __post_init__(self) -> None:
        self._tails = _tails(self.counts)
        self._tails_by_part = [_tails(part) for part in self.by_part]
        self._beginnings = {word[:length] for word in self.counts for length in range(1, len(word) + 1)}

    def words(self, text: str, part: int | None = None) -> list[tuple[int, int, Count]]:
        """Give the known words of a narrow text with their counts, those of its own part left out."""
        found = []
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + LONGEST) + 1):
                word = text[start:end]
                if word not in self._beginnings:
                    break
                if word in self.counts:
                    found.append((start, end, self.count(word, part)))
        return found

    def count(self, word: str, part: int | None) -> Count:
        """Give the counts of a word."""
        count = self.counts[word]
        own = self.by_part[part].get(word) if part is not None else None
        return count.less(own) if own else count

    def tail(self, word: str, length: int, part: int | None) -> tuple[int, int]:
        """Give how often words that end as this one does were marked as products and seen, in titles learnt from alone."""
        end = word[-length:]
        marked, seen = self._tails.get(end, (0, 0))
        own_marked, own_seen = self._tails_by_part[part].get(end, (0, 0)) if part is not None else (0, 0)
        return marked - own_marked, seen - own_seen


def _tails(counts: Mapping[str, Count]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for word, count in counts.items():
        if count.seen_here:
            for end in {word[-1:], word[-2:]} if len(word) > 1 else ():
                marked, seen = found.get(end, (0, 0))
                found[end] = marked + count.product_here, seen + count.seen_here
    return found


def learn(titles: Sequence[Marked], books: Mapping[str, Iterable[Iterable[str]]]) -> Known:
    """Count the words of marked titles and of dictionaries (by type)."""
    held = {kind: Counter(word for book in books.get(kind, ()) for word in sorted({narrow(one.strip()) for one in book})) for kind in TYPES}
    marked = {narrow(title.text[start:end]).strip() for title in titles for start, end, _ in title.spans}
    in_books = {word for counter in held.values() for word in counter if _SHORTEST_IN_DICTIONARY <= len(word) <= LONGEST}
    words = {word for word in marked | in_books if 0 < len(word) <= LONGEST}
    looked = Known(dict.fromkeys(words, NOTHING))
    parts: list[dict[str, list[int]]] = [{} for _ in range(PARTS)]
    for title in titles:
        _tally(title, looked, parts[title.part])
    by_part = [{word: Count._make([*tally, 0, 0]) for word, tally in part.items()} for part in parts]
    counts = {word: Count._make([*_sum(word, by_part), *(held[kind][word] for kind in TYPES)]) for word in words}
    return Known(counts, _looks(held), by_part)


def _tally(title: Marked, looked: Known, into: dict[str, list[int]]) -> None:
    text = narrow(title.text)
    for start, end, _ in looked.words(text):
        tally = into.setdefault(text[start:end], [0] * 6)
        tally[2] += 1
        tally[5] += not title.is_aside
    for start, end, kind in title.spans:
        tally = into.setdefault(text[start:end].strip(), [0] * 6)
        tally[TYPES.index(kind)] += 1
        tally[3 + TYPES.index(kind)] += not title.is_aside


def _sum(word: str, by_part: Sequence[Mapping[str, Count]]) -> list[int]:
    told = [part[word] for part in by_part if word in part]
    return [sum(count[place] for count in told) for place in range(6)]


def _looks(held: Mapping[str, Counter[str]]) -> Looks:
    brands, products = (Counter(one for word in held[kind] for one in word) for kind in TYPES)
    of_brands, of_products = brands.total() + 1, products.total() + 1
    like = {
        one: log2((brands[one] + 2) / of_brands * of_products / (products[one] + 2)) for one in sorted(brands | products) if brands[one] + products[one] > 3
    }
    ends = Counter(word[-length:] for word in held["HC"] for length in (1, 2) if len(word) > length)
    begins = Counter(word[:length] for word in held["HC"] for length in (1, 2) if len(word) > length)
    return Looks(
        {one: _step(share + 2.5) for one, share in like.items()}, *({part: _step(log2(n)) for part, n in many.items() if n > 2} for many in (ends, begins))
    )


def _step(value: float) -> int:
    return max(0, min(5, int(value)))
