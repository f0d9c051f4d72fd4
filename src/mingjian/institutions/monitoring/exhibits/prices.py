"""
What a finding of a price was compared with, made ready to be drawn: each price a dot over one line from nothing to dear, and some listings as rows.

Places along the line are percents, so that the picture fits any width with round dots and letters of one size; heights are pixels.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from mingjian.core.language import amount
from mingjian.office.lists.text import visible

FEW = 8  # listings: below, one more or less moves the median much
FARTHEST = 2.5  # times the median: what is dearer is drawn at the end of the line
COLUMNS = 64  # places along the line at which dots stand one over the other
FLOOR, ROOM, STEP = 92, 60, 8  # pixels: where the lowest dots stand, how high they may pile up, how far apart
MOST_EXAMPLES = 12
MOST_PRICES = 400
MOST_YUAN = 10**12


@dataclass(frozen=True)
class Example:
    """One of the listings compared with: `platform/id`, its title, price in yuan, and shop, `platform/id`; `is_held` by the lake, where that was asked."""

    listing: str
    title: str
    price: str
    shop: str
    is_held: bool | None = None


@dataclass(frozen=True)
class Mark:
    """One price on the line, and to which side its words go so that they stay within the picture."""

    at: str
    anchor: str


@dataclass(frozen=True)
class Strip:
    """Where things lie along the line, in percent, as text that no language writes otherwise; dots are (across, down). `end` is the price at its end."""

    own: Mark
    median: Mark
    middle: tuple[str, str]
    told: tuple[str, str]
    dots: list[tuple[str, str]]
    end: str
    beyond: int


@dataclass(frozen=True)
class Compared:
    """The whole of it. Prices are written in yuan; `words` chose the goods, together with brand and category; `drawn` of `listings` are dots."""

    brand: str
    category: str
    words: list[str]
    is_holders: bool
    listings: int
    shops: int
    price: str
    median: str
    quartiles: tuple[str, str]
    bounds: tuple[str, str]
    drawn: int
    strip: Strip
    examples: list[Example]

    @property
    def is_few(self) -> bool:
        """Whether so few were compared that the median says little."""
        return self.listings < FEW


def compared(evidence: dict[str, Any]) -> Compared | None:
    """Read what a price was compared with; None where the evidence does not tell, or not so that it can be drawn."""
    found, own, usual = evidence.get("compared"), _price(evidence.get("price")), _price(evidence.get("reference"))
    if not isinstance(found, dict) or own is None or usual is None:
        return None
    prices = sorted(filter(None, map(_price, _list(found.get("prices"))[:MOST_PRICES])))
    quartiles, bounds = _two(found.get("quartiles")), _two(found.get("bounds"))
    if not prices or quartiles is None or bounds is None:
        return None
    return Compared(
        brand=_text(found.get("brand")),
        category=_text(found.get("category")),
        words=[_text(word) for word in _list(found.get("words"))[:10]],
        is_holders=found.get("is_holders") is True,
        listings=_count(evidence.get("like_listings"), len(prices)),
        shops=_count(evidence.get("like_shops"), 1),
        price=_yuan(own),
        median=_yuan(usual),
        quartiles=(_yuan(quartiles[0]), _yuan(quartiles[1])),
        bounds=(_yuan(bounds[0]), _yuan(bounds[1])),
        drawn=len(prices),
        strip=_strip(own, usual, prices, quartiles, bounds),
        examples=[_example(one) for one in _list(found.get("examples"))[:MOST_EXAMPLES] if isinstance(one, dict) and _price(one.get("price"))],
    )


def _strip(own: float, usual: float, prices: Sequence[float], quartiles: tuple[float, float], bounds: tuple[float, float]) -> Strip:
    end = min(max(*prices, own, bounds[1]), FARTHEST * max(usual, median(prices))) * 1.02

    def at(price: float) -> float:
        return 1.5 + 97 * min(max(price, 0.0) / end, 1.0)

    def span(ends: tuple[float, float]) -> tuple[str, str]:
        return f"{at(ends[0]):.2f}%", f"{max(at(ends[1]) - at(ends[0]), 0.3):.2f}%"

    dots, beyond = _dots([at(price) for price in prices]), sum(price > end for price in prices)
    return Strip(_mark(at(own)), _mark(at(usual)), span(quartiles), span(bounds), dots, _yuan(end), beyond)


def _mark(place: float) -> Mark:
    return Mark(f"{place:.2f}%", "start" if place < 25 else "end" if place > 75 else "middle")


def _dots(places: Sequence[float]) -> list[tuple[str, str]]:
    """Pile dots of one column up; closer together where there are many, so that the pile stays within its room."""
    columns = [round(place / 100 * COLUMNS) for place in places]
    step = min(STEP, ROOM / max(Counter(columns).values()))
    piled: Counter[int] = Counter()
    dots = []
    for column in columns:
        dots.append((f"{column / COLUMNS * 100:.2f}%", f"{FLOOR - step * piled[column]:.1f}"))
        piled[column] += 1
    return dots


def _example(one: dict[str, Any]) -> Example:
    return Example(str(one.get("listing", ""))[:300], _text(one.get("title")), _yuan(float(one["price"])), _text(one.get("shop")))


def _yuan(price: float) -> str:
    return amount(round(price, 2))


def _text(value: Any) -> str:
    return visible(str(value or ""))[:200]


def _price(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < MOST_YUAN else None


def _two(value: Any) -> tuple[float, float] | None:
    """Read two ends of a span; the lower may be nothing."""
    ends = _list(value)
    low, high = (0.0 if ends[0] == 0 else _price(ends[0]), _price(ends[1])) if len(ends) == 2 else (None, None)
    return (low, high) if low is not None and high is not None and low <= high else None


def _count(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
