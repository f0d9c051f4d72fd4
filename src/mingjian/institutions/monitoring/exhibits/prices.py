"""
What a finding of a price was compared with, made ready to be drawn: each price a dot over one line from nothing to dear, and some listings as rows.

Places along the line are percents, so that the picture fits any width with round dots and letters of one size; heights are pixels.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from mingjian.core.exhibits.prices import Example, Prices
from mingjian.core.language import amount
from mingjian.institutions.monitoring.exhibits.places import CARD
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.text import visible

PLACE, ORDER = CARD, 20

FEW = 8  # listings: below, one more or less moves the median much
FARTHEST = 2.5  # times the median: what is dearer is drawn at the end of the line
COLUMNS = 64  # places along the line at which dots stand one over the other
FLOOR, ROOM, STEP = 92, 60, 8  # pixels: where the lowest dots stand, how high they may pile up, how far apart


@dataclass(frozen=True)
class Row:
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
    examples: list[Row]

    @property
    def is_few(self) -> bool:
        """Return whether so few were compared that the median says little."""
        return self.listings < FEW


def draw(prices: Prices, found: Finding) -> dict[str, Any] | None:
    """Return what the price was compared with, as dots over a line and as rows."""
    return {"compared": compared(prices)}


def compared(told: Prices) -> Compared:
    """State a price and its place among those that it was compared with."""
    return Compared(
        brand=_text(told.brand),
        category=_text(told.category),
        words=[_text(word) for word in told.words],
        is_holders=told.is_holders,
        listings=told.listings,
        shops=told.shops,
        price=_yuan(told.own),
        median=_yuan(told.usual),
        quartiles=(_yuan(told.quartiles[0]), _yuan(told.quartiles[1])),
        bounds=(_yuan(told.bounds[0]), _yuan(told.bounds[1])),
        drawn=len(told.prices),
        strip=_strip(told.own, told.usual, told.prices, told.quartiles, told.bounds),
        examples=[_row(one) for one in told.examples],
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


def _row(one: Example) -> Row:
    return Row(one.listing[:300], _text(one.title), _yuan(one.price), _text(one.shop))


def _yuan(price: float) -> str:
    return amount(round(price, 2))


def _text(value: str) -> str:
    return visible(value)[:200]
